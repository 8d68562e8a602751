/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

/**
 * How a function listens and what it remembers.
 *
 * @param port 0 takes a free one
 * @param certificate its certificate; null means plain HTTP
 * @param http2 HTTP/2 is offered
 * @param hmacKey requests without the right signature are answered 401; null checks none
 * @param maxIds most ids that are remembered to find duplicates; 16 bytes each
 */
public record FunctionOptions(
        int port, ThrowawayCertificate certificate, boolean http2, String hmacKey, int maxIds) {

    /** TLS, HTTP/2, no signature, a free port, a million ids. */
    public static FunctionOptions secure(ThrowawayCertificate certificate) {
        return new FunctionOptions(0, certificate, true, null, 1_000_000);
    }

    /** These options with a key. */
    public FunctionOptions signedWith(String key) {
        return new FunctionOptions(port, certificate, http2, key, maxIds);
    }

    /** These options without HTTP/2. */
    public FunctionOptions http1() {
        return new FunctionOptions(port, certificate, false, hmacKey, maxIds);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "FunctionOptions[port=" + port + ", http2=" + http2 + "]";
    }
}
