/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What every message has: what it is, and by what its answer refers to it.
 *
 * @param type one of those of {@link Inbox}
 * @param ref the device's own: a String or a Long; null if it gave none
 */
record Envelope(String type, Object ref) {

    private static final int MOST_CHARACTERS = 64;

    /** Nothing is known of it. */
    static final Envelope UNKNOWN = new Envelope(null, null);

    /**
     * Reads it, and sees that all of the message is well-formed.
     *
     * @param message is read to its end, and closed
     * @throws IOException if it is not well-formed
     * @throws RefusedException if it is, but no such object
     */
    static Envelope of(JsonParser message) throws IOException {
        try (JsonParser json = message) {
            JsonToken first = json.nextToken();
            if (first == null) {
                throw new EOFException();
            }
            if (first != JsonToken.START_OBJECT) {
                throw malformed("a message must be an object with a type but was none; send one");
            }
            String type = null;
            Object ref = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "type" -> type = text(json);
                    case "ref" -> ref = ref(json);
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw malformed("a message must be one object but more came; send each alone");
            }
            if (type == null) {
                throw malformed("a message must have a type, a text, but had none; send one");
            }
            return new Envelope(type, ref);
        }
    }

    private static String text(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    private static Object ref(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return json.getLongValue();
        }
        String text = text(json);
        if (text == null || text.length() > MOST_CHARACTERS) {
            throw malformed(
                    "ref must be a whole number of 64 bits or a text of at most %d characters; send such a one"
                            .formatted(MOST_CHARACTERS));
        }
        return text;
    }

    /**
     * The other fields of a message that has no body.
     *
     * @param allowed their names
     * @throws RefusedException if there is another, or one is no text or number
     */
    static Map<String, String> fields(JsonParser message, Set<String> allowed) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = message) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("type") || name.equals("ref")) {
                    continue;
                }
                if (!allowed.contains(name)) {
                    throw malformed(
                            "a message must have known fields only but had "
                                    + Quoted.of(name)
                                    + "; leave it out");
                }
                if (!value.isScalarValue()) {
                    throw malformed(name + " must be one value but was not; send one");
                }
                fields.put(name, json.getText());
            }
        }
        return fields;
    }

    /** Writes a reference, if there is one. */
    static void writeRef(JsonGenerator json, Object ref) throws IOException {
        if (ref instanceof Long number) {
            json.writeNumberField("ref", number);
        } else if (ref != null) {
            json.writeStringField("ref", (String) ref);
        }
    }

    static RefusedException malformed(String what) {
        return new RefusedException(Refusal.MALFORMED, "AIR-1310 " + what);
    }
}
