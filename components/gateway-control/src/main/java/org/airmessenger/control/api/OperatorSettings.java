/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

/**
 * Where and how the operator port listens.
 *
 * @param host address to bind ({@code air.control.host}); default {@code 127.0.0.1}
 * @param port port to bind ({@code air.control.port}), 0–65535; 0 takes a free one; default 9443
 * @param maxBodyBytes largest request body ({@code air.control.max-body-bytes}); default 1 MB
 * @param maxRequests most requests at once ({@code air.control.max-requests}), 1–256; default 16
 */
public record OperatorSettings(String host, int port, long maxBodyBytes, int maxRequests) {

    /** Loopback, 9443. */
    public static final OperatorSettings STANDARD =
            new OperatorSettings("127.0.0.1", 9443, 1 << 20, 16);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is outside its range
     */
    public OperatorSettings {
        check("air.control.port", port, 0, 65535);
        check("air.control.max-body-bytes", maxBodyBytes, 1024, 64 << 20);
        check("air.control.max-requests", maxRequests, 1, 256);
    }

    /** The same on another port. */
    public OperatorSettings withPort(int other) {
        return new OperatorSettings(host, other, maxBodyBytes, maxRequests);
    }

    private static void check(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "AIR-6200 " + key + " must be " + min + "–" + max + " but was " + value);
        }
    }
}
