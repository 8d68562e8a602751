/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import static org.airmessenger.gateway.config.ConfigKeys.BROKER;
import static org.airmessenger.gateway.config.ConfigKeys.MQTT_ENABLED;
import static org.airmessenger.gateway.config.ConfigKeys.MQTT_HOST;
import static org.airmessenger.gateway.config.ConfigKeys.MQTT_PORT;
import static org.airmessenger.gateway.config.ConfigKeys.PLAIN_ANONYMOUS;
import static org.airmessenger.gateway.config.ConfigKeys.PLAIN_ENABLED;
import static org.airmessenger.gateway.config.ConfigKeys.PLAIN_HOST;
import static org.airmessenger.gateway.config.ConfigKeys.PLAIN_POLICY;
import static org.airmessenger.gateway.config.ConfigKeys.PLAIN_PORT;
import static org.airmessenger.gateway.config.ConfigKeys.key;
import static org.airmessenger.gateway.config.ConfigKeys.port;
import static org.airmessenger.gateway.config.ConfigType.BYTES;
import static org.airmessenger.gateway.config.ConfigType.DURATION;
import static org.airmessenger.gateway.config.ConfigType.NUMBER;
import static org.airmessenger.gateway.config.ConfigType.SWITCH;
import static org.airmessenger.gateway.config.ConfigType.TEXT;

import java.util.List;

/** The keys of the doors: {@code air.source}. */
final class SourceKeys {

    private static final String LATER = " Takes effect with that door.";

    private SourceKeys() {}

    static void addTo(List<ConfigKey> keys) {
        mqtt(keys);
        plain(keys);
        limits(keys);
        sessions(keys);
        sessionCaps(keys);
        protocol(keys);
        webSocket(keys);
        bans(keys);
        presence(keys);
        CommandKeys.addTo(keys);
        WebKeys.addTo(keys);
        SocketKeys.addTo(keys);
        WireKeys.addTo(keys);
        laterDoors(keys);
    }

    private static void mqtt(List<ConfigKey> keys) {
        keys.add(
                key(
                                MQTT_ENABLED,
                                SWITCH,
                                "true",
                                "MQTT 3.1.1 and 5 over TLS; devices show a certificate.")
                        .sets(BROKER + "mqttEnabled"));
        keys.add(
                key(
                                MQTT_HOST,
                                TEXT,
                                "127.0.0.1",
                                "Address that MQTT over TLS listens on; 0.0.0.0 opens it to every network.")
                        .sets(BROKER + "mqttHost"));
        keys.add(port(MQTT_PORT, "8883", "Port of MQTT over TLS.").sets(BROKER + "mqttPort"));
        keys.add(
                key("air.source.mqtt.tlsProtocols", TEXT, "TLSv1.2,TLSv1.3", "TLS versions spoken.")
                        .sets(BROKER + "tlsProtocols"));
        keys.add(
                key(
                                "air.source.mqtt.tlsProvider",
                                TEXT,
                                "jdk",
                                "Whose engine speaks TLS, jdk or openssl (Linux on x86-64 and ARM64): openssl takes a fraction of the processor time for each handshake.")
                        .oneOf("jdk", "openssl")
                        .sets(BROKER + "tlsProvider"));
        keys.add(
                key(
                                "air.source.mqtt.tokens",
                                SWITCH,
                                "false",
                                "Devices may show a token (air token issue) as their password; then TLS asks for a certificate but does not require it.")
                        .sets(BROKER + "tokens"));
    }

    private static void plain(List<ConfigKey> keys) {
        keys.add(
                key(PLAIN_ENABLED, SWITCH, "false", "MQTT without TLS, for tests on this machine.")
                        .sets(BROKER + "plainEnabled"));
        keys.add(
                key(
                                PLAIN_HOST,
                                TEXT,
                                "127.0.0.1",
                                "Address that MQTT without TLS listens on; only loopback, unless beyondLoopback is on.")
                        .sets(BROKER + "plainHost"));
        keys.add(port(PLAIN_PORT, "1883", "Port of MQTT without TLS.").sets(BROKER + "plainPort"));
        keys.add(
                key(
                                PLAIN_ANONYMOUS,
                                SWITCH,
                                "false",
                                "Devices need no certificate on it; the client id is the device id.")
                        .sets(BROKER + "plainAnonymous"));
        keys.add(
                key(
                        PLAIN_POLICY,
                        TEXT,
                        "",
                        "The policy that such devices get (conf/policies.yaml); none means that they get none."));
        keys.add(
                key(
                                "air.source.mqtt.plain.beyondLoopback",
                                SWITCH,
                                "false",
                                "The second switch: it may listen beyond loopback, where everyone on the way can read and change everything.")
                        .sets(BROKER + "plainBeyondLoopback"));
    }

