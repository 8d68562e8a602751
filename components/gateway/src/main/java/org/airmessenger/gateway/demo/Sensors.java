/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.gateway.cli.DeviceTls;

import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Temperature sensors: MQTT 5 over TLS, each with its own certificate, QoS 1. */
final class Sensors implements AutoCloseable {

    private static final long CONNECT_SECONDS = 30;
    private static final double CALM = 21;
    private static final double HOT = 90;

    private final DemoPlan plan;
    private final Score score;
    private final List<Mqtt5AsyncClient> clients = new ArrayList<>();
    private final AtomicLong open = new AtomicLong();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "sensors");
                        thread.setDaemon(true);
                        return thread;
                    });
    private ScheduledFuture<?> publishing;
    private long count;

    Sensors(DemoPlan plan, Score score) {
        this.plan = plan;
        this.score = score;
    }

    /**
     * Connects all of them.
     *
     * @throws IOException if one is not accepted
     */
    void connect(int port, Path certificates)
            throws IOException, GeneralSecurityException, InterruptedException {
        MqttClientExecutorConfig threads =
                MqttClientExecutorConfig.builder().nettyThreads(1).build();
        List<CompletableFuture<?>> connecting = new ArrayList<>();
        for (int i = 0; i < plan.sensors(); i++) {
            String id = DemoHome.sensor(i);
            Mqtt5AsyncClient client =
                    Mqtt5Client.builder()
                            .identifier(id)
                            .serverHost("127.0.0.1")
                            .serverPort(port)
                            .executorConfig(threads)
                            .sslConfig(DeviceTls.config(certificates, id))
                            .buildAsync();
            clients.add(client);
            connecting.add(client.connect());
        }
        try {
            CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                    .get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "AIR-9082 every sensor must be accepted but one was not: " + e, e);
        }
    }

    /** Publishes so many messages per second from now on, the sensors by turns. */
    void publishAt(int perSecond) {
        if (publishing != null) {
            publishing.cancel(false);
        }
        long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        publishing = clock.scheduleAtFixedRate(this::publishNext, 0, period, TimeUnit.NANOSECONDS);
    }

    private void publishNext() {
        long number = count++;
        int sensor = (int) (number % clients.size());
        String device = DemoHome.sensor(sensor);
        String id = device + "-" + number;
        boolean alarm = number % DemoPlan.ALARM_EVERY == 0;
        double celsius = (alarm ? HOT : CALM) + sensor / 10.0;
        String body = String.format(Locale.ROOT, "{\"seq\":%d,\"celsius\":%.1f}", number, celsius);
        Mqtt5Publish message =
                Mqtt5Publish.builder()
                        .topic("sensors/" + device + "/temperature")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .contentType("application/json")
                        .userProperties(Mqtt5UserProperties.builder().add("air-id", id).build())
                        .payload(body.getBytes(StandardCharsets.UTF_8))
                        .build();
        score.published(id, System.nanoTime());
        open.incrementAndGet();
        clients.get(sensor)
                .publish(message)
                .whenComplete(
                        (answer, failure) -> {
                            if (failure == null && answer.getError().isEmpty()) {
                                score.acknowledged(id);
                            } else {
                                score.refused();
                            }
                            open.decrementAndGet();
                        });
    }

    /** Publishes no more; waits until every message is answered, or the time is over. */
    boolean finish(long limitMillis) throws InterruptedException {
        clock.shutdown();
        boolean stopped = clock.awaitTermination(limitMillis, TimeUnit.MILLISECONDS);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        while (open.get() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return stopped && open.get() == 0;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clients.forEach(Mqtt5AsyncClient::disconnect);
    }
}
