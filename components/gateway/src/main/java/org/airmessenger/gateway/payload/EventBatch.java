/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.AirHeaders;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import org.apache.camel.Message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes events in JSON, most often messages as one {@code application/cloudevents-batch+json}
 * (CloudEvents JSON format, section 4), in their order, straight into bytes: a JSON body is copied
 * as it is, text becomes a string, anything else base64.
 */
public final class EventBatch {

    /** The media type. */
    public static final String CONTENT_TYPE = "application/cloudevents-batch+json; charset=UTF-8";

    /** The media type of a single event in structured mode. */
    public static final String SINGLE_TYPE = "application/cloudevents+json; charset=UTF-8";

    private static final int BYTES_PER_EVENT = 400;
    private static final JsonFactory JSON = new JsonFactory();

    /** The attributes' names as bytes, made once. */
    private static final Map<String, SerializedString> ENCODED = new ConcurrentHashMap<>();

    private EventBatch() {}

    /**
     * The batch.
     *
     * @throws IllegalArgumentException if a message has no id or a body that is not bytes
     */
    public static byte[] of(List<Message> messages) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(messages.size() * BYTES_PER_EVENT);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            EventAttributes.Target members = new Members(json);
            json.writeStartArray();
            for (Message message : messages) {
                write(message, json, members, out);
            }
            json.writeEndArray();
        }
        return out.toByteArray();
    }

    /**
     * One message in structured mode (HTTP binding, section 3.2): its attributes are too large to
     * be headers.
     *
     * @throws IllegalArgumentException if it has no id or a body that is not bytes
     */
    public static byte[] one(Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(BYTES_PER_EVENT);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(message, json, new Members(json), out);
        }
        return out.toByteArray();
    }

    private static void write(
            Message message,
            JsonGenerator json,
            EventAttributes.Target members,
            ByteArrayOutputStream out)
            throws IOException {
        json.writeStartObject();
        EventAttributes.write(message, members);
        writeData(message, json, out);
        json.writeEndObject();
    }

    private static void writeData(Message message, JsonGenerator json, ByteArrayOutputStream out)
            throws IOException {
        byte[] body = Bodies.bytes(message);
        Object declared = message.getHeader(AirHeaders.CONTENT_TYPE);
        String type = ContentType.orOctets(declared);
        if (declared != null) {
            json.writeStringField("datacontenttype", type);
        }
        boolean plain =
                message.getHeader(AirHeaders.CONTENT_ENCODING) == null
                        && message.getHeader(AirHeaders.KEY_ID) == null;
        if (plain && ContentType.isJson(type) && ContentType.isOneJsonValue(body)) {
            json.writeFieldName("data");
            // writes the colon; the value's bytes then go past the generator, uncopied
            json.writeRawValue("");
            json.flush();
            out.write(body, 0, body.length);
        } else if (plain && ContentType.isText(type) && Utf8.isValid(body)) {
            json.writeFieldName("data");
            json.writeUTF8String(body, 0, body.length);
        } else {
            json.writeBinaryField("data_base64", body);
        }
    }

    private record Members(JsonGenerator json) implements EventAttributes.Target {
        @Override
        public void text(String name, String value) throws IOException {
            json.writeFieldName(ENCODED.computeIfAbsent(name, SerializedString::new));
            json.writeString(value);
        }

        @Override
        public void number(String name, int value) throws IOException {
            json.writeNumberField(name, value);
        }
    }
}
