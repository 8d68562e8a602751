/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import static org.airmessenger.gateway.config.ConfigType.BYTES;
import static org.airmessenger.gateway.config.ConfigType.DURATION;
import static org.airmessenger.gateway.config.ConfigType.NUMBER;
import static org.airmessenger.gateway.config.ConfigType.PATH;
import static org.airmessenger.gateway.config.ConfigType.SWITCH;
import static org.airmessenger.gateway.config.ConfigType.TEXT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All keys of {@code conf/gateway.properties}, in the order in which the file shows them. */
public final class ConfigKeys {

    /** Port of the MQTT door over TLS. */
    public static final String MQTT_PORT = "air.source.mqtt.port";

    /** Whether MQTT over TLS listens. */
    public static final String MQTT_ENABLED = "air.source.mqtt.enabled";

    /** Address of the MQTT door. */
    public static final String MQTT_HOST = "air.source.mqtt.host";

    /** Whether the web listener is opened. */
    public static final String WEB_ENABLED = "air.source.web.enabled";

    /** Address of the web listener. */
    public static final String WEB_HOST = "air.source.web.host";

    /** Port of the web listener. */
    public static final String WEB_PORT = "air.source.web.port";

    /** Whether the wire protocol listens. */
    public static final String WIRE_ENABLED = "air.source.wire.enabled";

    /** Address of the wire protocol. */
    public static final String WIRE_HOST = "air.source.wire.host";

    /** Port of the wire protocol. */
    public static final String WIRE_PORT = "air.source.wire.port";

    /** Whether devices need no proof on the wire protocol without TLS. */
    public static final String WIRE_ANONYMOUS = "air.source.wire.plain.anonymous";

    /** Key of the wire protocol's switch without TLS. */
    public static final String WIRE_PLAIN = "air.source.wire.plain.enabled";

    /** Key of the most unacknowledged messages of one device of the wire protocol. */
    public static final String WIRE_WINDOW = "air.source.wire.window";

    /** Key of how many ids of a device are known. */
    public static final String DUPLICATES = "air.guard.duplicates.window";

    /** Whether plain MQTT listens. */
    public static final String PLAIN_ENABLED = "air.source.mqtt.plain.enabled";

    /** Address of plain MQTT. */
    public static final String PLAIN_HOST = "air.source.mqtt.plain.host";

    /** Port of plain MQTT. */
    public static final String PLAIN_PORT = "air.source.mqtt.plain.port";

    /** Whether anonymous devices may use plain MQTT. */
    public static final String PLAIN_ANONYMOUS = "air.source.mqtt.plain.anonymous";

    /** Policy of anonymous devices. */
    public static final String PLAIN_POLICY = "air.source.mqtt.plain.policy";

    /** Where the journal lies. */
    public static final String DATA = "air.lanes.data";

    /** Largest MQTT packet, in bytes. */
    public static final String MQTT_MAX_PACKET = "air.source.mqtt.maxPacketBytes";

    /** Bytes that a lane hands out ahead. */
    public static final String WINDOW = "air.lanes.windowBytes";

    /** Messages that a lane hands out ahead. */
    public static final String WINDOW_MESSAGES = "air.lanes.windowMessages";

    /** Bytes of all last values. */
    public static final String LAST_BYTES = "air.lanes.last.maxBytes";

    /** Topics whose last value is remembered. */
    public static final String LAST_TOPICS = "air.lanes.last.maxTopics";

    /** How old the copy of the last values on disk may be. */
    public static final String LAST_EVERY = "air.lanes.last.every";

    /** Most urgent requests in flight per destination. */
    public static final String URGENT_CONCURRENCY = "air.delivery.urgentConcurrency";

    /** Address of the operator port. */
    public static final String CONTROL_HOST = "air.control.host";

    /** The operator port. */
    public static final String CONTROL_PORT = "air.control.port";

    /** Most requests of operators at once. */
    public static final String CONTROL_REQUESTS = "air.control.maxRequests";

    /** Whether changed files go live by themselves. */
    public static final String RELOAD_ENABLED = "air.control.reload.enabled";

    /** How long files must rest before they are reloaded. */
    public static final String RELOAD_QUIET = "air.control.reload.quiet";

