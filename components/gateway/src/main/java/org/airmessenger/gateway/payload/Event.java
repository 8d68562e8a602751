/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.Quoted;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One CloudEvent, read from its JSON (CloudEvents 1.0.2, JSON format, section 3).
 *
 * @param contentType of the data; null if the event does not say
 * @param data JSON as its bytes stood there, text, or what base64 held; empty if there is none
 * @param attributes all others, as text, {@code specversion} left out
 */
record Event(String contentType, byte[] data, Map<String, String> attributes) {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,64}");
    private static final byte[] NOTHING = {};

    /**
     * Reads an event.
     *
     * @throws RefusedException if it is none
     */
    static Event read(byte[] body) {
        // also rules out other encodings than UTF-8, which would shift every offset
        if (!ContentType.isOneJsonValue(body)) {
            throw wrong("be one JSON object in UTF-8 but is not");
        }
        try (JsonParser parser = JSON.createParser(body)) {
            return new Reader(parser, body).read();
        } catch (IOException twice) {
            throw wrong("have every member once, and data_base64 in base64, but has not");
        }
    }

    private static RefusedException wrong(String what) {
        return PayloadStep.unreadable(
                "AIR-8021 a CloudEvent must " + what + ", send structured mode 1.0");
    }

    private static final class Reader {

        private final JsonParser parser;
        private final byte[] body;
        private final Map<String, String> attributes = new LinkedHashMap<>();
        private byte[] data;
        private String text;
        private boolean inline;

        Reader(JsonParser parser, byte[] body) {
            this.parser = parser;
            this.body = body;
        }

        Event read() throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("be a JSON object but is none (a batch cannot be unwrapped)");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "data" -> {
                        none();
                        readData(value);
                    }
                    case "data_base64" -> {
                        none();
                        data = value == JsonToken.VALUE_NULL ? NOTHING : parser.getBinaryValue();
                    }
                    default -> readAttribute(name, value);
                }
            }
            required();
            String type = attributes.remove("datacontenttype");
            boolean json = type == null || ContentType.isJson(type);
            if (text != null && !json) {
                data = text.getBytes(StandardCharsets.UTF_8);
            }
            // section 3.1: data without a type is JSON
            String implied = inline && type == null ? "application/json" : type;
            return new Event(implied, data == null ? NOTHING : data, attributes);
        }

        private void none() {
            if (data != null) {
                throw wrong("have data or data_base64 but has both");
            }
        }

        private void readData(JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_NULL) {
                data = NOTHING;
                return;
            }
            inline = true;
            int from = (int) parser.currentTokenLocation().getByteOffset();
            if (value == JsonToken.VALUE_STRING) {
                text = parser.getText();
            } else {
                parser.skipChildren();
            }
            parser.finishToken();
            int to = (int) parser.currentLocation().getByteOffset();
            data = Arrays.copyOfRange(body, from, to);
        }

        private void readAttribute(String name, JsonToken value) throws IOException {
            if (!NAME.matcher(name).matches()) {
                throw wrong(
                        "have attributes of lower-case letters and digits but has "
                                + Quoted.of(name));
            }
            if (value.isStructStart()) {
                throw wrong("have plain attributes but " + name + " is not");
            }
            if (value != JsonToken.VALUE_NULL) {
                attributes.put(name, parser.getText());
            }
        }

        private void required() {
            if (!"1.0".equals(attributes.remove("specversion"))) {
                throw wrong("have specversion 1.0 but has not");
            }
            for (String name : new String[] {"id", "source", "type"}) {
                if (attributes.getOrDefault(name, "").isEmpty()) {
                    throw wrong("have a " + name + " but has none");
                }
            }
        }
    }
}
