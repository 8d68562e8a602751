/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.Reason;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads from an answer which messages failed: {@code {"failed":[{"id":"…","reason":"…"}]}} (an
 * element may also be the id alone), or AWS Lambda's {@code
 * {"batchItemFailures":[{"itemIdentifier":"…"}]}}.
 *
 * @param reasons id to reason; an element without an id has the empty one
 * @param complete the whole answer could be read
 */
public record FailedIds(Map<String, String> reasons, boolean complete) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String NO_REASON = "the function named it as failed";

    /** Reads an answer's body; what is no JSON object names nothing and is complete. */
    public static FailedIds in(byte[] body) {
        Map<String, String> reasons = new LinkedHashMap<>();
        if (!startsObject(body)) {
            return new FailedIds(reasons, true);
        }
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_ARRAY && name.equals("failed")) {
                    elements(parser, "id", reasons);
                } else if (value == JsonToken.START_ARRAY && name.equals("batchItemFailures")) {
                    elements(parser, "itemIdentifier", reasons);
                } else {
                    parser.skipChildren();
                }
            }
            return new FailedIds(reasons, parser.currentToken() == JsonToken.END_OBJECT);
        } catch (IOException e) {
            return new FailedIds(reasons, false);
        }
    }

    private static void elements(JsonParser parser, String idName, Map<String, String> reasons)
            throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) {
                return;
            }
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                element(parser, idName, reasons);
            } else {
                String id = parser.getValueAsString("");
                parser.skipChildren();
                reasons.put(id, NO_REASON);
            }
        }
    }

    private static void element(JsonParser parser, String idName, Map<String, String> reasons)
            throws IOException {
        String id = "";
        String reason = NO_REASON;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(idName)) {
                id = parser.getValueAsString("");
            } else if (name.equals("reason")) {
                reason = Reason.of(parser.getValueAsString(NO_REASON));
            }
            parser.skipChildren();
        }
        reasons.put(id, reason);
    }

    private static boolean startsObject(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }
}
