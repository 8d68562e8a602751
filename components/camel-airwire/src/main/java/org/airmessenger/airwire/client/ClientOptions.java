/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import org.airmessenger.airwire.session.Limits;

import io.netty.handler.ssl.SslContext;

import java.util.function.Supplier;

/**
 * How a client connects.
 *
 * @param host name or address of the gateway
 * @param port usually 7443
 * @param tls from {@code WireTls}, or null: plain, for tests on loopback only
 * @param device who it claims to be, or null: as its proof says
 * @param token asked for at each connection and before the last one ends; null without tokens
 * @param limits what this end takes
 * @param maxQueued most messages that wait to be sent
 * @param maxQueuedBytes most bytes of them
 * @param retryMinMillis first wait after a broken line
 * @param retryMaxMillis longest wait
 */
public record ClientOptions(
        String host,
        int port,
        SslContext tls,
        String device,
        Supplier<String> token,
        Limits limits,
        int maxQueued,
        long maxQueuedBytes,
        long retryMinMillis,
        long retryMaxMillis) {

    private static final int MAX_QUEUED = 1000;
    private static final long MAX_QUEUED_BYTES = 16 << 20;
    private static final long RETRY_MIN = 200;
    private static final long RETRY_MAX = 30_000;

    /** Fit for a device that shows a certificate. */
    public static ClientOptions of(String host, int port, SslContext tls) {
        return new ClientOptions(
                host,
                port,
                tls,
                null,
                null,
                Limits.DEVICE,
                MAX_QUEUED,
                MAX_QUEUED_BYTES,
                RETRY_MIN,
                RETRY_MAX);
    }

    /** The same with a claim of who it is. */
    public ClientOptions device(String id) {
        return new ClientOptions(
                host,
                port,
                tls,
                id,
                token,
                limits,
                maxQueued,
                maxQueuedBytes,
                retryMinMillis,
                retryMaxMillis);
    }

    /** The same with tokens. */
    public ClientOptions token(Supplier<String> source) {
        return new ClientOptions(
                host,
                port,
                tls,
                device,
                source,
                limits,
                maxQueued,
                maxQueuedBytes,
                retryMinMillis,
                retryMaxMillis);
    }

    /** The same with other limits. */
    public ClientOptions limits(Limits its) {
        return new ClientOptions(
                host,
                port,
                tls,
                device,
                token,
                its,
                maxQueued,
                maxQueuedBytes,
                retryMinMillis,
                retryMaxMillis);
    }

    /** The same with another queue. */
    public ClientOptions queue(int messages, long bytes) {
        return new ClientOptions(
                host,
                port,
                tls,
                device,
                token,
                limits,
                messages,
                bytes,
                retryMinMillis,
                retryMaxMillis);
    }

    /** The same with other waits after a broken line. */
    public ClientOptions retry(long minMillis, long maxMillis) {
        return new ClientOptions(
                host,
                port,
                tls,
                device,
                token,
                limits,
                maxQueued,
                maxQueuedBytes,
                minMillis,
                maxMillis);
    }
}
