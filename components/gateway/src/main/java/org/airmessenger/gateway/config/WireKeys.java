/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import static org.airmessenger.gateway.config.ConfigKeys.WIRE_ANONYMOUS;
import static org.airmessenger.gateway.config.ConfigKeys.WIRE_ENABLED;
import static org.airmessenger.gateway.config.ConfigKeys.WIRE_HOST;
import static org.airmessenger.gateway.config.ConfigKeys.WIRE_PLAIN;
import static org.airmessenger.gateway.config.ConfigKeys.WIRE_PORT;
import static org.airmessenger.gateway.config.ConfigKeys.WIRE_WINDOW;
import static org.airmessenger.gateway.config.ConfigKeys.key;
import static org.airmessenger.gateway.config.ConfigKeys.port;
import static org.airmessenger.gateway.config.ConfigType.BYTES;
import static org.airmessenger.gateway.config.ConfigType.DURATION;
import static org.airmessenger.gateway.config.ConfigType.NUMBER;
import static org.airmessenger.gateway.config.ConfigType.SWITCH;
import static org.airmessenger.gateway.config.ConfigType.TEXT;

import java.util.List;

/** The keys of the wire protocol: {@code air.source.wire}. */
final class WireKeys {

    private static final String WIRE = "camel.component.airwire.";
    private static final String AIR = "air.source.wire.";

    private WireKeys() {}

    static void addTo(List<ConfigKey> keys) {
        listener(keys);
        plain(keys);
        links(keys);
        limits(keys);
        savings(keys);
        sessions(keys);
        threads(keys);
    }

    private static void listener(List<ConfigKey> keys) {
        keys.add(
                key(
                                WIRE_ENABLED,
                                SWITCH,
                                "true",
                                "The wire protocol over TLS 1.3; devices show a certificate or a token.")
                        // not "enabled": where that is false Camel sets nothing at all
                        .sets(WIRE + "tlsEnabled"));
        keys.add(
                key(
                                WIRE_HOST,
                                TEXT,
                                "127.0.0.1",
                                "Address that the wire protocol listens on; 0.0.0.0 opens it to every network.")
                        .sets(WIRE + "host"));
        keys.add(port(WIRE_PORT, "7443", "Port of the wire protocol.").sets(WIRE + "port"));
    }

    private static void plain(List<ConfigKey> keys) {
        keys.add(
                key(
                                WIRE_PLAIN,
                                SWITCH,
                                "false",
                                "The wire protocol without TLS on loopback, for tests on this machine.")
                        .sets(WIRE + "plainEnabled"));
        keys.add(
                port(AIR + "plain.port", "7444", "Port of the wire protocol without TLS.")
                        .sets(WIRE + "plainPort"));
        keys.add(
                key(
                                WIRE_ANONYMOUS,
                                SWITCH,
                                "false",
                                "Devices need no proof on it: they are who they claim to be, by air.source.mqtt.plain.policy.")
                        .sets(WIRE + "plainAnonymous"));
    }

    private static void links(List<ConfigKey> keys) {
        keys.add(
                key(
                                AIR + "gateways",
                                TEXT,
                                "",
                                "Devices, separated by commas, that are gateways: they may say whose message it is and when it was taken in.")
                        .sets(WIRE + "gateways"));
        keys.add(
                key(
                                AIR + "node",
                                TEXT,
                                "",
                                "Name of this gateway among those that a message has passed; none means the host's name.")
                        .sets(WIRE + "node"));
    }

    private static void limits(List<ConfigKey> keys) {
        keys.add(
                key(AIR + "maxConnections", NUMBER, "10000", "Most connections at once.")
                        .within("1", "1000000")
                        .sets(WIRE + "maxConnections"));
        keys.add(
                key(
                                AIR + "maxFrameBytes",
                                BYTES,
                                "1056KB",
                                "Largest frame; air.guard.maxBytes and its policy may allow less.")
                        .within("1KB", "16MB")
                        .sets(WIRE + "maxFrameBytes"));
        keys.add(
                key(
                                WIRE_WINDOW,
                                NUMBER,
                                "512",
                                "Most unacknowledged messages of one device; at most air.guard.duplicates.window.")
                        .within("1", "8192")
                        .sets(WIRE + "window"));
        keys.add(
                key(
                                AIR + "creditBytes",
                                BYTES,
                                "2MB",
                                "Most bytes of one device that wait to be kept; at least maxFrameBytes.")
                        .within("1KB", "1GB")
                        .sets(WIRE + "creditBytes"));
        keys.add(
                key(
                                AIR + "maxInFlightBytes",
                                BYTES,
                                "0",
                                "Bytes taken in and not yet on disk, all devices together; beyond that reading pauses. 0 is an eighth of the heap.")
                        .within("0", "16GB")
                        .sets(WIRE + "maxInFlightBytes"));
    }

    private static void savings(List<ConfigKey> keys) {
        keys.add(
                key(
                                AIR + "maxAliases",
                                NUMBER,
                                "64",
                                "Most topic aliases that one device may bind.")
                        .within("0", "16384")
                        .sets(WIRE + "maxAliases"));
        keys.add(
                key(
                                AIR + "maxBatchBytes",
                                BYTES,
                                "1MB",
                                "Largest batch when unpacked; 0 takes no batches.")
                        .within("0", "16MB")
                        .sets(WIRE + "maxBatchBytes"));
        keys.add(
                key(AIR + "zstd", SWITCH, "true", "Whether batches may be compressed.")
                        .sets(WIRE + "zstd"));
        keys.add(
                key(
                                AIR + "dictionaryFiles",
                                TEXT,
                                "",
                                "zstd dictionaries for batches, separated by commas; both ends must have them.")
                        .sets(WIRE + "dictionaryFiles"));
    }

    private static void sessions(List<ConfigKey> keys) {
        keys.add(
                key(
                                AIR + "idle",
                                DURATION,
                                "5m",
                                "Within which each end sends something, a probe at least; a device may ask for less.")
                        .within("1s", "1h")
                        .sets(WIRE + "idleMillis"));
        keys.add(
                key(AIR + "handshakeDeadline", DURATION, "10s", "Time for the TLS handshake.")
                        .within("100ms", "10m")
                        .sets(WIRE + "deadlineMillis"));
        keys.add(
                key(
                                AIR + "maxSessions",
                                NUMBER,
                                "10000",
                                "Most sessions of devices that are away, in memory; the longest away is forgotten first.")
                        .within("1", "1000000")
                        .sets(WIRE + "maxSessions"));
        keys.add(
                key(
                                AIR + "sessionTime",
                                DURATION,
                                "1h",
                                "How long a session is kept while its device is away.")
                        .within("5m", "7d")
                        .sets(WIRE + "sessionMillis"));
        keys.add(
                key(
                                AIR + "commandWindow",
                                NUMBER,
                                "32",
                                "Most messages on their way to one device that it has not acknowledged.")
                        .within("1", "1024")
                        .sets(WIRE + "commandWindow"));
    }

    private static void threads(List<ConfigKey> keys) {
        keys.add(
                key(
                                AIR + "threads",
                                NUMBER,
                                "0",
                                "Threads that carry messages through the routes; 0 is four per processor.")
                        .within("0", "1024")
                        .sets(WIRE + "threads"));
        keys.add(
                key(
                                AIR + "eventLoops",
                                NUMBER,
                                "0",
                                "Threads of the network; 0 is half the processors, at most four.")
                        .within("0", "256")
                        .sets(WIRE + "eventLoops"));
    }
}
