/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.airweb.SocketConfiguration;
import org.airmessenger.airweb.WebConfiguration;
import org.airmessenger.door.CertificateRefusals;
import org.airmessenger.door.TlsMaterial;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The listener's options in Vert.x's words. */
final class ServerOptions {

    private static final int MAX_LINE_BYTES = 4096;
    private static final int STREAM_WINDOW_BYTES = 65_535;

    /** Of one connection: its streams share it. */
    private static final int CONNECTION_WINDOW_BYTES = 1 << 20;

    private static final int MAX_FRAME_BYTES = 16_384;
    private static final int RESETS = 200;
    private static final int RESETS_WINDOW_SECONDS = 10;

    /** For the other end's close frame, until its connection is cut. */
    private static final int GOODBYE_SECONDS = 1;

    /** Beyond what connections are closed for in any case, see {@link WebConnection}. */
    private static final int IDLE_FACTOR = 3;

    private ServerOptions() {}

    static HttpServerOptions of(
            WebConfiguration options, TlsMaterial material, CertificateRefusals refusals) {
        HttpServerOptions made =
                new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                        .setHttp2ClearTextEnabled(false)
                        // nobody must show a certificate, but one that is shown must be good
                        .setClientAuth(ClientAuth.REQUEST)
                        .setKeyCertOptions(KeyCertOptions.wrap(material.keys()))
                        .setTrustOptions(TrustOptions.wrap(refusals.watch(material.trust())))
                        // in a storm of handshakes, who is here would wait for the event loop
                        .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true))
                        .setEnabledSecureTransportProtocols(protocols(options))
                        .setSslHandshakeTimeout(options.getDeadlineMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(options.getMaxHeaderBytes())
                        .setHandle100ContinueAutomatically(false)
                        .setTcpKeepAlive(true)
                        .setTcpNoDelay(true)
                        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                        .setHttp2RstFloodMaxRstFramePerWindow(RESETS)
                        .setHttp2RstFloodWindowDuration(RESETS_WINDOW_SECONDS)
                        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                        .setInitialSettings(
                                new Http2Settings()
                                        .setMaxConcurrentStreams(options.getMaxStreams())
                                        .setInitialWindowSize(STREAM_WINDOW_BYTES)
                                        .setMaxFrameSize(MAX_FRAME_BYTES)
                                        .setMaxHeaderListSize(options.getMaxHeaderBytes()));
        SocketConfiguration sockets = options.getWebSocket();
        made.setWebSocketSubProtocols(sockets.getSubProtocols())
                .setMaxWebSocketFrameSize(sockets.getMaxSocketFrameBytes())
                .setMaxWebSocketMessageSize(sockets.getMaxSocketMessageBytes())
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(sockets.isSocketCompression())
                .setWebSocketClosingTimeout(GOODBYE_SECONDS);
        made.setIdleTimeout(idleSeconds(options)).setIdleTimeoutUnit(TimeUnit.SECONDS);
        return made;
    }

    /** For connections whose device is gone without a word: nothing is heard, nothing taken. */
    private static int idleSeconds(WebConfiguration options) {
        long longest =
                Math.max(
                        options.getWebSocket().getSocketIdleMillis(),
                        Math.max(options.getMaxWaitMillis(), options.getIdleMillis()));
        return (int) Math.min(Integer.MAX_VALUE, longest * IDLE_FACTOR / 1000 + 1);
    }

    static SSLOptions tls(
            WebConfiguration options, TlsMaterial material, CertificateRefusals refusals) {
        return of(options, material, refusals).getSslOptions();
    }

    private static Set<String> protocols(WebConfiguration options) {
        Set<String> protocols = new LinkedHashSet<>();
        for (String name : options.getTlsProtocols().split(",")) {
            protocols.add(name.strip());
        }
        return protocols;
    }
}
