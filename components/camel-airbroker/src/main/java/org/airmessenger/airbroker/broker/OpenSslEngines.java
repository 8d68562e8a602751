/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.airmessenger.door.CertificateRefusals;
import org.airmessenger.door.TlsMaterial;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * The TLS of each connection by OpenSSL's engine (BoringSSL): a whole handshake costs it a fraction
 * of what it costs the JDK's. Who may come in is still verified by the JDK, by the same rules.
 */
final class OpenSslEngines implements Function<InetSocketAddress, SSLEngine> {

    /** In {@code tlsProvider}. */
    static final String NAME = "openssl";

    private final SslContext context;

    /**
     * Reads nothing any more.
     *
     * @param refusals tells of certificates that are refused
     * @param protocols what may be spoken inside (RFC 7301)
     * @throws IllegalArgumentException if it is not there on this platform, or does not take the
     *     material
     */
    OpenSslEngines(
            TlsMaterial material,
            CertificateRefusals refusals,
            ListenerConfiguration options,
            List<String> protocols) {
        if (!OpenSsl.isAvailable()) {
            throw new IllegalArgumentException(
                    "AIR-1006 tlsProvider openssl must be there for this platform but is not: "
                            + OpenSsl.unavailabilityCause()
                            + "; take jdk");
        }
        try {
            context =
                    SslContextBuilder.forServer(material.keys())
                            .trustManager(refusals.watch(material.trust()))
                            // its contexts and engines end with their garbage, at the latest
                            .sslProvider(SslProvider.OPENSSL)
                            .protocols(options.getTlsProtocols().split(" *, *"))
                            .clientAuth(
                                    options.isTokens() ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE)
                            .applicationProtocolConfig(
                                    new ApplicationProtocolConfig(
                                            Protocol.ALPN,
                                            SelectorFailureBehavior.NO_ADVERTISE,
                                            SelectedListenerFailureBehavior.ACCEPT,
                                            protocols))
                            .option(OpenSslContextOption.USE_TASKS, true)
                            .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException("AIR-1006 TLS must work but: " + e.getMessage(), e);
        }
    }

    @Override
    public SSLEngine apply(InetSocketAddress peer) {
        return context.newEngine(ByteBufAllocator.DEFAULT, peer.getHostString(), peer.getPort());
    }
}
