/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.bench.jvm.ChildJvm;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A day of work of the real product, seen by Debian's Mosquitto clients. Whatever happens to the
 * others, one device publishes on: all that it sends must be acknowledged soon and delivered.
 */
class DayOfWorkTest {

    private static final Duration BATCH_DELAY = Duration.ofSeconds(3);
    private static final Duration SLOWEST_PUBACK = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String FIVE = "mqttv5";
    private static final String THREE = "mqttv311";
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int TOO_LARGE = 0x95;
    private static final int QUOTA = 0x97;
    private static final int TEN_MEGABYTES = 10_000_000;

    private static final String DESTINATIONS =
            """
            cloud:
              sink: air-http-sink
              parameters: { url: "%s", caFile: "%s" }
              batch:
                urgent: { maxMessages: 1 }
                normal: { maxMessages: 100, maxDelay: %ds, maxBytes: 1MB }
              concurrency: 8
              order: device
              retry: { initial: 200ms, max: 1s, maxAttempts: 5 }
            """;

    private static final String RULES =
            """
            - id: overheating
              match: { topic: "sensors/+/temperature" }
              where: { jsonpath: "$[?(@.celsius > 80)]" }
              priority: 9
              to: [cloud]
              stop: true
            - id: telemetry
              match: { topic: "sensors/#" }
              to: [cloud]
            """;

    private static final String POLICIES =
            """
            sensor:
              publish: ["sensors/${device}/#"]
              subscribe: ["commands/${device}/#"]
              limits: { messagesPerSecond: 100, burst: 200, bytesPerSecond: 20MB, maxMessageBytes: 64KB }
              maxPriority: 6
            miser:
              publish: ["sensors/${device}/#"]
              subscribe: []
              limits: { messagesPerSecond: 100, burst: 200, bytesPerSecond: 1KB, maxMessageBytes: 64KB }
              maxPriority: 6
            office:
              publish: ["commands/#"]
              subscribe: []
              limits: { messagesPerSecond: 100, burst: 200, bytesPerSecond: 1MB, maxMessageBytes: 64KB }
              maxPriority: 6
            """;

    private static Cloud cloud;
    private static House house;
    private static Mosquitto mosquitto;
    private static CalmDevice calm;

    @BeforeAll
    static void start() throws Exception {
        Mosquitto.mustBeThere();
        cloud = new Cloud();
        house =
                House.init(
                        DESTINATIONS.formatted(
                                cloud.url(), cloud.certificate(), BATCH_DELAY.toSeconds()),
                        RULES,
                        POLICIES);
        house.add("calm", "sensor");
        house.run();
        mosquitto = new Mosquitto(house.certificates(), house.port());
        calm = new CalmDevice(house, "calm", cloud);
    }

    @AfterEach
    void nobodyElseWasDisturbed() {
        calm.mustBeUndisturbed(SLOWEST_PUBACK);
    }

    @AfterAll
    static void balancesAndEndsCleanly() throws Exception {
        try {
            if (calm != null) {
                calm.finish();
                await().atMost(PATIENCE).untilAsserted(DayOfWorkTest::balances);
                calm.close();
                assertThat(house.process().end(Duration.ofSeconds(10))).isEqualTo(0);
            }
        } finally {
            if (house != null) {
                house.close();
            }
            if (cloud != null) {
                cloud.close();
            }
        }
    }

    private static void balances() {
        String ledger = house.air("ledger");
        assertThat(ledger)
                .contains("\"balanced\":true", "\"waiting\":0", "\"dead\":0")
                .contains("\"delivered\":" + cloud.unique());
    }

    @ParameterizedTest
    @ValueSource(strings = {FIVE, THREE})
    void telemetryComesInBatchesAndAnAlarmAtOnce(String version) throws Exception {
        String device = added("thermo", version, "sensor");
        String topic = "sensors/" + device + "/temperature";
        Path telemetry = Events.telemetryFile(house.certificates(), 50);
        assertThat(mosquitto.publish(telemetry, mosquitto.as(device), version, topic).exit())
                .isZero();
        mosquitto.publish(mosquitto.as(device), version, topic, "-m", Events.overheating(51));
        await().atMost(PATIENCE).until(() -> cloud.sequences(device).size() == 51);
        List<Cloud.Delivered> all = cloud.from(device);
        assertThat(all).hasSize(51);
        assertThat(all)
                .filteredOn(each -> each.sequence() == 51)
                .singleElement()
                .satisfies(
                        alarm -> {
                            assertThat(alarm.batched()).as("alone").isZero();
                            assertThat(alarm.event().priority()).isEqualTo(9);
                            assertThat(alarm.latencyMillis()).isLessThan(BATCH_DELAY.toMillis());
                        });
        assertThat(all)
                .filteredOn(each -> each.sequence() < 51)
                .allMatch(each -> each.batched() > 1)
                .isSortedAccordingTo(Comparator.comparingLong(Cloud.Delivered::sequence));
    }