    /** The gateway's name in its tokens. */
    public static final String TOKENS_ISSUER = "air.control.tokens.issuer";

    /** Whom its tokens are for. */
    public static final String TOKENS_AUDIENCE = "air.control.tokens.audience";

    /** The longest that a token may be valid. */
    public static final String TOKENS_MAX_TTL = "air.control.tokens.maxTtl";

    /** How far clocks may be apart. */
    public static final String TOKENS_CLOCK_SKEW = "air.control.tokens.clockSkew";

    /** Longest time that a stop waits for what is in flight. */
    public static final String STOP_TIMEOUT = "air.main.stopTimeout";

    /** Whether Camel's tools may attach. */
    public static final String MANAGEMENT = "air.main.management";

    static final String BROKER = "camel.component.airbroker.";

    private static final Map<String, ConfigKey> KEYS = index();

    /** What keys were called before; the old names still work. */
    private static final Map<String, String> FORMER =
            Map.of(
                    "air.source.mqtt.refusalsBeforeBan", "air.source.refusalsBeforeBan",
                    "air.source.mqtt.refusalWindow", "air.source.refusalWindow",
                    "air.source.mqtt.banTime", "air.source.banTime");

    private ConfigKeys() {}

    /** All keys, in the order of the file. */
    public static List<ConfigKey> all() {
        return List.copyOf(KEYS.values());
    }

    /** The key of that name, or null. */
    public static ConfigKey find(String name) {
        return KEYS.get(name);
    }

    /** The name of a key today, if the given one is a former name; otherwise the given one. */
    static String today(String name) {
        return FORMER.getOrDefault(name, name);
    }

    /** All keys under their former names. */
    static List<ConfigKey> former() {
        return FORMER.entrySet().stream()
                .map(name -> KEYS.get(name.getValue()).named(name.getKey()))
                .toList();
    }

    private static Map<String, ConfigKey> index() {
        List<ConfigKey> keys = new ArrayList<>();
        SourceKeys.addTo(keys);
        guard(keys);
        lanes(keys);
        rest(keys);
        Map<String, ConfigKey> byName = new LinkedHashMap<>();
        keys.forEach(key -> byName.put(key.name(), key));
        return byName;
    }

    static ConfigKey key(String name, ConfigType type, String standard, String text) {
        return ConfigKey.of(name, type, standard, text);
    }

    static ConfigKey port(String name, String standard, String text) {
        return key(name, NUMBER, standard, text + " 0 takes a free port and prints it.")
                .within("0", "65535");
    }

    private static void guard(List<ConfigKey> keys) {
        keys.add(
                key(
                                "air.guard.maxBytes",
                                BYTES,
                                "1MB",
                                "Largest body of any device; its policy may allow less.")
                        .within("1", "255MB"));
        keys.add(
                key(
                                DUPLICATES,
                                NUMBER,
                                "1000",
                                "Ids remembered per device, so that a resend is not taken twice; 0 checks none.")
                        .within("0", "100000"));
        rate(keys, "tenant", "all devices of one tenant together");
        rate(keys, "listener", "one door, all devices together");
    }

    private static void rate(List<ConfigKey> keys, String what, String whose) {
        keys.add(
                key(
                                "air.guard." + what + ".messagesPerSecond",
                                NUMBER,
                                "0",
                                "Sustained rate of " + whose + "; 0 is no limit.")
                        .within("0", "10000000"));
        keys.add(
                key(
                                "air.guard." + what + ".bytesPerSecond",
                                BYTES,
                                "0",
                                "The same in bytes of bodies; 0 is no limit.")
                        .within("0", "100GB"));
    }

