/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

import org.airmessenger.message.Quoted;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where another broker is.
 *
 * @param tls whether the connection is encrypted
 * @param host a name or an address; an IPv6 address in brackets
 * @param port 1–65535
 */
public record MqttUrl(boolean tls, String host, int port) {

    private static final int TLS_PORT = 8883;
    private static final int PLAIN_PORT = 1883;
    private static final int MAX_PORT = 65_535;
    private static final Set<String> TLS = Set.of("mqtts", "ssl");
    private static final Set<String> PLAIN = Set.of("mqtt", "tcp");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");

    /**
     * Reads {@code mqtts://host[:port]} or {@code mqtt://host[:port]}.
     *
     * @param allowPlain whether it may be plain to other addresses than loopback
     * @param wrong code of the error if it is no such URL
     * @param plain code of the error if it is plain and must not be
     * @throws IllegalArgumentException that says what it must be, without what may be a secret
     */
    public static MqttUrl of(String text, boolean allowPlain, String wrong, String plain) {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            boolean tls = TLS.contains(scheme);
            boolean bare =
                    url.getRawUserInfo() == null
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null
                            && (url.getRawPath() == null || url.getRawPath().length() <= 1);
            boolean known = tls || PLAIN.contains(scheme);
            if (!known || url.getHost() == null || !bare || url.getPort() > MAX_PORT) {
                throw new IllegalArgumentException(
                        "%s url must be mqtts://host[:port] but has scheme %s and host %s"
                                .formatted(wrong, Quoted.of(scheme), Quoted.of(url.getHost())));
            }
            if (!tls && !allowPlain && !isLoopback(url.getHost())) {
                throw new IllegalArgumentException(
                        plain
                                + " url must be mqtts:// but is plain to "
                                + Quoted.of(url.getHost())
                                + "; allowPlain: true sends messages and passwords unprotected");
            }
            int port = url.getPort() > 0 ? url.getPort() : tls ? TLS_PORT : PLAIN_PORT;
            return new MqttUrl(tls, url.getHost(), port);
        } catch (URISyntaxException e) {
            // the text may carry a password, so only the place is told
            throw new IllegalArgumentException(
                    "%s url must be a URL but is malformed at character %d"
                            .formatted(wrong, e.getIndex()),
                    e);
        }
    }

    /** Loopback by name or literal: a name that has to be looked up could point anywhere. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    /** Host and port, for texts. */
    public String peer() {
        return host + ":" + port;
    }

    /** As Paho takes it: {@link MqttSockets} serves these schemes. */
    @Override
    public String toString() {
        return (tls ? MqttSockets.TLS : MqttSockets.PLAIN) + "://" + peer();
    }
}
