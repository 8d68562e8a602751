/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Devices that publish at least once at a steady rate, each message with its number. */
final class MqttLoad implements AutoCloseable {

    private static final int SLICES = 100;

    private final List<Mqtt5AsyncClient> clients = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong lostConnections = new AtomicLong();
    private volatile boolean closing;

    MqttLoad(int port, int devices) {
        MqttClientExecutorConfig threads =
                MqttClientExecutorConfig.builder().nettyThreads(1).build();
        for (int i = 0; i < devices; i++) {
            Mqtt5AsyncClient client =
                    Mqtt5Client.builder()
                            .identifier("d" + i)
                            .serverHost("127.0.0.1")
                            .serverPort(port)
                            .executorConfig(threads)
                            .addDisconnectedListener(
                                    gone -> {
                                        if (!closing) {
                                            lostConnections.incrementAndGet();
                                        }
                                    })
                            .buildAsync();
            client.connect().orTimeout(30, TimeUnit.SECONDS).join();
            clients.add(client);
        }
    }

    void begin(int perSecond) {
        int slice = perSecond / SLICES;
        clock.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; i < slice; i++) {
                        publish();
                    }
                },
                0,
                1000 / SLICES,
                TimeUnit.MILLISECONDS);
    }

    private void publish() {
        // the load is that of a fleet, not a test of how much one client can hold back
        if (sent.get() - answered.get() > 2_000) {
            return;
        }
        long number = sent.getAndIncrement();
        int device = (int) (number % clients.size());
        clients.get(device)
                .publish(
                        Mqtt5Publish.builder()
                                .topic("sensors/d" + device + "/t")
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .contentType("application/json")
                                .payload(
                                        ("{\"seq\":" + number + "}")
                                                .getBytes(StandardCharsets.UTF_8))
                                .build())
                .whenComplete(
                        (answer, failure) -> {
                            answered.incrementAndGet();
                            if (failure != null) {
                                failures.add(failure.toString());
                            } else {
                                answer.getError().ifPresent(error -> failures.add("" + error));
                            }
                        });
    }

    /** Publishes one message; what the gateway says if it refuses it, otherwise nothing. */
    String publish(String body) {
        return clients.get(0)
                .publish(
                        Mqtt5Publish.builder()
                                .topic("sensors/d0/t")
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .contentType("application/json")
                                .payload(body.getBytes(StandardCharsets.UTF_8))
                                .build())
                .orTimeout(60, TimeUnit.SECONDS)
                .thenApply(answer -> answer.getError().map(MqttLoad::reason).orElse(""))
                .exceptionally(MqttLoad::reason)
                .join();
    }

    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Mqtt5PubAckException refused) {
                return refused.getMqttMessage()
                        .getReasonString()
                        .map(Object::toString)
                        .orElse("refused");
            }
        }
        return failure.toString();
    }

    void end() throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(10, TimeUnit.SECONDS);
    }

    long sent() {
        return sent.get();
    }

    boolean isAnswered() {
        return answered.get() == sent.get();
    }

    /** Messages refused or failed, a few of them. */
    List<String> failures() {
        return failures.stream().limit(5).toList();
    }

    long lostConnections() {
        return lostConnections.get();
    }

    @Override
    public void close() {
        closing = true;
        clock.shutdownNow();
        clients.forEach(Mqtt5AsyncClient::disconnect);
    }
}