    private static void lanes(List<ConfigKey> keys) {
        keys.add(
                key(DATA, PATH, "data", "Directory of the journal and all that waits.")
                        .sets(BROKER + "dataDirectory"));
        keys.add(
                key(
                                "air.lanes.journal",
                                TEXT,
                                "auto",
                                "How the journal writes: aio is asynchronous I/O of Linux (needs libaio), auto takes it where it works.")
                        .oneOf("auto", "aio", "nio")
                        .sets(BROKER + "journal"));
        keys.add(
                key(
                                "air.lanes.maxDiskUsage",
                                NUMBER,
                                "90",
                                "Share of the disk in use, in percent, from which messages are refused.")
                        .within("1", "100")
                        .sets(BROKER + "maxDiskUsagePercent"));
        keys.add(
                key(
                                "air.lanes.minDiskFree",
                                BYTES,
                                "200MB",
                                "Free space of the disk below which messages are refused.")
                        .within("0", "1TB")
                        .sets(BROKER + "minDiskFreeBytes"));
        keys.add(
                key(
                                "air.lanes.memoryBytes",
                                BYTES,
                                "0",
                                "Bytes of messages held in memory before lanes go on on disk; 0 is a quarter of the heap.")
                        .within("0", "1TB")
                        .sets(BROKER + "globalMaxBytes"));
        keys.add(
                key(
                                "air.lanes.maxParsedBytes",
                                BYTES,
                                "64KB",
                                "Largest body that a rule's where looks at.")
                        .within("0", "16MB"));
        keys.add(
                key(
                                WINDOW,
                                BYTES,
                                "0",
                                "Bytes of one class of one destination held in memory for delivery; 0 is the lanes' own default.")
                        .within("0", "1GB"));
        keys.add(key(WINDOW_MESSAGES, NUMBER, "0", "The same in messages.").within("0", "1000000"));
        last(keys);
    }

    private static void last(List<ConfigKey> keys) {
        keys.add(
                key(
                                LAST_TOPICS,
                                NUMBER,
                                "20000",
                                "Topics whose last message is remembered, for GET /v1/last; 0 remembers none.")
                        .within("0", "10000000"));
        keys.add(
                key(LAST_BYTES, BYTES, "16MB", "Memory for these messages.").within("1KB", "16GB"));
        keys.add(
                key(
                                LAST_EVERY,
                                DURATION,
                                "5s",
                                "How often they are copied to disk if they changed; more seldom if they are many: about 1 MB a second.")
                        .within("1s", "1h"));
    }

    private static void tokens(List<ConfigKey> keys) {
        keys.add(
                key(
                        TOKENS_ISSUER,
                        TEXT,
                        "air",
                        "Name of this gateway in the tokens that it signs; a token with another one is refused."));
        keys.add(
                key(
                        TOKENS_AUDIENCE,
                        TEXT,
                        "air",
                        "Whom its tokens are for; a token for another one is refused."));
        keys.add(
                key(
                                TOKENS_MAX_TTL,
                                DURATION,
                                "1d",
                                "Longest time that a token may be valid. A key that was rotated verifies for as long.")
                        .within("1m", "30d"));
        keys.add(
                key(
                                TOKENS_CLOCK_SKEW,
                                DURATION,
                                "30s",
                                "How far this clock may be behind the one by which a token was signed. The end of a token is exact.")
                        .within("1s", "5m"));
    }

    private static void rest(List<ConfigKey> keys) {
        keys.add(
                key(
                                URGENT_CONCURRENCY,
                                NUMBER,
                                "64",
                                "Most urgent requests in flight to one destination, each of another device.")
                        .within("1", "1024"));
        keys.add(key(CONTROL_HOST, TEXT, "127.0.0.1", "Address of the operator port."));
        keys.add(
                port(
                        CONTROL_PORT,
                        "9443",
                        "The operator port: HTTPS, with the operator's certificate."));
        keys.add(
                key(CONTROL_REQUESTS, NUMBER, "16", "Most requests of operators at once.")
                        .within("1", "256"));
        keys.add(
                key(
                        RELOAD_ENABLED,
                        SWITCH,
                        "true",
                        "Whether changed files of routes, kamelets and conf go live by themselves."));
        keys.add(
                key(
                                RELOAD_QUIET,
                                DURATION,
                                "500ms",
                                "How long all of them must rest before they are reloaded together.")
                        .within("50ms", "1m"));
        tokens(keys);
        keys.add(
                key(
                                STOP_TIMEOUT,
                                DURATION,
                                "7s",
                                "Longest time that a stop, or the change of a route, waits for what is in flight.")
                        .within("1s", "10m"));
        keys.add(
                key(
                                MANAGEMENT,
                                SWITCH,
                                "false",
                                "JMX beans and Camel's connector, so that Camel's own tools may look inside.")
                        .sets(BROKER + "managementEnabled"));
    }
}