    private static void limits(List<ConfigKey> keys) {
        keys.add(
                key("air.source.mqtt.maxConnections", NUMBER, "20000", "Most connections at once.")
                        .within("1", "1000000")
                        .sets(BROKER + "maxConnections"));
        keys.add(
                key(
                                "air.source.mqtt.connectDeadline",
                                DURATION,
                                "10s",
                                "Time for the TLS handshake, and again for CONNECT.")
                        .within("100ms", "10m")
                        .sets(BROKER + "connectTimeoutMillis"));
        keys.add(
                key(
                                ConfigKeys.MQTT_MAX_PACKET,
                                BYTES,
                                "1MB",
                                "Largest MQTT packet; a larger one ends the connection.")
                        .within("1KB", "255MB")
                        .sets(BROKER + "maxPacketBytes"));
        keys.add(
                key(
                                "air.source.mqtt.maxInFlightBytes",
                                BYTES,
                                "0",
                                "Bytes taken in and not yet on disk, all connections together; beyond that reading pauses. 0 is an eighth of the heap.")
                        .within("0", "16GB")
                        .sets(BROKER + "maxInFlightBytes"));
        keys.add(
                key(
                                "air.source.mqtt.maxInFlightBytesPerConnection",
                                BYTES,
                                "1MB",
                                "The same for one connection.")
                        .within("1KB", "1GB")
                        .sets(BROKER + "maxInFlightBytesPerConnection"));
        keys.add(
                key(
                                "air.source.mqtt.threads",
                                NUMBER,
                                "0",
                                "Threads that carry messages through the routes; 0 is four per processor.")
                        .within("0", "1024")
                        .sets(BROKER + "threads"));
    }

    private static void sessions(List<ConfigKey> keys) {
        keys.add(
                key(
                                "air.source.mqtt.maxSubscriptions",
                                NUMBER,
                                "100",
                                "Most subscriptions of one device.")
                        .within("1", "100000")
                        .sets(BROKER + "maxSubscriptions"));
        keys.add(
                key(
                                "air.source.mqtt.subscribesPerSecond",
                                NUMBER,
                                "20",
                                "Filters per second that one device may subscribe to for ever; at once it may maxSubscriptions more, then it is not read for as long.")
                        .within("1", "100000")
                        .sets(BROKER + "subscribesPerSecond"));
        keys.add(
                key(
                                "air.source.mqtt.maxRetainedTopics",
                                NUMBER,
                                "100",
                                "Most topics with a retained message of one device.")
                        .within("0", "1000000")
                        .sets(BROKER + "maxRetainedTopics"));
        keys.add(
                key(
                                "air.source.mqtt.maxRetainedBytes",
                                BYTES,
                                "0",
                                "Most bytes of retained messages of all devices, which are held in memory. 0 is a sixteenth of the heap.")
                        .within("0", "16GB")
                        .sets(BROKER + "maxRetainedBytes"));
        keys.add(
                key(
                                "air.source.mqtt.maxSessions",
                                NUMBER,
                                "100000",
                                "Most sessions that are stored because they outlive their connections.")
                        .within("1", "10000000")
                        .sets(BROKER + "maxSessions"));
        keys.add(
                key(
                                "air.source.mqtt.maxSessionExpirySeconds",
                                NUMBER,
                                "604800",
                                "Longest time, in seconds, that a session outlives its connection.")
                        .within("1", "2147483")
                        .sets(BROKER + "maxSessionExpirySeconds"));
    }

    /** What waits for a device that is away or slow. */
    private static void sessionCaps(List<ConfigKey> keys) {
        keys.add(
                key(
                                "air.source.mqtt.session.maxMessages",
                                NUMBER,
                                "100000",
                                "Most messages that wait for one session, in all its subscriptions, while its device is away or slow.")
                        .within("1", "100000000")
                        .sets(BROKER + "sessionMaxMessages"));
        keys.add(
                key(
                                "air.source.mqtt.session.maxBytes",
                                BYTES,
                                "0",
                                "Most bytes of them. 0 is a sixteenth of the heap.")
                        .within("0", "16GB")
                        .sets(BROKER + "sessionMaxBytes"));
        keys.add(
                key(
                                "air.source.mqtt.session.overflow",
                                TEXT,
                                "drop-oldest",
                                "What is dropped beyond them, and counted: the oldest of the fullest subscription, or what is new.")
                        .oneOf("drop-oldest", "drop-new")
                        .sets(BROKER + "sessionOverflow"));
    }

