/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.airwire.codec.Dictionary;
import org.airmessenger.message.DeviceIds;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks the options before anything is opened, and says everything that is wrong at once. */
final class WireChecks {

    private static final int LARGEST = 1 << 24;
    private static final int MAX_NODE = 63;

    private final List<String> problems = new ArrayList<>();

    private WireChecks() {}

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException with one line per problem
     */
    static void check(WireConfiguration options) {
        WireChecks checks = new WireChecks();
        checks.look(options);
        if (!checks.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", checks.problems));
        }
    }

    private void look(WireConfiguration options) {
        range("port", options.getPort(), 0, 65_535);
        range("plainPort", options.getPlainPort(), 0, 65_535);
        range("maxConnections", options.getMaxConnections(), 1, 1_000_000);
        range("maxFrameBytes", options.getMaxFrameBytes(), 1024, LARGEST);
        range("window", options.getWindow(), 1, 8192);
        range("maxAliases", options.getMaxAliases(), 0, 16384);
        range(
                "creditBytes",
                options.getCreditBytes(),
                options.getMaxFrameBytes(),
                Integer.MAX_VALUE);
        if (options.getMaxBatchBytes() != 0) {
            range("maxBatchBytes", options.getMaxBatchBytes(), 1024, LARGEST);
        }
        range("idleMillis", options.getIdleMillis(), 1000, 3_600_000);
        range("commandWindow", options.getCommandWindow(), 1, 1024);
        range("maxSessions", options.getMaxSessions(), 1, 1_000_000);
        range("sessionMillis", options.getSessionMillis(), 300_000, 604_800_000);
        range("maxInFlightBytes", options.getMaxInFlightBytes(), 0, Long.MAX_VALUE);
        range("deadlineMillis", options.getDeadlineMillis(), 100, 600_000);
        range("threads", options.getThreads(), 0, 1024);
        range("eventLoops", options.getEventLoops(), 0, 256);
        names(options);
    }

    private void names(WireConfiguration options) {
        for (String id : list(options.getGateways())) {
            if (!DeviceIds.isValid(id)) {
                problems.add("AIR-1405 gateways must be device ids but one was " + id);
            }
        }
        String node = options.node();
        if (node.length() > MAX_NODE || node.indexOf(',') >= 0) {
            problems.add(
                    "AIR-1405 node must have at most 63 characters and no comma but was " + node);
        }
        if (options.isPlainEnabled() && !isLoopback(options.getPlainHost())) {
            problems.add(
                    "AIR-1406 the wire protocol without TLS must listen on loopback only but plainHost was "
                            + options.getPlainHost()
                            + "; use TLS");
        }
        if (list(options.getDictionaryFiles()).size() > 16) {
            problems.add("AIR-1405 dictionaryFiles must be at most 16 but were more");
        }
    }

    private void range(String option, long value, long least, long most) {
        if (value < least || value > most) {
            problems.add(
                    "AIR-1405 %s must be %d to %d but was %d"
                            .formatted(option, least, most, value));
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** What stands between commas. */
    static List<String> list(String value) {
        List<String> all = new ArrayList<>();
        if (value != null && !value.isBlank()) {
            for (String one : value.split(",")) {
                all.add(one.strip());
            }
        }
        return all;
    }

    /** Reads zstd dictionaries. */
    static List<Dictionary> dictionaries(String files) {
        List<Dictionary> all = new ArrayList<>();
        for (String file : list(files)) {
            try {
                all.add(new Dictionary(Files.readAllBytes(Path.of(file))));
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "AIR-1407 a dictionary must be readable but is not: "
                                + e
                                + "; correct dictionaryFiles",
                        e);
            }
        }
        return all;
    }

    /** The host's name, without its domain. */
    static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            int dot = name.indexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        } catch (UnknownHostException e) {
            return "gateway";
        }
    }
}
