/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import io.vertx.core.http.HttpMethod;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A destination's checked settings.
 *
 * @param url absolute, {@code https}, or {@code http} where that is allowed
 * @param method POST, PUT or PATCH
 * @param headers sent with every request; values may be secret
 * @param hmacKey signs requests; null for no signature
 * @param timeout longest time from the wish for a connection to the last byte of the answer
 * @param caFile certificates that are trusted, PEM; null for those of the JDK
 * @param certFile client certificate, PEM; null for none
 * @param keyFile its key, PEM, PKCS #8; null for none
 * @param compress {@code none}, {@code gzip}, {@code zstd}, {@code auto}
 */
record HttpSinkSettings(
        URI url,
        HttpMethod method,
        Map<String, String> headers,
        String hmacKey,
        Duration timeout,
        Path caFile,
        Path certFile,
        Path keyFile,
        String compress) {

    /** Whether the connection is encrypted. */
    boolean tls() {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    /** The host, an IPv6 address without its brackets. */
    String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port, the scheme's own if none was given. */
    int port() {
        return url.getPort() > 0 ? url.getPort() : tls() ? 443 : 80;
    }

    /** What stands in the request line: path and query. */
    String target() {
        String path = url.getRawPath();
        String query = url.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    /** Host and port, for errors: a path or query may carry a key. */
    String peer() {
        return url.getHost() + ":" + port();
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "HttpSinkSettings[" + peer() + "]";
    }
}