    /** What MQTT devices are told, and how long they may be silent. */
    private static void protocol(List<ConfigKey> keys) {
        keys.add(
                key(
                                "air.source.mqtt.receiveMaximum",
                                NUMBER,
                                "1024",
                                "Most messages of QoS 1 and 2 that an MQTT 5 device may have unacknowledged.")
                        .within("1", "65535")
                        .sets(BROKER + "receiveMaximum"));
        keys.add(
                key(
                                "air.source.mqtt.topicAliasMaximum",
                                NUMBER,
                                "32",
                                "Highest topic alias that an MQTT 5 device may use; 0 allows none.")
                        .within("0", "65535")
                        .sets(BROKER + "topicAliasMaximum"));
        keys.add(
                key(
                                "air.source.mqtt.maxKeepAliveSeconds",
                                NUMBER,
                                "60",
                                "Longest keep-alive of an MQTT 5 device; who asks for more, or for none, is told this one. 0 takes every wish.")
                        .within("0", "65535")
                        .sets(BROKER + "maxKeepAliveSeconds"));
        keys.add(
                key(
                                "air.source.mqtt.packetDeadline",
                                DURATION,
                                "1m",
                                "Longest silence of a device in the middle of a packet.")
                        .within("1s", "1h")
                        .sets(BROKER + "packetDeadlineMillis"));
        keys.add(
                key(
                                "air.source.mqtt.unreadDeadline",
                                DURATION,
                                "1m",
                                "Longest time that a device may leave unread what it is sent; 1.5 keep-alives if they are shorter. It is not read meanwhile, then ended.")
                        .within("1s", "1h")
                        .sets(BROKER + "unreadDeadlineMillis"));
    }

    private static void webSocket(List<ConfigKey> keys) {
        keys.add(
                key(
                                "air.source.mqtt.webSocket.enabled",
                                SWITCH,
                                "true",
                                "Whether MQTT also comes over WebSocket, on the same ports.")
                        .sets(BROKER + "webSocketEnabled"));
        keys.add(
                key(
                                "air.source.mqtt.webSocket.path",
                                TEXT,
                                "/mqtt",
                                "Path that a WebSocket must ask for.")
                        .sets(BROKER + "webSocketPath"));
        keys.add(
                key(
                                "air.source.mqtt.webSocket.origins",
                                TEXT,
                                "",
                                "Origins of web pages that may connect beside those of the gateway's own host, such as https://ops.example, separated by commas; * lets every page in.")
                        .sets(BROKER + "webSocketOrigins"));
    }

    /** What all doors share. */
    private static void presence(List<ConfigKey> keys) {
        keys.add(
                key(
                                "air.source.presence.enabled",
                                SWITCH,
                                "true",
                                "Publishes which devices are here, by every door, under presence/<device>.")
                        .sets(BROKER + "presenceEnabled"));
        keys.add(
                key(
                                "air.source.presence.messagesPerSecond",
                                NUMBER,
                                "1000",
                                "Most such messages per second; who comes and goes faster is told of later, once.")
                        .within("1", "100000")
                        .sets(BROKER + "presencePerSecond"));
        keys.add(
                key(
                                "air.source.presence.quiet",
                                DURATION,
                                "1s",
                                "Shortest time between two such messages about one device.")
                        .within("0s", "1h")
                        .sets(BROKER + "presenceQuietMillis"));
    }

    private static void bans(List<ConfigKey> keys) {
        keys.add(
                key(
                                "air.source.refusalsBeforeBan",
                                NUMBER,
                                "100",
                                "Refusals for rights or form, at all doors together, within refusalWindow after which a device is banned; 0 never bans.")
                        .within("0", "1000000"));
        keys.add(
                key(
                                "air.source.refusalWindow",
                                DURATION,
                                "10s",
                                "Time over which refusals are counted.")
                        .within("1s", "1h"));
        keys.add(
                key("air.source.banTime", DURATION, "1m", "How long a ban lasts, at every door.")
                        .within("1s", "1d"));
    }

    private static void laterDoors(List<ConfigKey> keys) {
        keys.add(port("air.source.coap.port", "5684", "Port of CoAP over DTLS." + LATER));
    }
}
