/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.transport;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import java.io.File;
import java.net.InetSocketAddress;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** TLS 1.3 with the protocol's name agreed (PROTOCOL.md, 1). */
public final class WireTls {

    /** The protocol's name in ALPN. */
    public static final String PROTOCOL = "airwire/1";

    private static final String VERSION = "TLSv1.3";

    private WireTls() {}

    /** A client that trusts nobody but these; shows a certificate unless {@code keys} is null. */
    public static SslContext client(KeyManagerFactory keys, TrustManagerFactory trust)
            throws SSLException {
        return SslContextBuilder.forClient()
                .keyManager(keys)
                .trustManager(trust)
                .sslProvider(SslProvider.JDK)
                .protocols(VERSION)
                .applicationProtocolConfig(alpn())
                .build();
    }

    /**
     * The same from PEM files.
     *
     * @param certificate with its chain, or null: it shows none
     * @param key PKCS 8, not encrypted, or null
     * @param authorities whom it trusts
     */
    public static SslContext client(File certificate, File key, File authorities)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (certificate != null) {
            builder.keyManager(certificate, key);
        }
        return builder.trustManager(authorities)
                .sslProvider(SslProvider.JDK)
                .protocols(VERSION)
                .applicationProtocolConfig(alpn())
                .build();
    }

    /**
     * A server's side of one connection: it asks for a certificate, and takes none too, since there
     * may be a token. Who offers protocols but not this one is refused (RFC 7301, 3.2).
     *
     * <p>By Java alone: what Netty looks up before its first context took a sixth of the gateway's
     * start.
     */
    public static SSLEngine server(SSLContext context, InetSocketAddress peer) {
        SSLEngine engine = context.createSSLEngine(peer.getHostString(), peer.getPort());
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {VERSION});
        parameters.setApplicationProtocols(new String[] {PROTOCOL});
        parameters.setWantClientAuth(true);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static ApplicationProtocolConfig alpn() {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.FATAL_ALERT,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.FATAL_ALERT,
                PROTOCOL);
    }
}
