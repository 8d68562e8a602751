/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks the options before anything is opened, and says everything that is wrong at once. */
public final class BrokerChecks {

    private static final List<String> OVERFLOWS = List.of("drop-oldest", "drop-new");
    private static final Set<String> PROVIDERS = Set.of("jdk", OpenSslEngines.NAME);
    private static final Set<String> JOURNALS = Set.of("auto", "aio", "nio");

    private final List<String> problems = new ArrayList<>();

    private BrokerChecks() {}

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException with one line per problem
     */
    public static void check(BrokerConfiguration options) {
        BrokerChecks checks = new BrokerChecks();
        checks.look(options);
        if (!checks.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", checks.problems));
        }
    }

    private void look(BrokerConfiguration options) {
        if (options.getDataDirectory() == null || options.getDataDirectory().isBlank()) {
            problems.add(
                    "AIR-1004 dataDirectory must name a directory but is empty; set"
                            + " dataDirectory of the airbroker component");
        }
        if (!JOURNALS.contains(options.getJournal())) {
            problems.add(
                    "AIR-1008 journal must be auto, aio or nio but was " + options.getJournal());
        }
        if (!PROVIDERS.contains(options.getTlsProvider())) {
            problems.add(
                    "AIR-1008 tlsProvider must be jdk or openssl but was "
                            + options.getTlsProvider());
        }
        range("mqttPort", options.getMqttPort(), 0, 65_535);
        range("plainPort", options.getPlainPort(), 0, 65_535);
        range("maxConnections", options.getMaxConnections(), 1, 1_000_000);
        range("connectTimeoutMillis", options.getConnectTimeoutMillis(), 100, 600_000);
        range("maxPacketBytes", options.getMaxPacketBytes(), 1024, 268_435_455);
        range(
                "maxInFlightBytesPerConnection",
                options.getMaxInFlightBytesPerConnection(),
                1024,
                Long.MAX_VALUE);
        range("maxInFlightBytes", options.getMaxInFlightBytes(), 0, Long.MAX_VALUE);
        range("threads", options.getThreads(), 0, 1024);
        range("maxDiskUsagePercent", options.getMaxDiskUsagePercent(), 1, 100);
        range("minDiskFreeBytes", options.getMinDiskFreeBytes(), 0, Long.MAX_VALUE);
        range("globalMaxBytes", options.getGlobalMaxBytes(), 0, Long.MAX_VALUE);
        range("maxSubscriptions", options.getMaxSubscriptions(), 1, 100_000);
        range("subscribesPerSecond", options.getSubscribesPerSecond(), 1, 100_000);
        range("maxRetainedTopics", options.getMaxRetainedTopics(), 0, 1_000_000);
        range("presencePerSecond", options.getPresencePerSecond(), 1, 100_000);
        range("presenceQuietMillis", options.getPresenceQuietMillis(), 0, 3_600_000);
        range("maxSessions", options.getMaxSessions(), 1, 10_000_000);
        range("receiveMaximum", options.getReceiveMaximum(), 1, 65_535);
        range("topicAliasMaximum", options.getTopicAliasMaximum(), 0, 65_535);
        range("maxKeepAliveSeconds", options.getMaxKeepAliveSeconds(), 0, 65_535);
        range("packetDeadlineMillis", options.getPacketDeadlineMillis(), 1000, 3_600_000);
        range("unreadDeadlineMillis", options.getUnreadDeadlineMillis(), 1000, 3_600_000);
        range("sessionMaxMessages", options.getSessionMaxMessages(), 1, 100_000_000);
        if (options.getSessionMaxBytes() != 0) {
            range("sessionMaxBytes", options.getSessionMaxBytes(), 4096, Long.MAX_VALUE);
        }
        if (!OVERFLOWS.contains(options.getSessionOverflow())) {
            problems.add(
                    "AIR-1008 sessionOverflow must be drop-oldest or drop-new but was "
                            + options.getSessionOverflow());
        }
        range("maxRetainedBytes", options.getMaxRetainedBytes(), 0, Long.MAX_VALUE);
        range("maxSessionExpirySeconds", options.getMaxSessionExpirySeconds(), 1, 2_147_483);
        if (!options.getWebSocketPath().startsWith("/")
                || options.getWebSocketPath().indexOf('?') >= 0) {
            problems.add(
                    "AIR-1008 webSocketPath must be a path without a query but was "
                            + options.getWebSocketPath());
        }
        plain(options);
    }

    private void plain(BrokerConfiguration options) {
        if (options.isPlainEnabled()
                && !options.isPlainBeyondLoopback()
                && !isLoopback(options.getPlainHost())) {
            problems.add(
                    "AIR-1007 a listener without TLS must be on loopback but plainHost was "
                            + options.getPlainHost()
                            + "; set plainHost=127.0.0.1, or plainBeyondLoopback=true if you"
                            + " really mean it");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void range(String option, long value, long least, long most) {
        if (value < least || value > most) {
            problems.add(
                    "AIR-1008 %s must be %d to %d but was %d"
                            .formatted(option, least, most, value));
        }
    }
}
