/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.kafka.KafkaSecurity;
import org.airmessenger.message.Quoted;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the parameters of {@code air-kafka-sink} and reports every problem at once. */
final class KafkaSinkCheck {

    private static final Pattern BROKER =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):(\\d{1,5})");
    private static final Set<String> COMPRESS =
            new TreeSet<>(Set.of("none", "gzip", "zstd", "auto"));
    private static final Set<String> MECHANISMS =
            new TreeSet<>(Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"));

    private KafkaSinkCheck() {}

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException with a line per problem
     */
    static KafkaSinkSettings check(Map<String, String> values) {
        Parameters all = new Parameters(values);
        boolean tls = all.on("tls", true);
        String brokers = brokers(all, tls);
        KafkaTopic topic = topic(all);
        String compress = all.word("AIR-5105", "compress", "none", COMPRESS);
        all.both("AIR-5107", "certFile", "keyFile");
        KafkaSinkSettings settings =
                new KafkaSinkSettings(
                        brokers,
                        topic,
                        all.timeout("AIR-5104"),
                        "auto".equals(compress) ? "zstd" : compress,
                        tls,
                        all.pem("AIR-5106", "caFile"),
                        all.pem("AIR-5106", "certFile"),
                        all.pem("AIR-5106", "keyFile"),
                        sasl(all));
        all.end();
        return settings;
    }

    private static String brokers(Parameters all, boolean tls) {
        String brokers = all.value("brokers", "").replaceAll("\\s", "");
        for (String broker : brokers.split(",", -1)) {
            Matcher parts = BROKER.matcher(broker);
            if (!parts.matches() || !isPort(parts.group(2))) {
                all.problem(
                        "AIR-5101 brokers must be host:port, separated by commas, but one was "
                                + Quoted.of(broker));
            } else if (!tls && !all.on("allowPlain", false) && !isLoopback(parts.group(1))) {
                all.problem(
                        "AIR-5103 tls must be on but is off for "
                                + Quoted.of(broker)
                                + "; allowPlain: true sends messages and passwords unprotected");
            }
        }
        return brokers;
    }

    private static boolean isPort(String text) {
        int port = Integer.parseInt(text);
        return port > 0 && port < 65536;
    }

    private static boolean isLoopback(String host) {
        return Parameters.isLoopback(host);
    }

    private static KafkaTopic topic(Parameters all) {
        try {
            return KafkaTopic.of(all.value("topic", ""));
        } catch (IllegalArgumentException e) {
            all.problem(e.getMessage());
            return null;
        }
    }

    private static KafkaSecurity.Sasl sasl(Parameters all) {
        String mechanism = all.word("AIR-5108", "saslMechanism", null, MECHANISMS);
        String user = all.exact("saslUser");
        String password = all.exact("saslPassword");
        if (mechanism == null && user == null && password == null) {
            return null;
        }
        if (mechanism == null || user == null || password == null) {
            all.problem(
                    "AIR-5108 saslMechanism, saslUser and saslPassword must all be given or none");
            return null;
        }
        if ((user + password).chars().anyMatch(Character::isISOControl)) {
            all.problem("AIR-5108 saslUser and saslPassword must have no control characters");
        }
        return new KafkaSecurity.Sasl(mechanism, user, password);
    }
}
