/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.Quoted;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a poll was told to do, checked as a whole; address and headers are part of no error. */
final class PollSettings {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern LOOPBACK_V4 =
            Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    private static final long MIN_TIMEOUT = 100;
    private static final long MAX_TIMEOUT = 300_000;
    private static final int MOST_BYTES = 16_777_216;

    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String text = "";
    private URI url;
    private long timeoutMillis = 10_000;
    private int maxBytes = 1 << 20;
    private String caFile = "";
    private boolean allowPlain;

    void url(String newUrl) {
        text = newUrl.strip();
    }

    void headers(String lines) {
        int number = 0;
        for (String line : lines.split("\\R")) {
            number++;
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).trim();
            String value = line.substring(colon + 1).trim();
            if (TOKEN.matcher(name).matches()
                    && value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                headers.put(name, value);
            } else if (!line.isBlank()) {
                problems.add(
                        "AIR-1110 headers must be lines of 'Name: value' in ASCII; line "
                                + number
                                + " is not");
            }
        }
    }

    void timeout(long millis) {
        timeoutMillis = millis;
    }

    void maxBytes(int newMaxBytes) {
        maxBytes = newMaxBytes;
    }

    int maxBytes() {
        return maxBytes;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    void caFile(String file) {
        caFile = file.strip();
    }

    void allowPlain(boolean allow) {
        allowPlain = allow;
    }

    /** Where it goes, without path and query, which may hold a key. */
    String place() {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException with a line per problem
     */
    void check() {
        checkUrl();
        if (timeoutMillis < MIN_TIMEOUT || timeoutMillis > MAX_TIMEOUT) {
            problems.add("AIR-1110 timeout must be 100-300000 ms but was " + timeoutMillis);
        }
        if (maxBytes < 1 || maxBytes > MOST_BYTES) {
            problems.add("AIR-1110 maxBytes must be 1-16777216 but was " + maxBytes);
        }
        if (!caFile.isEmpty()) {
            trusted();
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        HttpRequest.Builder builder = HttpRequest.newBuilder(url);
        try {
            headers.forEach(builder::header);
        } catch (IllegalArgumentException restricted) {
            throw new IllegalArgumentException(
                    "AIR-1110 headers must not set what HTTP itself does (Host, Content-Length, …)"
                            + " but do, remove these",
                    restricted);
        }
    }

    private void checkUrl() {
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            problems.add(
                    "AIR-1110 url must be a URL but is malformed at character " + e.getIndex());
            return;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("https") || scheme.equals("http");
        if (!web || url.getHost() == null || url.getRawUserInfo() != null) {
            problems.add("AIR-1110 url must be https://host[:port]/path but is not");
        } else if (scheme.equals("http") && !allowPlain && !isLoopback(url.getHost())) {
            problems.add(
                    "AIR-1111 url must be https:// but is plain http:// to "
                            + Quoted.of(url.getHost())
                            + "; allowPlain: true fetches it unprotected");
        }
    }

    /** Loopback by name or literal: a name that has to be looked up could point anywhere. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    /** The client; redirects are not followed, for they could lead anywhere. */
    HttpClient client(Executor executor) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .executor(executor)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(Duration.ofMillis(timeoutMillis));
        if (!caFile.isEmpty()) {
            builder.sslContext(trusted());
        }
        return builder.build();
    }

    HttpRequest request(String etag, String modified) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .timeout(Duration.ofMillis(timeoutMillis))
                        .header("User-Agent", "air-messenger-gateway");
        headers.forEach(request::setHeader);
        if (etag != null) {
            request.setHeader("If-None-Match", etag);
        }
        if (modified != null) {
            request.setHeader("If-Modified-Since", modified);
        }
        return request.build();
    }

    private SSLContext trusted() {
        try (InputStream pem = Files.newInputStream(Path.of(caFile))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            if (number > 0) {
                return context;
            }
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            // told below
        }
        problems.add("AIR-1110 caFile must be a readable PEM file but is not");
        return null;
    }
}
