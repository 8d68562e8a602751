/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.WebClientInternal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How a destination's connections are made: its own pool, so that it holds up no other. */
final class HttpSinkClient {

    // how many requests are in flight is the lane's business; a connection is opened when needed
    private static final int HTTP1_CONNECTIONS = 256;
    private static final int HTTP2_CONNECTIONS = 4;
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final Duration MAX_CONNECT = Duration.ofSeconds(10);

    private HttpSinkClient() {}

    /** A destination's client; none of its requests takes longer than its timeout. */
    static WebClient open(Vertx vertx, HttpSinkSettings settings) {
        WebClient client = WebClient.create(vertx, options(settings));
        ((WebClientInternal) client).addInterceptor(new Deadline(vertx, settings.timeout()));
        return client;
    }

    private static WebClientOptions options(HttpSinkSettings settings) {
        Duration timeout = settings.timeout();
        Duration connect = timeout.compareTo(MAX_CONNECT) < 0 ? timeout : MAX_CONNECT;
        WebClientOptions options = new WebClientOptions();
        options.setUserAgent("air-messenger-gateway");
        options.setFollowRedirects(false);
        options.setConnectTimeout((int) connect.toMillis());
        options.setMaxPoolSize(HTTP1_CONNECTIONS);
        options.setHttp2MaxPoolSize(HTTP2_CONNECTIONS);
        options.setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
        options.setHttp2KeepAliveTimeout(KEEP_ALIVE_SECONDS);
        options.setTcpKeepAlive(true);
        // a connection on which requests wait and nothing comes is dead: without this, every
        // further request of a multiplexed connection would wait on it until its timeout
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setReadIdleTimeout((int) timeout.toMillis() + 1000);
        options.setProtocolVersion(HttpVersion.HTTP_1_1);
        if (settings.tls()) {
            secure(options, settings, connect);
        }
        return options;
    }

    private static void secure(
            WebClientOptions options, HttpSinkSettings settings, Duration connect) {
        options.setSsl(true);
        options.setVerifyHost(true);
        options.setTrustAll(false);
        options.setSslHandshakeTimeout(connect.toMillis());
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
        options.setUseAlpn(true);
        options.setProtocolVersion(HttpVersion.HTTP_2);
        options.setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
        if (settings.caFile() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(settings.caFile().toString()));
        }
        if (settings.certFile() != null) {
            options.setKeyCertOptions(
                    new PemKeyCertOptions()
                            .addCertPath(settings.certFile().toString())
                            .addKeyPath(settings.keyFile().toString()));
        }
    }
}
