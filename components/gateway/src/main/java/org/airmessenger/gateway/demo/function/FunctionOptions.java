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
 * @param maxIds most ids that are remembered to find duplicates; 16–32 bytes each
 * @param clientCa certificates that a client's must be signed by, PEM; null asks for none
 */
public record FunctionOptions(
        int port,
        ThrowawayCertificate certificate,
        boolean http2,
        String hmacKey,
        int maxIds,
        String clientCa) {

    /** TLS, HTTP/2, no signature, a free port, a million ids. */
    public static FunctionOptions secure(ThrowawayCertificate certificate) {
        return new FunctionOptions(0, certificate, true, null, 1_000_000, null);
    }

    /** Plain HTTP/1.1, no signature, a free port, a million ids. */
    public static FunctionOptions plain() {
        return new FunctionOptions(0, null, false, null, 1_000_000, null);
    }

    /** These options with a key. */
    public FunctionOptions signedWith(String key) {
        return new FunctionOptions(port, certificate, http2, key, maxIds, clientCa);
    }

    /** These options without HTTP/2. */
    public FunctionOptions http1() {
        return new FunctionOptions(port, certificate, false, hmacKey, maxIds, clientCa);
    }

    /** These options with a fixed port. */
    public FunctionOptions at(int fixed) {
        return new FunctionOptions(fixed, certificate, http2, hmacKey, maxIds, clientCa);
    }

    /** These options, but clients must have a certificate that these sign. */
    public FunctionOptions requiringClients(String ca) {
        return new FunctionOptions(port, certificate, http2, hmacKey, maxIds, ca);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "FunctionOptions[port=" + port + ", http2=" + http2 + "]";
    }
}
