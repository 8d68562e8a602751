/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import io.netty.handler.ssl.SslHandler;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** The TLS of each connection: PEM files, a client certificate required. */
final class TlsHandlers implements Supplier<SslHandler> {

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
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(options.getConnectTimeoutMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }
}
