/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.airmessenger.door.CertificateRefusals;
import org.airmessenger.door.Handshakes;
import org.airmessenger.door.TlsFiles;
import org.airmessenger.door.TlsMaterial;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * The TLS of each connection: PEM files, a client certificate required unless tokens do. Changed
 * files are for connections that come after; the others stay as they are.
 */
final class TlsHandlers implements Function<Channel, SslHandler> {

    /** MQTT itself, and what a WebSocket begins with. */
    private static final List<String> PROTOCOLS = List.of("mqtt", "http/1.1");

    private final ListenerConfiguration options;

    private final CertificateRefusals refusals;
    private volatile Function<InetSocketAddress, SSLEngine> engines;

    /**
     * Reads them.
     *
     * @param refusals tells of certificates that are refused
     */
    TlsHandlers(ListenerConfiguration options, CertificateRefusals refusals) {
        this.options = options;
        this.refusals = refusals;
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
                        ? new OpenSslEngines(material, refusals, options, PROTOCOLS)
                        : enginesOf(material.context(refusals));
    }

    private Function<InetSocketAddress, SSLEngine> enginesOf(SSLContext context) {
        return peer -> {
            SSLEngine engine = context.createSSLEngine(peer.getHostString(), peer.getPort());
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
    public SslHandler apply(Channel channel) {
        SslHandler handler =
                new SslHandler(
                        engines.apply(Handshakes.peer(channel.remoteAddress())),
                        Handshakes.PROCESS);
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
