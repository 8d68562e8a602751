/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.sink.KafkaBroker;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Reads from a real Kafka that is killed and started again. */
class KafkaSourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path folder;
    private static KafkaBroker kafka;

    private SourceFixture fixture = new SourceFixture();
    private String topic;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = new KafkaBroker(folder.resolve("kafka"));
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void makeTopic(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        kafka.create(topic, 1, Map.of());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private String source() {
        return "kamelet:air-kafka-source?brokers="
                + kafka.brokers()
                + "&tls=false&groupId=air&kafkaTopic="
                + topic
                + "&topic=RAW(orders/${device})";
    }

    private void produce(int from, int to) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.brokers(), "acks", "all"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (int i = from; i < to; i++) {
                producer.send(record("service-1", "m" + i)).get(60, TimeUnit.SECONDS);
            }
        }
    }

    private ProducerRecord<String, byte[]> record(String key, String body) {
        return new ProducerRecord<>(topic, key, body.getBytes());
    }

    private long committed() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
            var offset =
                    admin.listConsumerGroupOffsets("air")
                            .partitionsToOffsetAndMetadata()
                            .get(30, TimeUnit.SECONDS)
                            .get(new TopicPartition(topic, 0));
            return offset == null ? 0 : offset.offset();
        }
    }

    private static List<String> bodies(int to) {
        return IntStream.range(0, to).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void aRecordIsAMessageOfTheDeviceThatItsKeyNames() throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.brokers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = record("service-1", "m0");
            record.headers()
                    .add(new RecordHeader("ce_id", "e-1".getBytes()))
                    .add(new RecordHeader("ce_priority", "7".getBytes()))
                    .add(new RecordHeader("content-type", "text/plain".getBytes()))
                    .add(new RecordHeader("site", "north".getBytes()))
                    .add(new RecordHeader("AirTenant", "forged".getBytes()))
                    .add(new RecordHeader("CamelFileName", "forged".getBytes()));
            producer.send(record).get(60, TimeUnit.SECONDS);
            producer.send(record("nobody", "m1")).get(60, TimeUnit.SECONDS);
            producer.send(record(null, "m2")).get(60, TimeUnit.SECONDS);
            producer.send(record("service-1", "m3")).get(60, TimeUnit.SECONDS);
        }
        fixture.start(source());
        await().atMost(PATIENCE).until(() -> fixture.arrived.size() == 2);
        SourceFixture.Arrival first = fixture.arrived.get(0);
        assertThat(first.headers())
                .containsEntry(AirHeaders.DEVICE, "service-1")
                .containsEntry(AirHeaders.TENANT, "plant-a")
                .containsEntry(AirHeaders.TOPIC, "orders/service-1")
                .containsEntry(AirHeaders.DOOR, "kafka")
                .containsEntry(AirHeaders.ID, "e-1")
                .containsEntry(AirHeaders.PRIORITY, 7)
                .containsEntry(AirHeaders.CONTENT_TYPE, "text/plain")
                .containsEntry("AirUser.site", "north")
                .doesNotContainKeys("CamelFileName", "AirUser.CamelFileName", "kafka.KEY");
        assertThat(fixture.arrived.get(1).id()).isEqualTo(topic + "-0-3");
        assertThat(fixture.count("not-authenticated", "kafka")).isEqualTo(2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(4));
    }

    @Test
    void nothingIsCommittedBeforeItIsKept() throws Exception {
        produce(0, 10);
        fixture.guard.set(
                arrival ->
                        arrival.body().equals("m5")
                                ? new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 50)
                                : null);
        fixture.start(source());
        await().atMost(PATIENCE).until(() -> fixture.arrived.size() >= 8);
        assertThat(fixture.bodies().subList(0, 8))
                .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m5", "m5");
        assertThat(committed()).isLessThanOrEqualTo(5);
        fixture.close();
        assertThat(committed()).as("after a stop in the middle").isLessThanOrEqualTo(5);

        SourceFixture again = new SourceFixture();
        fixture = again;
        again.start(source());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(again.bodies()).contains("m5", "m9"));
        assertThat(again.bodies().subList(again.bodies().indexOf("m5"), again.bodies().size()))
                .containsExactly("m5", "m6", "m7", "m8", "m9");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(10));
    }

    @Test
    void lanesThatTakeNothingForAWhileGetEverythingLater() throws Exception {
        produce(0, 20);
        AtomicBoolean full = new AtomicBoolean(true);
        fixture.guard.set(
                arrival ->
                        full.get()
                                ? new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 1)
                                : null);
        fixture.start(source());
        await().atMost(PATIENCE).until(() -> fixture.arrived.size() >= 3);
        assertThat(fixture.bodies()).as("one in flight").containsOnly("m0");
        assertThat(committed()).isZero();
        int tries = fixture.arrived.size();
        full.set(false);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(20));
        assertThat(fixture.bodies().subList(tries, fixture.arrived.size()))
                .endsWith(bodies(20).toArray(String[]::new));
        assertThat(new LinkedHashSet<>(fixture.ids())).as("the same id each time").hasSize(20);
    }

    @Test
    void aSourceThatStopsWhileTheLanesTakeNothingStopsSoonAndCommitsNothing() throws Exception {
        produce(0, 3);
        fixture.guard.set(
                arrival -> new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 10_000));
        fixture.start(source());
        await().atMost(PATIENCE).until(() -> !fixture.arrived.isEmpty());
        long begun = System.nanoTime();
        fixture.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        assertThat(committed()).isZero();
    }

    @Test
    void aRouteThatIsPausedAndGoesOnSkipsNothing() throws Exception {
        produce(0, 5);
        AtomicBoolean full = new AtomicBoolean(true);
        fixture.guard.set(
                arrival ->
                        full.get()
                                ? new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 1)
                                : null);
        fixture.start(source());
        await().atMost(PATIENCE).until(() -> !fixture.arrived.isEmpty());
        fixture.camel.getRouteController().suspendRoute("1-source");
        full.set(false);
        fixture.camel.getRouteController().resumeRoute("1-source");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(5));
        assertThat(fixture.bodies()).contains("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void aBrokerThatAsksForACertificateAndAPasswordGetsBoth() throws Exception {
        produce(0, 2);
        Path store = folder.resolve("client.pem");
        Files.writeString(store, kafka.certificate.certificate());
        Path key = Files.writeString(folder.resolve("client.key"), kafka.certificate.key());
        fixture.start(
                source().replace(kafka.brokers() + "&tls=false", "127.0.0.1:" + kafka.securePort)
                        + "&caFile=%1$s&certFile=%1$s&keyFile=%2$s".formatted(store, key)
                        + "&saslMechanism=PLAIN&saslUser=%s&saslPassword=RAW(%s)"
                                .formatted(KafkaBroker.USER, KafkaBroker.PASSWORD));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(2));
        assertThat(fixture.bodies()).containsExactly("m0", "m1");
    }

    @Test
    void whatIsRefusedForGoodHoldsNothingUp() throws Exception {
        produce(0, 3);
        fixture.guard.set(
                arrival ->
                        arrival.body().equals("m1")
                                ? new RefusedException(Refusal.TOO_LARGE, "AIR-2006 large")
                                : null);
        fixture.start(source());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(3));
        assertThat(fixture.bodies()).containsExactly("m0", "m1", "m2");
        assertThat(fixture.count("too-large", "kafka")).isEqualTo(1);
    }

    @Test
    void aBrokerThatDiesLosesNothingAndSwapsNothing() throws Exception {
        produce(0, 50);
        AtomicInteger tries = new AtomicInteger();
        fixture.guard.set(
                arrival ->
                        tries.incrementAndGet() % 7 == 0
                                ? new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 1)
                                : null);
        fixture.start(source());
        await().atMost(PATIENCE).until(() -> fixture.arrived.size() > 10);
        kafka.kill();
        kafka.start();
        produce(50, 100);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(new LinkedHashSet<>(fixture.bodies()))
                                        .containsExactlyElementsOf(bodies(100)));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(100));
    }

    @Test
    void refusesAllThatIsWrongAtOnceAndTellsNoPassword() {
        KafkaSource source = new KafkaSource();
        source.setBrokers("kafka.example:9092,nothing");
        source.setTls(false);
        source.setCaFile(folder.resolve("missing.pem").toString());
        source.setSaslPassword("secret");
        assertThatThrownBy(source::open)
                .hasMessageContaining("AIR-1120 brokers")
                .hasMessageContaining("AIR-1121 tls")
                .hasMessageContaining("saslMechanism")
                .hasMessageContaining("caFile")
                .message()
                .doesNotContain("secret");
    }
}
