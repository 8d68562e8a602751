/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.DeliveryException;

import org.apache.camel.Message;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker that is killed, or hangs, under load: nothing lost, nothing overtaken. */
class KafkaSinkOutageTest {

    private static final int STREAMS = 6;
    private static final int BATCH = 50;

    @TempDir Path folder;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger away = new AtomicInteger();

    @Test
    void losesNothingAndKeepsEachDevicesOrderWhileTheBrokerDiesHangsAndReturns() throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(STREAMS);
        try (KafkaBroker broker = new KafkaBroker(folder.resolve("kafka"));
                SinkRoutes sinks = new SinkRoutes()) {
            broker.create("events", 3, Map.of());
            sinks.add(
                    "events",
                    "air-kafka-sink",
                    Map.of(
                            "brokers", broker.brokers(),
                            "topic", "events",
                            "tls", "false",
                            "timeout", "800ms"));
            List<Future<Integer>> sent = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                String device = "device-" + i;
                sent.add(lanes.submit(() -> stream(sinks, device)));
            }
            awaitMore(STREAMS * BATCH * 4);
            broker.kill();
            await().atMost(Duration.ofSeconds(20)).until(() -> away.get() > STREAMS);
            broker.start();
            awaitMore(STREAMS * BATCH * 2);
            int before = away.get();
            broker.signal("STOP");
            await().atMost(Duration.ofSeconds(20)).until(() -> away.get() > before + STREAMS);
            broker.signal("CONT");
            awaitMore(STREAMS * BATCH * 2);
            running.set(false);
            int total = 0;
            for (Future<Integer> one : sent) {
                total += one.get(30, TimeUnit.SECONDS);
            }
            check(broker.records("events"), total);
        } finally {
            lanes.shutdownNow();
        }
    }

    private void awaitMore(int count) {
        int before = accepted.get();
        await().atMost(Duration.ofSeconds(40)).until(() -> accepted.get() >= before + count);
    }

    /** As a lane does: one request of a device at a time, the same again until it is accepted. */
    private int stream(SinkRoutes sinks, String device) throws Exception {
        int next = 0;
        while (running.get()) {
            List<Message> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                int number = next + i;
                batch.add(sinks.message(device, device + "/" + number, Integer.toString(number)));
            }
            DeliveryException verdict = sinks.send("events", batch).get(30, TimeUnit.SECONDS);
            while (verdict != null) {
                assertThat(verdict.isAway()).as(verdict.getMessage()).isTrue();
                away.incrementAndGet();
                verdict = sinks.send("events", batch).get(30, TimeUnit.SECONDS);
            }
            next += BATCH;
            accepted.addAndGet(BATCH);
        }
        return next;
    }

    private static void check(List<ConsumerRecord<String, byte[]>> records, int total) {
        Map<String, Integer> last = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
            if (seen.add(record.key() + "/" + number)) {
                // the first time each appears, its predecessor must have appeared
                assertThat(number).isEqualTo(last.getOrDefault(record.key(), -1) + 1);
                last.put(record.key(), number);
            }
        }
        assertThat(seen).hasSize(total);
    }
}
