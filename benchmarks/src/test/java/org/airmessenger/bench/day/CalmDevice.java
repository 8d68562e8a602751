/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A device that does all right, 20 messages a second, whatever others do. */
final class CalmDevice implements AutoCloseable {

    private static final long PERIOD_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String id;
    private final Cloud cloud;
    private final Mqtt5AsyncClient client;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong sent = new AtomicLong();
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong slowestMillis = new AtomicLong();

    CalmDevice(House house, String id, Cloud cloud) throws Exception {
        this.id = id;
        this.cloud = cloud;
        client =
                MqttClient.builder()
                        .useMqttVersion5()
                        .identifier(id)
                        .serverHost("127.0.0.1")
                        .serverPort(house.port())
                        .sslConfig(house.tls(id))
                        .addDisconnectedListener(
                                lost -> failures.add("disconnected: " + lost.getCause()))
                        .buildAsync();
        client.connect().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        timer.scheduleAtFixedRate(this::send, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send() {
        long number = sent.getAndIncrement();
        long due = System.nanoTime();
        client.publishWith()
                .topic("sensors/" + id + "/temperature")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Events.telemetry(number).getBytes(StandardCharsets.UTF_8))
                .send()
                .whenComplete((result, failure) -> answered(number, due, result, failure));
    }

    private void answered(long number, long due, Mqtt5PublishResult result, Throwable failure) {
        if (failure != null || result.getError().isPresent()) {
            failures.add("message " + number + ": " + (failure == null ? result : failure));
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - due);
        slowestMillis.accumulateAndGet(millis, Math::max);
        acknowledged.add(number);
    }

    /** All that it has sent so far is acknowledged, in time. */
    void mustBeUndisturbed(Duration slowest) {
        long until = sent.get();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(failures).isEmpty();
                            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo((int) until);
                        });
        assertThat(slowestMillis.getAndSet(0))
                .as("slowest PUBACK, ms")
                .isLessThan(slowest.toMillis());
    }

    /** Stops sending: all must be acknowledged and delivered. */
    void finish() {
        timer.shutdownNow();
        await().atMost(PATIENCE).until(() -> acknowledged.size() == sent.get());
        await().atMost(PATIENCE).until(() -> cloud.sequences(id).containsAll(acknowledged));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.disconnect();
    }
}