    @ParameterizedTest
    @ValueSource(strings = {FIVE, THREE})
    void commandReachesItsDeviceFromWhoMaySendIt(String version) throws Exception {
        String office = added("office", version, "office");
        String device = added("listener", version, "sensor");
        String topic = "commands/" + device + "/valve";
        try (ChildJvm listener =
                mosquitto.subscribe(
                        mosquitto.as(device), version, "commands/" + device + "/#", "-C", "1")) {
            assertThat(
                            mosquitto
                                    .publish(mosquitto.as(office), version, topic, "-m", "close it")
                                    .exit())
                    .isZero();
            listener.awaitLine(Pattern.compile("^close it$"), PATIENCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FIVE, THREE})
    void strangersAreNotLetIn(String version) throws Exception {
        Path folder = house.certificates();
        String device = added("victim", version, "sensor");
        double before = house.counted("air_source_connections_refused_total", "not-authenticated");
        Path strange = Files.createTempDirectory(folder, "strange");
        ThrowawayCertificate own = ThrowawayCertificate.make(device);
        Path ownPem = Files.writeString(strange.resolve("own.pem"), own.certificate());
        Path ownKey = Files.writeString(strange.resolve("own.key"), own.key());
        isRefused(version, device, mosquitto.as(device, ownPem, ownKey));

        Clock past = Clock.fixed(Instant.now().minus(Duration.ofDays(30)), ZoneOffset.UTC);
        Authority.Issued expired =
                new Authority(house.home(), past)
                        .issue(device, null, Duration.ofDays(1), strange.resolve("expired"));
        isRefused(version, device, mosquitto.as(device, expired.certificate(), expired.key()));

        Authority foreign = new Authority(strange.resolve("foreign-home"));
        foreign.init(List.of());
        Authority.Issued stranger =
                foreign.issue(device, null, Duration.ofDays(1), strange.resolve("foreign"));
        isRefused(version, device, mosquitto.as(device, stranger.certificate(), stranger.key()));

        isRefused(version, device, mosquitto.nameless(device));
        assertThat(house.counted("air_source_connections_refused_total", "not-authenticated"))
                .isEqualTo(before + 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {FIVE, THREE})
    void deviceCannotTakeTheNameOfAnother(String version) throws Exception {
        String device = added("liar", version, "sensor");
        Path folder = house.certificates();
        double before = house.counted("air_source_connections_refused_total", "not-authenticated");
        Mosquitto.Said said =
                isRefused(
                        version,
                        device,
                        mosquitto.as(
                                "calm",
                                folder.resolve(device + ".pem"),
                                folder.resolve(device + ".key")));
        assertThat(said.output())
                .contains("received CONNACK (" + (version.equals(FIVE) ? NOT_AUTHORIZED : 5) + ")");
        assertThat(house.counted("air_source_connections_refused_total", "not-authenticated"))
                .isGreaterThan(before);
    }

    private static Mosquitto.Said isRefused(String version, String device, List<String> who)
            throws Exception {
        Mosquitto.Said said =
                mosquitto.publish(
                        who, version, "sensors/" + device + "/t", "-m", Events.telemetry(1));
        assertThat(said.exit()).as(said.output()).isNotZero();
        assertThat(said.isConnected()).as(said.output()).isFalse();
        assertThat(cloud.from(device)).isEmpty();
        return said;
    }

    @Test
    void topicOutsideThePolicyIsRefusedWithReasonInMqtt5() throws Exception {
        String device = added("astray", FIVE, "sensor");
        double before = house.counted("air_source_refused_total", "not-allowed");
        Mosquitto.Said said =
                mosquitto.publish(
                        mosquitto.as(device), FIVE, "sensors/calm/temperature", "-m", "1");
        assertThat(said.acknowledged(NOT_AUTHORIZED)).as(said.output()).containsExactly(1);
        assertThat(house.counted("air_source_refused_total", "not-allowed")).isEqualTo(before + 1);
        Mqtt5BlockingClient client =
                MqttClient.builder()
                        .useMqttVersion5()
                        .identifier(device)
                        .serverHost("127.0.0.1")
                        .serverPort(house.port())
                        .sslConfig(house.tls(device))
                        .buildBlocking();
        client.connect();
        try {
            client.publishWith().topic("sensors/calm/x").qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(false).as("must be refused").isTrue();
        } catch (Mqtt5PubAckException refused) {
            assertThat(refused.getMqttMessage().getReasonString().orElseThrow().toString())
                    .contains("AIR-2", "sensors/calm/x");
        } finally {
            client.disconnect();
        }
    }

    @Test
    void topicOutsideThePolicyEndsTheConnectionInMqtt311() throws Exception {
        String device = added("astray", THREE, "sensor");
        double before = house.counted("air_source_refused_total", "not-allowed");
        Mosquitto.Said said =
                mosquitto.publish(
                        mosquitto.as(device), THREE, "sensors/calm/temperature", "-m", "1");
        assertThat(said.isConnected()).isTrue();
        assertThat(said.output()).doesNotContain("PUBACK");
        assertThat(house.counted("air_source_refused_total", "not-allowed")).isGreaterThan(before);
    }

    @Test
    void tenMegabytesEndTheConnection() throws Exception {
        String device = added("giant", FIVE, "sensor");
        double before = house.counted("air_source_refused_total", "too-large");
        try (RawDevice raw = new RawDevice(house, device)) {
            // refused by the length that it announces, before it is read
            raw.begin("sensors/" + device + "/t", TEN_MEGABYTES);
            assertThat(raw.disconnected()).isEqualTo(TOO_LARGE);
        }
        await().atMost(PATIENCE)
                .until(() -> house.counted("air_source_refused_total", "too-large") > before);
        Path large = Files.createTempFile(house.certificates(), "large", ".bin");
        Files.write(large, new byte[TEN_MEGABYTES]);
        double then = house.counted("air_source_refused_total", "too-large");
        Mosquitto.Said said =
                mosquitto.publish(
                        mosquitto.as(device),
                        THREE,
                        "sensors/" + device + "/t",
                        "-f",
                        large.toString());
        assertThat(said.isConnected()).isTrue();
        assertThat(said.output()).doesNotContain("PUBACK");
        await().atMost(PATIENCE)
                .until(() -> house.counted("air_source_refused_total", "too-large") > then);
        assertThat(cloud.from(device)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {FIVE, THREE})
    void deviceOverItsRateIsSlowedAndLosesNothingAcknowledged(String version) throws Exception {
        String device = added("noisy", version, "sensor");
        int messages = 600;
        double before = house.counted("air_guard_refused_total", "over-rate");
        Path lines = Events.telemetryFile(house.certificates(), messages);
        long start = System.nanoTime();
        Mosquitto.Said said =
                mosquitto.publish(lines, mosquitto.as(device), version, "sensors/" + device + "/t");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(said.exit()).isZero();
        List<Integer> kept = said.acknowledged(0);
        assertThat(kept.size() + said.acknowledged(QUOTA).size()).isEqualTo(messages);
        // a full burst at once, the rest at the rate
        assertThat(kept.size()).isLessThanOrEqualTo(200 + (int) (took.toMillis() / 10) + 20);
        assertThat(house.counted("air_guard_refused_total", "over-rate")).isGreaterThan(before);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(cloud.sequences(device))
                                        .containsExactlyInAnyOrderElementsOf(
                                                kept.stream()
                                                        .map(Integer::longValue)
                                                        .collect(Collectors.toSet())));
    }

    @Test
    void farBeyondTheBurstIsRefusedInMqtt5() throws Exception {
        String device = added("flood", FIVE, "miser");
        Path body = Files.createTempFile(house.certificates(), "body", ".json");
        Files.writeString(body, "{\"seq\":1,\"more\":\"" + "x".repeat(30_000) + "\"}");
        double before = house.counted("air_source_refused_total", "over-rate");
        Mosquitto.Said said =
                mosquitto.publish(
                        mosquitto.as(device),
                        FIVE,
                        "sensors/" + device + "/t",
                        "-f",
                        body.toString(),
                        "--repeat",
                        "20");
        assertThat(said.acknowledged(QUOTA)).as(said.output()).isNotEmpty();
        assertThat(house.counted("air_source_refused_total", "over-rate"))
                .isEqualTo(before + said.acknowledged(QUOTA).size());
        await().atMost(PATIENCE)
                .until(() -> cloud.from(device).size() == said.acknowledged(0).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {FIVE, THREE})
    void revokedDeviceIsGoneWithinASecond(String version) throws Exception {
        String device = added("traitor", version, "sensor");
        try (ChildJvm listener =
                mosquitto.subscribe(mosquitto.as(device), version, "commands/" + device + "/#")) {
            double before = house.counted("air_source_connections_refused_total", "banned");
            house.air("device", "revoke", device);
            // it is told (MQTT 5), or finds itself closed, tries again at once and is not let in
            listener.awaitLine(
                    Pattern.compile("received DISCONNECT|sending CONNECT|CONNACK \\([^0]"),
                    Duration.ofSeconds(1));
            Mosquitto.Said said =
                    mosquitto.publish(
                            mosquitto.as(device), version, "sensors/" + device + "/t", "-m", "1");
            assertThat(said.isConnected()).as(said.output()).isFalse();
            assertThat(house.counted("air_source_connections_refused_total", "banned"))
                    .isGreaterThan(before);
        }
    }

    /** A device of this test's own. */
    private static String added(String name, String version, String policy) {
        String device = name + "-" + version;
        house.add(device, policy);
        return device;
    }
}
