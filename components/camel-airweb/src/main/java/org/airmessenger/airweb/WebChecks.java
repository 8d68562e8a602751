/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks the options before anything is opened, and says everything that is wrong at once. */
final class WebChecks {

    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final List<String> problems = new ArrayList<>();

    private WebChecks() {}

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException with one line per problem
     */
    static void check(WebConfiguration options) {
        WebChecks checks = new WebChecks();
        checks.look(options);
        if (!checks.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", checks.problems));
        }
    }

    private void look(WebConfiguration options) {
        range("port", options.getPort(), 0, 65_535);
        range("maxConnections", options.getMaxConnections(), 1, 1_000_000);
        range("maxStreams", options.getMaxStreams(), 1, 10_000);
        range("maxRequests", options.getMaxRequests(), 1, 1_000_000);
        range("maxLines", options.getMaxLines(), 0, 1_000_000);
        range("maxHeaderBytes", options.getMaxHeaderBytes(), 1024, 1 << 20);
        range("maxBodyBytes", options.getMaxBodyBytes(), 1, 1 << 28);
        range("maxBatchBytes", options.getMaxBatchBytes(), 1, 1 << 30);
        range("maxBatchItems", options.getMaxBatchItems(), 1, 100_000);
        range("maxInFlightBytes", options.getMaxInFlightBytes(), 0, Long.MAX_VALUE);
        range("deadlineMillis", options.getDeadlineMillis(), 100, 600_000);
        range("bodyDeadlineMillis", options.getBodyDeadlineMillis(), 100, 3_600_000);
        range("idleMillis", options.getIdleMillis(), 1000, 86_400_000);
        range("heartbeatMillis", options.getHeartbeatMillis(), 100, 600_000);
        range("maxWaitMillis", options.getMaxWaitMillis(), 0, 600_000);
        range("threads", options.getThreads(), 0, 1024);
        range("eventLoops", options.getEventLoops(), 0, 256);
        look(options.getWebSocket());
        for (String protocol : options.getTlsProtocols().split(",")) {
            if (!PROTOCOLS.contains(protocol.strip())) {
                problems.add(
                        "AIR-1217 tlsProtocols must be TLSv1.2, TLSv1.3 or both but was "
                                + options.getTlsProtocols());
            }
        }
    }

    private void look(SocketConfiguration options) {
        range("maxSockets", options.getMaxSockets(), 1, 1_000_000);
        range("maxSocketsPerDevice", options.getMaxSocketsPerDevice(), 1, 1000);
        range("maxSocketFrameBytes", options.getMaxSocketFrameBytes(), 1024, 1 << 28);
        range("maxSocketMessageBytes", options.getMaxSocketMessageBytes(), 1024, 1 << 28);
        range("maxSocketInFlightBytes", options.getMaxSocketInFlightBytes(), 1024, 1 << 30);
        range("socketWindow", options.getSocketWindow(), 1, 10_000);
        range("socketPingMillis", options.getSocketPingMillis(), 100, 3_600_000);
        range("socketIdleMillis", options.getSocketIdleMillis(), 200, 86_400_000);
        if (options.getSocketIdleMillis() <= options.getSocketPingMillis()) {
            problems.add(
                    "AIR-1217 socketIdleMillis must be more than socketPingMillis but was %d and %d"
                            .formatted(
                                    options.getSocketIdleMillis(), options.getSocketPingMillis()));
        }
    }

    private void range(String option, long value, long least, long most) {
        if (value < least || value > most) {
            problems.add(
                    "AIR-1217 %s must be %d to %d but was %d"
                            .formatted(option, least, most, value));
        }
    }
}
