/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.cli.DeviceTls;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/**
 * Temperature sensors, each with its own certificate, at least once: most by MQTT 5, the others by
 * HTTP/2, WebSocket and the wire protocol.
 */
final class Sensors implements AutoCloseable {

    private static final long CONNECT_SECONDS = 30;
    private static final double CALM = 21;
    private static final double HOT = 90;

    private final DemoPlan plan;
    private final Score score;
    private final List<Sensor> sensors = new ArrayList<>();
    private final AtomicLong open = new AtomicLong();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "sensors");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final ExecutorService web =
            Executors.newFixedThreadPool(
                    2,
                    work -> {
                        Thread thread = new Thread(work, "sensors-web");
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
    void connect(AirGateway gateway, Path certificates) throws Exception {
        List<CompletableFuture<?>> connecting = new ArrayList<>();
        for (int i = 0; i < plan.sensors(); i++) {
            Sensor sensor = sensor(i, gateway, certificates);
            sensors.add(sensor);
            connecting.add(sensor.connect());
        }
        try {
            CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                    .get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "AIR-9082 every sensor must be accepted but one was not: " + e, e);
        }
    }

    private Sensor sensor(int number, AirGateway gateway, Path certificates) throws Exception {
        String id = DemoHome.sensor(number);
        String door = plan.door(number);
        if (door.equals(DemoPlan.WIRE)) {
            int port = gateway.port(AirGateway.WIRE);
            return new WireSensor(id, port, certificates, gateway.camel(), clock);
        }
        MqttClientSslConfig tls = DeviceTls.config(certificates, id);
        return switch (door) {
            case DemoPlan.HTTP -> new HttpSensor(gateway.port(AirGateway.WEB), client(tls));
            case DemoPlan.WEBSOCKET -> new SocketSensor(gateway.port(AirGateway.WEB), client(tls));
            default -> new MqttSensor(id, gateway.port(AirGateway.MQTT), tls);
        };
    }

    private HttpClient client(MqttClientSslConfig device) throws GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                device.getKeyManagerFactory().orElseThrow().getKeyManagers(),
                device.getTrustManagerFactory().orElseThrow().getTrustManagers(),
                null);
        return HttpClient.newBuilder().sslContext(tls).executor(web).build();
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
        int sensor = (int) (number % sensors.size());
        String device = DemoHome.sensor(sensor);
        String id = device + "-" + number;
        boolean alarm = number % DemoPlan.ALARM_EVERY == 0;
        double celsius = (alarm ? HOT : CALM) + sensor / 10.0;
        String body = String.format(Locale.ROOT, "{\"seq\":%d,\"celsius\":%.1f}", number, celsius);
        score.published(id, System.nanoTime());
        open.incrementAndGet();
        sensors.get(sensor)
                .publish("sensors/" + device + "/temperature", id, body)
                .whenComplete(
                        (answer, failure) -> {
                            if (failure == null) {
                                score.acknowledged(id, plan.door(sensor));
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
        sensors.forEach(Sensor::close);
        web.shutdown();
    }
}
