/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import static org.airmessenger.gateway.config.ConfigKeys.key;
import static org.airmessenger.gateway.config.ConfigType.BYTES;
import static org.airmessenger.gateway.config.ConfigType.DURATION;
import static org.airmessenger.gateway.config.ConfigType.NUMBER;
import static org.airmessenger.gateway.config.ConfigType.SWITCH;
import static org.airmessenger.gateway.config.ConfigType.TEXT;

import java.util.List;

/** The keys of WebSockets on the web listener: {@code air.source.web.ws}. */
final class SocketKeys {

    private static final String WEB = "camel.component.airweb.";
    private static final String AIR = "air.source.web.ws.";

    private SocketKeys() {}

    static void addTo(List<ConfigKey> keys) {
        keys.add(
                key(AIR + "enabled", SWITCH, "true", "Whether devices may come by WebSocket.")
                        .sets(WEB + "socketsEnabled"));
        keys.add(
                key(
                                AIR + "origins",
                                TEXT,
                                "",
                                "Origins of web pages that may connect beside those of the gateway's own host, such as https://ops.example, separated by commas; * lets every page in.")
                        .sets(WEB + "socketOrigins"));
        keys.add(
                key(
                                AIR + "compression",
                                SWITCH,
                                "true",
                                "Whether messages are compressed for devices that ask for it (per-message deflate).")
                        .sets(WEB + "socketCompression"));
        sizes(keys);
        times(keys);
    }

    private static void sizes(List<ConfigKey> keys) {
        keys.add(
                key(AIR + "maxSockets", NUMBER, "10000", "Most WebSockets at once.")
                        .within("1", "1000000")
                        .sets(WEB + "maxSockets"));
        keys.add(
                key(
                                AIR + "maxSocketsPerDevice",
                                NUMBER,
                                "4",
                                "Most WebSockets of one device; a newer one takes the oldest one's place.")
                        .within("1", "1000")
                        .sets(WEB + "maxSocketsPerDevice"));
        keys.add(
                key(AIR + "maxFrameBytes", BYTES, "1MB", "Largest frame.")
                        .within("1KB", "255MB")
                        .sets(WEB + "maxSocketFrameBytes"));
        keys.add(
                key(
                                AIR + "maxMessageBytes",
                                BYTES,
                                "1MB",
                                "Largest message, however many frames it comes in and however small it was compressed; air.guard.maxBytes and its policy may allow less.")
                        .within("1KB", "255MB")
                        .sets(WEB + "maxSocketMessageBytes"));
        keys.add(
                key(
                                AIR + "maxInFlightBytes",
                                BYTES,
                                "1MB",
                                "Bytes of one WebSocket taken in and not yet on disk, beyond which it is not read; air.source.web.maxInFlightBytes counts all.")
                        .within("1KB", "1GB")
                        .sets(WEB + "maxSocketInFlightBytes"));
        keys.add(
                key(
                                AIR + "window",
                                NUMBER,
                                "20",
                                "Most messages on their way down that a device has not acknowledged.")
                        .within("1", "10000")
                        .sets(WEB + "socketWindow"));
    }

    private static void times(List<ConfigKey> keys) {
        keys.add(
                key(AIR + "ping", DURATION, "20s", "Between two pings.")
                        .within("100ms", "1h")
                        .sets(WEB + "socketPingMillis"));
        keys.add(
                key(
                                AIR + "idle",
                                DURATION,
                                "1m",
                                "Longest silence of a device, in which not even a pong is heard; more than ping.")
                        .within("200ms", "1d")
                        .sets(WEB + "socketIdleMillis"));
    }
}
