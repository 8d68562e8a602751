/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import org.airmessenger.message.Reason;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * What a function threw: the payload of an answer with {@code X-Amz-Function-Error}, {@code
 * {"errorType":"…","errorMessage":"…"}}.
 *
 * @param type the error's type, as the runtime names it; may be empty
 * @param message its text; may be empty
 */
record FunctionError(String type, String message) {

    private static final JsonFactory JSON = new JsonFactory();

    /** What the function's own code threw, though the runtime gives it its name. */
    private static final Set<String> OF_CODE =
            Set.of("Runtime.UnhandledPromiseRejection", "Runtime.UnmarshalError");

    /** Reads an answer's payload; what cannot be read is empty. */
    static FunctionError in(byte[] payload) {
        String type = "";
        String message = "";
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (name.equals("errorType")) {
                        type = Reason.of(parser.getValueAsString(""));
                    } else if (name.equals("errorMessage")) {
                        message = Reason.of(parser.getValueAsString(""));
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            // what was read until here is told
            return new FunctionError(type, message);
        }
        return new FunctionError(type, message);
    }

    /**
     * Whether not the function's code spoke but what runs it: out of time or memory, ended,
     * crashed, not loaded. Such an error says nothing of who is guilty.
     */
    boolean isOfRuntime() {
        if (type.startsWith("Runtime.")) {
            return !OF_CODE.contains(type);
        }
        String text = message.toLowerCase(Locale.ROOT);
        return type.startsWith("Sandbox.")
                || type.startsWith("Extension.")
                || type.equals("java.lang.OutOfMemoryError")
                || text.contains("task timed out after")
                || text.contains("process exited before completing request");
    }

    /** Both, for texts. */
    @Override
    public String toString() {
        return (type.isEmpty() ? "an error" : type) + (message.isEmpty() ? "" : ": " + message);
    }
}
