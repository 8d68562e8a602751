/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.airmessenger.door.TlsFiles;
import org.airmessenger.door.TlsMaterial;

import io.netty.handler.ssl.SslHandler;

import java.security.GeneralSecurityException;
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
        this.context =
                contextOf(
                        TlsMaterial.read(
                                TlsFiles.of(
                                        options.getCertificateFile(),
                                        options.getKeyFile(),
                                        options.getClientCaFiles())));
    }

    private static SSLContext contextOf(TlsMaterial material) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    material.keys().getKeyManagers(), material.trust().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("AIR-1006 TLS must work but: " + e.getMessage(), e);
        }
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
