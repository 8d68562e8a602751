/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.commands;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink.Delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * A message on its way down as JSON, with the same names by which messages are posted. A JSON body
 * stands in it as it is, text as text, anything else in base64.
 */
public final class JsonDelivery {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int ROOM = 256;

    private JsonDelivery() {}

    /** One object, without line breaks but those of a JSON body. */
    public static byte[] of(Delivery delivery, long now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(delivery.body().length + ROOM);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            if (delivery.number() > 0) {
                json.writeNumberField("number", delivery.number());
            }
            fields(json, delivery, now);
            body(json, out, delivery.headers(), delivery.body());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** All but number and body into an object that is open. */
    public static void fields(JsonGenerator json, Delivery delivery, long now) throws IOException {
        headers(json, delivery.headers(), now);
        json.writeNumberField("qos", delivery.qos());
        if (delivery.again()) {
            json.writeBooleanField("again", true);
        }
        if (delivery.retained()) {
            json.writeBooleanField("retained", true);
        }
    }

    private static void headers(JsonGenerator json, Map<String, Object> headers, long now)
            throws IOException {
        text(json, "topic", headers.get(AirHeaders.TOPIC));
        text(json, "id", headers.get(AirHeaders.ID));
        if (headers.get(AirHeaders.PRIORITY) instanceof Integer priority) {
            json.writeNumberField("priority", priority);
        }
        if (headers.get(AirHeaders.TIME) instanceof Long time) {
            json.writeNumberField("time", time);
        }
        if (headers.get(AirHeaders.EXPIRY) instanceof Long expiry) {
            json.writeNumberField("expiresIn", Math.max(0, (expiry - now + 999) / 1000));
        }
        text(json, "contentType", headers.get(AirHeaders.CONTENT_TYPE));
        text(json, "contentEncoding", headers.get(AirHeaders.CONTENT_ENCODING));
        text(json, "keyId", headers.get(AirHeaders.KEY_ID));
        text(json, "traceparent", headers.get(AirHeaders.TRACE));
        text(json, "replyTo", headers.get(AirHeaders.REPLY_TO));
        if (headers.get(AirHeaders.CORRELATION) instanceof byte[] correlation) {
            // base64 in JSON, bytes in CBOR
            json.writeBinaryField("correlation", correlation);
        }
        boolean open = false;
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            if (header.getKey().startsWith(AirHeaders.USER_PREFIX) && header.getValue() != null) {
                if (!open) {
                    json.writeObjectFieldStart("user");
                    open = true;
                }
                json.writeStringField(
                        header.getKey().substring(AirHeaders.USER_PREFIX.length()),
                        header.getValue().toString());
            }
        }
        if (open) {
            json.writeEndObject();
        }
    }

    private static void text(JsonGenerator json, String name, Object value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    /** The body into an object that is open; {@code out} is where its generator writes to. */
    public static void body(
            JsonGenerator json, ByteArrayOutputStream out, Map<String, Object> headers, byte[] body)
            throws IOException {
        boolean plain =
                headers.get(AirHeaders.CONTENT_ENCODING) == null
                        && headers.get(AirHeaders.KEY_ID) == null;
        String type = mediaType(headers.get(AirHeaders.CONTENT_TYPE));
        if (plain && isJson(type) && isOneValue(body)) {
            json.writeFieldName("body");
            // writes the colon; the value's bytes then go past the generator, untouched
            json.writeRawValue("");
            json.flush();
            out.write(body, 0, body.length);
            return;
        }
        String text = plain && (type.isEmpty() || type.startsWith("text/")) ? utf8(body) : null;
        if (text != null) {
            json.writeStringField("text", text);
        } else {
            json.writeStringField("base64", Base64.getEncoder().encodeToString(body));
        }
    }

    private static String mediaType(Object header) {
        return header == null
                ? ""
                : header.toString().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isJson(String type) {
        return type.equals("application/json") || type.endsWith("+json");
    }

    private static boolean isOneValue(byte[] body) {
        for (byte one : body) {
            if (one == '\r') {
                // the end of a line in server-sent events, which would come out as another one
                return false;
            }
        }
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() == null) {
                return false;
            }
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
