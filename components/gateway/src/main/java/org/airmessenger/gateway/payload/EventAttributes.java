/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LaneClass;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.apache.camel.Message;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A message's CloudEvents 1.0 attributes, in one place for both content modes. Extensions' names
 * are lower-case letters only, as the specification (section 3) asks.
 */
public final class EventAttributes {

    /** {@code type} of every event. */
    public static final String TYPE = "org.airmessenger.message";

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private EventAttributes() {}

    /** Where the attributes go: HTTP headers or JSON members. */
    public interface Target {
        /** A string attribute. */
        void text(String name, String value) throws IOException;

        /** An integer attribute. */
        void number(String name, int value) throws IOException;
    }

    /**
     * Writes all attributes that the message has, but for its content type.
     *
     * @throws IllegalArgumentException if the message has no id
     */
    public static void write(Message message, Target target) throws IOException {
        Map<String, Object> headers = message.getHeaders();
        target.text("specversion", "1.0");
        target.text("id", id(message));
        target.text("source", "/devices/" + orEmpty(headers.get(AirHeaders.DEVICE)));
        target.text("type", TYPE);
        time(target, "time", headers.get(AirHeaders.TIME));
        text(target, "subject", headers.get(AirHeaders.TOPIC));
        target.number("priority", priority(headers.get(AirHeaders.PRIORITY)));
        text(target, "device", headers.get(AirHeaders.DEVICE));
        text(target, "tenant", headers.get(AirHeaders.TENANT));
        text(target, "door", headers.get(AirHeaders.DOOR));
        time(target, "expirytime", headers.get(AirHeaders.EXPIRY));
        text(target, "traceparent", trace(message));
        text(target, "contentencoding", headers.get(AirHeaders.CONTENT_ENCODING));
        text(target, "keyid", headers.get(AirHeaders.KEY_ID));
        text(target, "replyto", headers.get(AirHeaders.REPLY_TO));
        text(target, "correlation", correlation(message));
        text(target, "userproperties", userProperties(headers));
    }

    /** The message's id. */
    public static String id(Message message) {
        Object id = message.getHeader(AirHeaders.ID);
        if (id == null) {
            throw new IllegalArgumentException(
                    "AIR-5034 a message must have an AirId but has none");
        }
        return id.toString();
    }

    /** The traceparent if it is one (W3C Trace Context, section 3.2), else null. */
    public static String trace(Message message) {
        Object trace = message.getHeader(AirHeaders.TRACE);
        return trace instanceof String text && isTrace(text) ? text : null;
    }

    /** Whether a text is a traceparent; null is not. */
    static boolean isTrace(String text) {
        return text != null && TRACEPARENT.matcher(text).matches();
    }

    /** The correlation in base64, or null. */
    public static String correlation(Message message) {
        Object value = message.getHeader(AirHeaders.CORRELATION);
        return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : null;
    }

    /** The priority of the message, 0–9. */
    public static int priority(Object header) {
        return header instanceof Integer number ? number : LaneClass.DEFAULT_PRIORITY;
    }

    /** A device's own properties as the text of a JSON object; null if it sent none. */
    private static String userProperties(Map<String, Object> headers) throws IOException {
        StringWriter text = null;
        JsonGenerator json = null;
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            String name = header.getKey();
            if (name.startsWith(AirHeaders.USER_PREFIX) && header.getValue() != null) {
                if (json == null) {
                    text = new StringWriter();
                    json = JSON.createGenerator(text);
                    json.writeStartObject();
                }
                json.writeStringField(
                        name.substring(AirHeaders.USER_PREFIX.length()),
                        header.getValue().toString());
            }
        }
        if (json == null) {
            return null;
        }
        json.writeEndObject();
        json.close();
        return text.toString();
    }

    private static void text(Target target, String name, Object value) throws IOException {
        if (value != null) {
            target.text(name, value.toString());
        }
    }

    private static void time(Target target, String name, Object value) throws IOException {
        if (value instanceof Long millis) {
            target.text(name, EventTime.text(millis));
        }
    }

    private static String orEmpty(Object value) {
        return value == null ? "" : value.toString();
    }
}
