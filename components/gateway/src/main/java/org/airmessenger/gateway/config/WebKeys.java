/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import static org.airmessenger.gateway.config.ConfigKeys.WEB_ENABLED;
import static org.airmessenger.gateway.config.ConfigKeys.WEB_HOST;
import static org.airmessenger.gateway.config.ConfigKeys.WEB_PORT;
import static org.airmessenger.gateway.config.ConfigKeys.key;
import static org.airmessenger.gateway.config.ConfigKeys.port;
import static org.airmessenger.gateway.config.ConfigType.BYTES;
import static org.airmessenger.gateway.config.ConfigType.DURATION;
import static org.airmessenger.gateway.config.ConfigType.NUMBER;
import static org.airmessenger.gateway.config.ConfigType.SWITCH;
import static org.airmessenger.gateway.config.ConfigType.TEXT;

import java.util.List;

/** The keys of the web listener: {@code air.source.web}. */
final class WebKeys {

    private static final String WEB = "camel.component.airweb.";

    private WebKeys() {}

    static void addTo(List<ConfigKey> keys) {
        listener(keys);
        limits(keys);
        times(keys);
        threads(keys);
    }

    private static void listener(List<ConfigKey> keys) {
        keys.add(
                key(
                                WEB_ENABLED,
                                SWITCH,
                                "true",
                                "HTTP/2 over TLS; devices show a certificate or a token.")
                        // not "enabled": where that is false Camel sets nothing at all
                        .sets(WEB + "tlsEnabled"));
        keys.add(
                key(
                                WEB_HOST,
                                TEXT,
                                "127.0.0.1",
                                "Address that HTTP/2 listens on; 0.0.0.0 opens it to every network.")
                        .sets(WEB + "host"));
        keys.add(port(WEB_PORT, "8443", "Port of HTTP/2.").sets(WEB + "port"));
        keys.add(
                key("air.source.web.tlsProtocols", TEXT, "TLSv1.2,TLSv1.3", "TLS versions spoken.")
                        .sets(WEB + "tlsProtocols"));
    }

    private static void limits(List<ConfigKey> keys) {
        keys.add(
                key("air.source.web.maxConnections", NUMBER, "10000", "Most connections at once.")
                        .within("1", "1000000")
                        .sets(WEB + "maxConnections"));
        keys.add(
                key(
                                "air.source.web.maxStreams",
                                NUMBER,
                                "100",
                                "Most requests in progress of one HTTP/2 connection.")
                        .within("1", "10000")
                        .sets(WEB + "maxStreams"));
        keys.add(
                key(
                                "air.source.web.maxRequests",
                                NUMBER,
                                "2048",
                                "Most requests in progress of all connections; more are told to come back.")
                        .within("1", "1000000")
                        .sets(WEB + "maxRequests"));
        keys.add(
                key(
                                "air.source.web.maxLines",
                                NUMBER,
                                "20000",
                                "Most lines on which devices wait for commands.")
                        .within("0", "1000000")
                        .sets(WEB + "maxLines"));
        keys.add(
                key("air.source.web.maxHeaderBytes", BYTES, "16KB", "Largest head of a request.")
                        .within("1KB", "1MB")
                        .sets(WEB + "maxHeaderBytes"));
        keys.add(
                key(
                                "air.source.web.maxBodyBytes",
                                BYTES,
                                "1MB",
                                "Largest body of one message; air.guard.maxBytes and its policy may allow less.")
                        .within("1", "255MB")
                        .sets(WEB + "maxBodyBytes"));
        keys.add(
                key("air.source.web.maxBatchBytes", BYTES, "8MB", "Largest body of a batch.")
                        .within("1", "1GB")
                        .sets(WEB + "maxBatchBytes"));
        keys.add(
                key("air.source.web.maxBatchItems", NUMBER, "1000", "Most messages of a batch.")
                        .within("1", "100000")
                        .sets(WEB + "maxBatchItems"));
        keys.add(
                key(
                                "air.source.web.maxInFlightBytes",
                                BYTES,
                                "0",
                                "Bytes taken in and not yet on disk, all requests together; beyond that they are told to come back. 0 is an eighth of the heap.")
                        .within("0", "16GB")
                        .sets(WEB + "maxInFlightBytes"));
    }

    private static void times(List<ConfigKey> keys) {
        keys.add(
                key(
                                "air.source.web.deadline",
                                DURATION,
                                "10s",
                                "Time for the TLS handshake, and again for the head of the first request.")
                        .within("100ms", "10m")
                        .sets(WEB + "deadlineMillis"));
        keys.add(
                key(
                                "air.source.web.bodyDeadline",
                                DURATION,
                                "30s",
                                "Time for the body of a message; ten times as long for a batch.")
                        .within("100ms", "1h")
                        .sets(WEB + "bodyDeadlineMillis"));
        keys.add(
                key(
                                "air.source.web.idle",
                                DURATION,
                                "1m",
                                "How long a connection may have no request in progress.")
                        .within("1s", "1d")
                        .sets(WEB + "idleMillis"));
        keys.add(
                key(
                                "air.source.web.heartbeat",
                                DURATION,
                                "15s",
                                "Between two signs of life on a line of server-sent events.")
                        .within("100ms", "10m")
                        .sets(WEB + "heartbeatMillis"));
        keys.add(
                key("air.source.web.maxWait", DURATION, "1m", "Longest wait of a long poll.")
                        .within("0ms", "10m")
                        .sets(WEB + "maxWaitMillis"));
    }

    private static void threads(List<ConfigKey> keys) {
        keys.add(
                key(
                                "air.source.web.threads",
                                NUMBER,
                                "0",
                                "Threads that carry messages through the routes; 0 is four per processor.")
                        .within("0", "1024")
                        .sets(WEB + "threads"));
        keys.add(
                key(
                                "air.source.web.eventLoops",
                                NUMBER,
                                "0",
                                "Threads of the network; 0 is half the processors, at most four.")
                        .within("0", "256")
                        .sets(WEB + "eventLoops"));
    }
}
