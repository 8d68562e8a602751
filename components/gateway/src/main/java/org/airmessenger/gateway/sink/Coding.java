/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

/** How a request's content is coded (RFC 9110, section 8.4.1). */
enum Coding {
    /** As it is. */
    NONE(null),
    /** RFC 1952. */
    GZIP("gzip"),
    /** RFC 8878. */
    ZSTD("zstd");

    private final String token;

    Coding(String token) {
        this.token = token;
    }

    /** The token of {@code Content-Encoding}; null for {@link #NONE}. */
    String token() {
        return token;
    }
}
