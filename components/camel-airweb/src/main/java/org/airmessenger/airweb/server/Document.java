/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A description of a door, the same for everybody. */
public final class Document implements Resource {

    private final String mediaType;
    private final Buffer content;

    private Document(String mediaType, Buffer content) {
        this.mediaType = mediaType;
        this.content = content;
    }

    /** A YAML file (RFC 9512) that lies beside a class. */
    public static Document yaml(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return new Document("application/yaml", Buffer.buffer(in.readAllBytes()));
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
        call.answer(200, mediaType, content);
    }
}
