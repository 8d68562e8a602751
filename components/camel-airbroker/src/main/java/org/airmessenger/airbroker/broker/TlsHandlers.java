/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.airmessenger.door.TlsFiles;
import org.airmessenger.door.TlsMaterial;

import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * The TLS of each connection: PEM files, a client certificate required unless tokens do. Changed
 * files are for connections that come after; the others stay as they are.
 */
final class TlsHandlers implements Supplier<SslHandler> {

    /** MQTT itself, and what a WebSocket begins with. */
    private static final List<String> PROTOCOLS = List.of("mqtt", "http/1.1");

    private static final long IDLE_SECONDS = 5;

    private final ListenerConfiguration options;

    /**
     * What a handshake computes. On the event loops, a storm of handshakes would let those who are
     * here wait for seconds.
     */
    private final Executor computing = computing();

    private volatile Supplier<SSLEngine> engines;

    TlsHandlers(ListenerConfiguration options) {
        this.options = options;
        take(TlsMaterial.read(files()));
    }

    /** What it reads. */
    TlsFiles files() {
        return TlsFiles.of(
                options.getCertificateFile(), options.getKeyFile(), options.getClientCaFiles());
    }

    /** Shows these from now on. */
    void take(TlsMaterial material) {
        engines =
                OpenSslEngines.NAME.equals(options.getTlsProvider())
                        ? new OpenSslEngines(material, options, PROTOCOLS)
                        : enginesOf(material.context());
    }

    private Supplier<SSLEngine> enginesOf(SSLContext context) {
        return () -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            if (options.isTokens()) {
                // asked for, and verified if shown; the door looks for a token where there is none
                engine.setWantClientAuth(true);
            } else {
                engine.setNeedClientAuth(true);
            }
            engine.setEnabledProtocols(options.getTlsProtocols().split(" *, *"));
            engine.setHandshakeApplicationProtocolSelector((tls, offered) -> select(offered));
            return engine;
        };
    }

    @Override
    public SslHandler get() {
        SslHandler handler = new SslHandler(engines.get(), computing);
        handler.setHandshakeTimeout(options.getConnectTimeoutMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }

    /** A thread for each processor, gone when there is nothing to do. */
    private static Executor computing() {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor made =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        // at most one for each connection, and these are limited
                        new LinkedBlockingQueue<>(),
                        new DefaultThreadFactory("airbroker-tls", true));
        made.allowCoreThreadTimeOut(true);
        return made;
    }

    /** What is spoken inside (RFC 7301): the first that is known, or none; then bytes decide. */
    private static String select(List<String> offered) {
        for (String protocol : offered) {
            if (PROTOCOLS.contains(protocol)) {
                return protocol;
            }
        }
        return "";
    }
}
