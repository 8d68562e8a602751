/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.gateway.kafka.KafkaSecurity;
import org.airmessenger.message.Quoted;

import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Makes the consumers of {@code air-kafka-source}: which cluster and by which password this bean
 * knows, so that no URI in a log can tell. Offsets are committed by Camel, after the messages ended
 * well, never by a clock.
 */
public final class KafkaSource implements KafkaClientFactory {

    /** Longest that one record may be tried before the group gives its partition to another. */
    static final int MAX_POLL_MILLIS = 300_000;

    /** After how long its group takes a gateway that died for gone; Kafka itself waits for 45 s. */
    static final int SESSION_MILLIS = 10_000;

    private static final Pattern BROKER =
            Pattern.compile("(\\[[0-9A-Fa-f:]+]|[^:/\\s,]+):(\\d{1,5})");
    private static final List<String> MECHANISMS =
            List.of("", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    private String brokers = "";
    private boolean tls = true;
    private boolean allowPlain;
    private String caFile = "";
    private String certFile = "";
    private String keyFile = "";
    private final AtomicBoolean troubled = new AtomicBoolean();
    private String mechanism = "";
    private String user = "";
    private String password = "";

    /** Some brokers, {@code host:port}, separated by commas. */
    public void setBrokers(String brokers) {
        this.brokers = brokers.strip();
    }

    /** Whether connections are encrypted; off only to loopback, or with allowPlain. */
    public void setTls(boolean tls) {
        this.tls = tls;
    }

    /** Allows unencrypted connections to other addresses than loopback. */
    public void setAllowPlain(boolean allow) {
        this.allowPlain = allow;
    }

    /** Certificates that are trusted, PEM; empty means those of the JDK. */
    public void setCaFile(String file) {
        this.caFile = file.strip();
    }

    /** The client certificate and its chain, PEM; empty for none. */
    public void setCertFile(String file) {
        this.certFile = file.strip();
    }

    /** The client certificate's key, PEM in PKCS #8; empty for none. */
    public void setKeyFile(String file) {
        this.keyFile = file.strip();
    }

    /** {@code PLAIN}, {@code SCRAM-SHA-256}, {@code SCRAM-SHA-512}; empty logs in by nothing. */
    public void setSaslMechanism(String mechanism) {
        this.mechanism = mechanism;
    }

    /** Who logs in, after {@code raw:}. */
    public void setSaslUser(String user) {
        this.user = bare(user);
    }

    /** The password, after {@code raw:}. */
    public void setSaslPassword(String password) {
        this.password = bare(password);
    }

    /** Without {@code raw:} Camel would take a secret that begins with # for something else. */
    private static String bare(String secret) {
        return secret.startsWith("raw:") ? secret.substring("raw:".length()) : secret;
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException with a line per problem
     */
    public void open() {
        List<String> problems = new ArrayList<>();
        boolean loopback = true;
        for (String broker : brokers.split("\\s*,\\s*")) {
            var matcher = BROKER.matcher(broker);
            if (!matcher.matches()) {
                problems.add(
                        "AIR-1120 brokers must be host:port, separated by commas, but one was "
                                + Quoted.of(broker));
            } else {
                loopback &= isLoopback(matcher.group(1));
            }
        }
        if (!tls && !allowPlain && !loopback) {
            problems.add(
                    "AIR-1121 tls must be on beyond loopback but is off; allowPlain: true reads"
                            + " unprotected");
        }
        if (!MECHANISMS.contains(mechanism)) {
            problems.add("AIR-1120 saslMechanism must be one of " + MECHANISMS + " but is not");
        }
        boolean login = !mechanism.isEmpty();
        if (login == user.isEmpty() || login == password.isEmpty()) {
            problems.add(
                    "AIR-1120 saslMechanism, saslUser and saslPassword must be given together");
        }
        checkFiles(problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    private void checkFiles(List<String> problems) {
        if (certFile.isEmpty() != keyFile.isEmpty()) {
            problems.add("AIR-1120 certFile and keyFile must both be given or neither");
        }
        Map.of("caFile", caFile, "certFile", certFile, "keyFile", keyFile)
                .forEach(
                        (name, file) -> {
                            if (!isPem(file)) {
                                problems.add(
                                        "AIR-1120 %s must be a readable PEM file but is not"
                                                .formatted(name));
                            }
                        });
    }

    private static boolean isPem(String file) {
        try {
            return file.isEmpty()
                    || Files.readString(Path.of(file), StandardCharsets.US_ASCII)
                            .contains("-----BEGIN ");
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Properties given) {
        Properties all = new Properties();
        all.putAll(given);
        all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // a group that is new reads what is there already: nothing is lost by starting late
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_MILLIS);
        all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        all.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        all.put("auto.include.jmx.reporter", false);
        all.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        // what Camel has for it is another way to say the same
        all.keySet().removeIf(key -> key.toString().startsWith("ssl."));
        Map<String, Object> security = new HashMap<>();
        try {
            security().addTo(security);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.putAll(security);
        return new KafkaReader(all, troubled);
    }

    private KafkaSecurity security() {
        return new KafkaSecurity(
                tls,
                path(caFile),
                path(certFile),
                path(keyFile),
                mechanism.isEmpty() ? null : new KafkaSecurity.Sasl(mechanism, user, password));
    }

    private static Path path(String file) {
        return file.isEmpty() ? null : Path.of(file);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Properties given) {
        throw new UnsupportedOperationException("a source only reads");
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return brokers;
    }
}
