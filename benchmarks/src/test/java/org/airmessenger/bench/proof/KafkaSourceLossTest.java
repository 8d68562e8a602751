/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.gateway.RunningGateway;
import org.airmessenger.bench.load.Balance;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Sequences;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.server.KafkaNode;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** A gateway that reads from Kafka and is killed in the middle, as is the broker. */
class KafkaSourceLossTest {

    private static final int DEVICES = 8;
    private static final String GROUP = "readers";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> JVM = List.of("-Xmx512m");

    private static final String ROUTE =
            """
            - route:
                id: 1-source-orders
                group: source
                errorHandler: { noErrorHandler: {} }
                from:
                  uri: kamelet:air-kafka-source
                  parameters: { brokers: "%s", tls: false, kafkaTopic: orders, groupId: readers, topic: "sensors/${device}/order" }
                  steps:
                    - to: direct:guard
            """;

    @TempDir Path folder;
    private final Tally tally = new Tally(DEVICES);
    private final List<Sequences> written =
            IntStream.range(0, DEVICES).mapToObj(i -> new Sequences()).toList();
    private CountingFunction function;
    private KafkaNode kafka;
    private GatewayHome home;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        function = new CountingFunction(tally, payload -> {});
        kafka = new KafkaNode(List.of("orders"), folder);
        home = GatewayHome.create(function.sink(), DEVICES, 0);
        home.put("routes/1-source-orders.camel.yaml", ROUTE.formatted(kafka.address()));
        StringBuilder devices = new StringBuilder();
        for (int i = 0; i < DEVICES; i++) {
            devices.append("service-").append(i).append(": { policy: bench }\n");
        }
        home.put("conf/devices.yaml", devices.toString());
        gateway = RunningGateway.start(home, JVM);
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (home != null) {
            home.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        function.close();
    }

    @Test
    void everyRecordArrivesThoughTheGatewayAndTheBrokerAreKilled() throws Exception {
        losesNothing(1, 4_000);
    }

    @Test
    @Tag("long")
    void everyRecordArrivesThoughBothAreKilledAgainAndAgain() throws Exception {
        losesNothing(8, 20_000);
    }

    private void losesNothing(int rounds, int each) throws Exception {
        for (int round = 0; round < rounds; round++) {
            write(round * each, each);
            await().atMost(PATIENCE).until(isAt(round * each + each / 10));
            gateway.kill();
            assertThat(kafka.committed(GROUP)).as("in the middle").isLessThan((round + 1L) * each);
            gateway = RunningGateway.start(home, JVM);
            await().atMost(PATIENCE).until(isAt(round * each + each / 2));
            kafka.kill();
            kafka.start();
        }
        await().atMost(PATIENCE).until(isAt(rounds * each));
        await().atMost(PATIENCE).until(() -> kafka.committed(GROUP) == (long) rounds * each);
        Balance balance = Balance.of(written, tally);
        System.out.println(balance);
        assertThat(balance.acknowledged()).isEqualTo((long) rounds * each);
        assertThat(balance.lost()).isZero();
        assertThat(balance.unacknowledged()).isZero();
        await().atMost(PATIENCE).until(() -> gateway.ledger().waiting() == 0);
        assertThat(gateway.ledger().dead()).isZero();
        assertThat(gateway.ledger().difference()).isZero();
    }

    private Callable<Boolean> isAt(long received) {
        return () -> {
            assertThat(gateway.isAlive()).as(() -> gateway.lastWords().toString()).isTrue();
            return tally.received() >= received;
        };
    }

    private void write(int first, int many) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (int i = first; i < first + many; i++) {
            int device = i % DEVICES;
            int sequence = i / DEVICES;
            Payload payload = new Payload(device, sequence, System.nanoTime());
            records.add(new ProducerRecord<>("orders", "service-" + device, payload.bytes(64)));
            written.get(device).add(sequence);
        }
        kafka.write(records);
    }
}
