/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import io.netty.handler.ssl.SslHandler;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** The TLS of each connection: PEM files, a client certificate required. */
final class TlsHandlers implements Supplier<SslHandler> {

    /** MQTT itself, and what a WebSocket begins with. */
    private static final List<String> PROTOCOLS = List.of("mqtt", "http/1.1");

    private final ListenerConfiguration options;
    private final SSLContext context;

    TlsHandlers(ListenerConfiguration options) {
        this.options = options;
        this.context = TlsContext.of(options);
    }

    @Override
    public SslHandler get() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        engine.setEnabledProtocols(options.getTlsProtocols().split(" *, *"));
        engine.setHandshakeApplicationProtocolSelector((tls, offered) -> select(offered));
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(options.getConnectTimeoutMillis(), TimeUnit.MILLISECONDS);
        return handler;
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
