/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.Quoted;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Checks the parameters of {@code air-mqtt-sink} and reports every problem at once. */
final class MqttSinkCheck {

    private static final int TLS_PORT = 8883;
    private static final int PLAIN_PORT = 1883;
    private static final Set<String> TLS = Set.of("mqtts", "ssl");
    private static final Set<String> PLAIN = Set.of("mqtt", "tcp");

    private MqttSinkCheck() {}

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException with a line per problem
     */
    static MqttSinkSettings check(Map<String, String> values) {
        Parameters all = new Parameters(values);
        String url = url(all);
        MqttTopic topic = null;
        try {
            topic = MqttTopic.of(all.value("topic", "{topic}"), "AIR-5122", "AIR-5131");
        } catch (IllegalArgumentException e) {
            all.problem(e.getMessage());
        }
        all.both("AIR-5127", "certFile", "keyFile");
        String password = all.exact("password");
        if (password != null && all.exact("user") == null) {
            all.problem("AIR-5128 password needs a user but none is given");
        }
        MqttSinkSettings settings =
                new MqttSinkSettings(
                        url,
                        topic,
                        (int) all.number("AIR-5123", "qos", 1, 0, 1),
                        all.value("clientId", "air-" + UUID.randomUUID()),
                        all.exact("user"),
                        password,
                        all.timeout("AIR-5124"),
                        all.pem("AIR-5126", "caFile"),
                        all.pem("AIR-5126", "certFile"),
                        all.pem("AIR-5126", "keyFile"));
        all.end();
        return settings;
    }

    private static String url(Parameters all) {
        String text = all.value("url", "");
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            boolean tls = TLS.contains(scheme);
            boolean bare =
                    url.getRawUserInfo() == null
                            && url.getRawQuery() == null
                            && (url.getRawPath() == null || url.getRawPath().length() <= 1);
            if (!tls && !PLAIN.contains(scheme) || url.getHost() == null || !bare) {
                all.problem(
                        "AIR-5120 url must be mqtts://host[:port] but has scheme %s and host %s"
                                .formatted(Quoted.of(scheme), Quoted.of(url.getHost())));
                return null;
            }
            if (!tls && !all.on("allowPlain", false) && !Parameters.isLoopback(url.getHost())) {
                all.problem(
                        "AIR-5121 url must be mqtts:// but is plain to "
                                + Quoted.of(url.getHost())
                                + "; allowPlain: true sends messages and passwords unprotected");
            }
            int port = url.getPort() > 0 ? url.getPort() : tls ? TLS_PORT : PLAIN_PORT;
            return (tls ? "ssl://" : "tcp://") + url.getHost() + ":" + port;
        } catch (URISyntaxException e) {
            // the text may carry a password, so only the place is told
            all.problem("AIR-5120 url must be a URL but is malformed at character " + e.getIndex());
            return null;
        }
    }
}
