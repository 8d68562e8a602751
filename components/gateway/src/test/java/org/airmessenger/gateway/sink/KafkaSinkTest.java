/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.Message;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What is written to a real Kafka, and what its verdicts mean. */
class KafkaSinkTest {

    @TempDir static Path folder;
    private static KafkaBroker broker;
    private static Path caFile;
    private static Path keyFile;

    private SinkRoutes sinks;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new KafkaBroker(folder.resolve("kafka"));
        broker.create("plain", 3, Map.of());
        broker.create("secure", 1, Map.of());
        broker.create("small", 1, Map.of("max.message.bytes", "20000"));
        broker.create("plant-a.mqtt.normal", 1, Map.of());
        caFile = broker.certificate.writeCertificate(folder.resolve("ca.pem"));
        keyFile = Files.writeString(folder.resolve("key.pem"), broker.certificate.key());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        sinks = new SinkRoutes();
    }

    @AfterEach
    void stop() {
        sinks.close();
    }

    private static Map<String, String> to(String topic, String... more) {
        Map<String, String> base =
                Map.of("brokers", broker.brokers(), "topic", topic, "tls", "false");
        return SinkRoutes.with(base, more);
    }

    private DeliveryException send(Object body) throws Exception {
        return sinks.send("events", body).get(60, TimeUnit.SECONDS);
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static List<String> ids(String topic) {
        return broker.records(topic).stream().map(record -> headers(record).get("ce_id")).toList();
    }

    @Test
    void writesCloudEventInBinaryModeWithTheDeviceAsKey() throws Exception {
        sinks.add("events", "air-kafka-sink", to("{tenant}.{door}.{class}"));
        Message message = sinks.message("thermo-1", "id-1", "{\"celsius\":81}");
        message.setHeader(AirHeaders.CORRELATION, new byte[] {1, 2});
        message.setHeader(AirHeaders.USER_PREFIX + "colour", "grün");

        assertThat(send(message)).isNull();

        ConsumerRecord<String, byte[]> record = broker.records("plant-a.mqtt.normal").get(0);
        assertThat(record.key()).isEqualTo("thermo-1");
        assertThat(record.value()).asString().isEqualTo("{\"celsius\":81}");
        assertThat(headers(record))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", "id-1")
                .containsEntry("ce_type", "org.airmessenger.message")
                .containsEntry("ce_source", "/devices/thermo-1")
                .containsEntry("ce_subject", "sensors/thermo-1/temperature")
                .containsEntry("ce_time", "2026-09-21T14:13:20.123Z")
                .containsEntry("ce_correlation", "AQI=")
                .containsEntry("ce_userproperties", "{\"colour\":\"grün\"}")
                .containsEntry("content-type", "application/json")
                .doesNotContainKey("AirId");
    }

    @Test
    void writesBatchAsRecordsInEachDevicesOrder() throws Exception {
        sinks.add("events", "air-kafka-sink", to("plain", "compress", "auto"));
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            batch.add(sinks.message("device-" + i % 7, "id-" + i, Integer.toString(i)));
        }

        assertThat(send(batch)).isNull();

        Map<String, Integer> last = new HashMap<>();
        List<ConsumerRecord<String, byte[]>> records = broker.records("plain");
        assertThat(records).hasSize(2000);
        for (ConsumerRecord<String, byte[]> record : records) {
            int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
            assertThat(number).isGreaterThan(last.getOrDefault(record.key(), -1));
            last.put(record.key(), number);
        }
    }

    @Test
    void refusesByIdWhatIsTooLargeForTheTopicAndKeepsTheRest() throws Exception {
        sinks.add("events", "air-kafka-sink", to("small"));
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            batch.add(
                    sinks.message("device-" + i, "id-" + i, i % 2 == 0 ? "x" : "x".repeat(30000)));
        }
        batch.add(sinks.message("device", "huge", "x".repeat(33 * 1024 * 1024)));

        DeliveryException verdict = send(batch);

        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused())
                .containsOnlyKeys("id-1", "id-3", "id-5", "id-7", "id-9", "huge");
        assertThat(verdict.refused().get("id-1")).contains("AIR-5110");
        assertThat(ids("small")).containsExactlyInAnyOrder("id-0", "id-2", "id-4", "id-6", "id-8");
    }

    @Test
    void takesAMissingFixedTopicForAnOutage() throws Exception {
        sinks.add("events", "air-kafka-sink", to("nowhere", "timeout", "1s"));

        DeliveryException verdict = send(sinks.message("device", "id-1", "x"));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict).hasMessageContaining("AIR-5113");
        broker.create("nowhere", 1, Map.of());
        assertThat(send(sinks.message("device", "id-1", "x"))).isNull();
    }

    @Test
    void refusesOnlyTheMessagesWhoseOwnTopicIsMissing() throws Exception {
        sinks.add("events", "air-kafka-sink", to("{tenant}.mqtt.normal", "timeout", "2s"));
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Message message = sinks.message("device-" + i, "own-" + i, "x");
            if (i % 2 == 1) {
                message.setHeader(AirHeaders.TENANT, "elsewhere");
            }
            batch.add(message);
        }
        Message nameless = sinks.message("device", "own-nameless", "x");
        nameless.setHeader(AirHeaders.TENANT, "a b");
        batch.add(nameless);

        long begin = System.nanoTime();
        DeliveryException verdict = send(batch);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused()).hasSize(11).containsKeys("own-1", "own-19", "own-nameless");
        assertThat(verdict.refused().get("own-3")).contains("AIR-5112");
        assertThat(verdict.refused().get("own-nameless")).contains("AIR-5111");
        assertThat(ids("plant-a.mqtt.normal")).contains("own-0", "own-18").doesNotContain("own-1");
    }

    @Test
    void findsADeadClusterAwayWithoutHoldingItsCaller() throws Exception {
        sinks.add(
                "events",
                "air-kafka-sink",
                to("plain", "brokers", "127.0.0.1:1", "timeout", "500ms"));

        List<CompletableFuture<DeliveryException>> verdicts = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < 64; i++) {
            verdicts.add(sinks.send("events", sinks.message("device-" + i, "id-" + i, "x")));
        }
        Duration called = Duration.ofNanos(System.nanoTime() - begin);

        for (CompletableFuture<DeliveryException> verdict : verdicts) {
            assertThat(verdict.get(10, TimeUnit.SECONDS).isAway()).isTrue();
        }
        assertThat(called).isLessThan(Duration.ofSeconds(1));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void speaksTlsWithAClientCertificateAndLogsIn() throws Exception {
        Map<String, String> secure =
                to(
                        "secure",
                        "brokers",
                        "127.0.0.1:" + broker.securePort,
                        "tls",
                        "true",
                        "timeout",
                        "3s",
                        "caFile",
                        caFile.toString(),
                        "certFile",
                        caFile.toString(),
                        "keyFile",
                        keyFile.toString(),
                        "saslMechanism",
                        "PLAIN",
                        "saslUser",
                        KafkaBroker.USER,
                        "saslPassword",
                        KafkaBroker.PASSWORD);
        sinks.add("events", "air-kafka-sink", secure);
        sinks.add("wrong", "air-kafka-sink", SinkRoutes.with(secure, "saslPassword", "#topsecret"));
        sinks.add("foreign", "air-kafka-sink", SinkRoutes.with(secure, "caFile", null));

        assertThat(send(sinks.message("device", "id-1", "x"))).isNull();
        assertThat(ids("secure")).containsExactly("id-1");
        DeliveryException wrong =
                sinks.send("wrong", sinks.message("device", "id-2", "x")).get(20, TimeUnit.SECONDS);
        assertThat(wrong.isAway()).isTrue();
        assertThat(wrong).hasMessageContaining("AIR-5114").hasMessageNotContaining("topsecret");
        DeliveryException foreign =
                sinks.send("foreign", sinks.message("device", "id-3", "x"))
                        .get(20, TimeUnit.SECONDS);
        assertThat(foreign.isAway()).isTrue();
        assertThat(sinks.urisWith("topsecret")).isEmpty();
        assertThat(sinks.urisWith("pass")).isEmpty();
    }
}
