/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.apache.camel.Exchange;

import java.nio.file.Path;

/** A request to a file: where it goes, and how long the file was before. */
final class FileAttempt extends Attempt {

    private final Path file;
    private final long start;

    /**
     * Begins.
     *
     * @param start the file's length before; what comes after may be taken away again
     */
    FileAttempt(Exchange exchange, Path file, long start) {
        super(exchange);
        this.file = file;
        this.start = start;
    }

    Path file() {
        return file;
    }

    long start() {
        return start;
    }
}
