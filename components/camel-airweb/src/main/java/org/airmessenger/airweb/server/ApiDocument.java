/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@code GET /v1/openapi.yaml}: what this side of the door is, in OpenAPI 3.1, for anybody. Who
 * asks for nothing else is a stranger, and closed when he asks too often.
 */
public final class ApiDocument implements Resource {

    /** Where it lies on the class path. */
    public static final String PATH = "/org/airmessenger/airweb/openapi.yaml";

    /** RFC 9512. */
    private static final String MEDIA_TYPE = "application/yaml";

    private final byte[] text;

    /** Reads it. */
    public ApiDocument() {
        try (InputStream in = ApiDocument.class.getResourceAsStream(PATH)) {
            text = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String allow(String rest) {
        return rest == null ? "GET, HEAD" : null;
    }

    @Override
    public void handle(Call call) {
        if (call.connection().isTooStrange()) {
            call.whenOver(() -> call.connection().close(0));
        }
        call.answer(200, MEDIA_TYPE, text);
    }
}
