/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import org.airmessenger.airwire.session.Limits;
import org.airmessenger.airwire.transport.TlsOnDisk;

import io.netty.handler.ssl.SslContext;

import java.nio.file.Path;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * How a client connects.
 *
 * @param host name or address of the gateway
 * @param port usually 7443
 * @param tls asked at each connection, so that a renewed certificate is shown from the next one on;
 *     null: plain, for tests on loopback only
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
        Supplier<SslContext> tls,
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

    /**
     * Fit for a device that shows a certificate.
     *
     * @param tls from {@code WireTls}, or null: plain, for tests on loopback only
     */
    public static ClientOptions of(String host, int port, SslContext tls) {
        return renewing(host, port, tls == null ? null : () -> tls);
    }

    /**
     * The same with a certificate that may change.
     *
     * @param tls asked at each connection; null: plain
     */
    public static ClientOptions renewing(String host, int port, Supplier<SslContext> tls) {
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

    /**
     * Fit for a device, from the files that {@code air device add} made. They are read again for a
     * connection if they have changed.
     *
     * @param certificate PEM, with its chain; null shows none
     * @param key PEM, PKCS 8, not encrypted; null without a certificate
     * @param authorities PEM: whom it trusts
     * @throws SSLException if a file cannot be used
     */
    public static ClientOptions of(
            String host, int port, Path certificate, Path key, Path authorities)
            throws SSLException {
        return renewing(host, port, new TlsOnDisk(certificate, key, authorities));
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
