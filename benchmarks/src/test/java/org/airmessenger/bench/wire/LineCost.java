/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.session.Limits;
import org.airmessenger.airwire.session.Outgoing;
import org.airmessenger.bench.server.LoopbackLine;
import org.airmessenger.gateway.cli.DeviceTls;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Bytes on the socket per message, both ways, acknowledged: counted by a line between device and
 * gateway. What connecting costs is not among them.
 */
final class LineCost {

    private static final String TOPIC = "sensors/sensor-0/temperature";
    private static final int MESSAGES = 1_000;
    private static final int SMALL = 20;
    private static final long PATIENCE_SECONDS = 60;
    private static final long PAUSE_NANOS = 1_000_000;

    /** As a gateway's link: packed and compressed. */
    private static final Limits PACKING =
            new Limits(65_536, 512, 0, 512, 262_144, 60, 65_536, true, List.of(), false, null);

    private final WireStand stand;
    private final boolean tls;
    private int number;

    LineCost(WireStand stand, boolean tls) {
        this.stand = stand;
        this.tls = tls;
    }

    private byte[] body() {
        return "{\"celsius\": %d.5, \"number\": %d}"
                .formatted(20 + number % 5, number++)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Messages by the wire protocol, so many handed over together. */
    double wire(int together, boolean packed)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        int target = tls ? stand.securePort() : stand.plainPort();
        try (LoopbackLine line = new LoopbackLine(target)) {
            ClientOptions options = stand.options(line.port(), WireStand.SECURED, tls);
            try (AirwireClient client =
                    AirwireClient.open(packed ? options.limits(PACKING) : options, m -> {})) {
                client.alias(TOPIC, Attributes.NONE);
                client.publish(TOPIC, body()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                long before = line.up() + line.down();
                for (int i = 0; i < MESSAGES; i += together) {
                    send(client, together, 1, this::body);
                }
                return (line.up() + line.down() - before) / (double) MESSAGES;
            }
        }
    }

    /** What is dropped at QoS 0, as there was no credit, is sent again: it was not on the line. */
    private static void send(AirwireClient client, int count, int qos, Supplier<byte[]> body)
            throws IOException, InterruptedException {
        int left = count;
        while (left > 0) {
            left = dropped(client, left, qos, body);
            LockSupport.parkNanos(left * PAUSE_NANOS);
        }
    }

    private static int dropped(AirwireClient client, int count, int qos, Supplier<byte[]> body)
            throws IOException, InterruptedException {
        CountDownLatch over = new CountDownLatch(count);
        AtomicInteger dropped = new AtomicInteger();
        List<Outgoing> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(
                    Outgoing.to(TOPIC, body.get())
                            .qos(qos)
                            .listener(
                                    (message, outcome) -> {
                                        if (outcome instanceof Outgoing.Outcome.Dropped) {
                                            dropped.incrementAndGet();
                                            over.countDown();
                                        } else if (outcome instanceof Outgoing.Outcome.Delivered) {
                                            over.countDown();
                                        }
                                    })
                            .build());
        }
        if (client.offer(messages) < count || !over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("all messages must be acknowledged but were not");
        }
        return dropped.get();
    }

    /**
     * What stands around a payload of 20 bytes.
     *
     * @param sent by the device: SENDs, and the records of TLS around them
     * @param all both ways: acknowledgements and credit too
     */
    record Around(double sent, double all) {}

    /** What the wire protocol puts around a payload of 20 bytes, so many handed over together. */
    Around around(int qos, int together)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        int target = tls ? stand.securePort() : stand.plainPort();
        byte[] payload = new byte[SMALL];
        try (LoopbackLine line = new LoopbackLine(target);
                AirwireClient client =
                        AirwireClient.open(
                                stand.options(line.port(), WireStand.SECURED, tls), m -> {})) {
            client.alias(TOPIC, Attributes.NONE);
            client.publish(TOPIC, payload).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            long up = line.up();
            long down = line.down();
            for (int i = 0; i < MESSAGES; i += together) {
                send(client, together, qos, () -> payload);
            }
            if (qos == 0) {
                // it comes behind them, so they are there, too
                client.publish(TOPIC, payload).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            double count = MESSAGES + (qos == 0 ? 1 : 0);
            double sent = (line.up() - up) / count - SMALL;
            return new Around(sent, sent + (line.down() - down) / count);
        }
    }

    /** The same messages by MQTT 5, with a topic alias. */
    double mqtt(int together)
            throws IOException,
                    InterruptedException,
                    ExecutionException,
                    TimeoutException,
                    GeneralSecurityException {
        int target = tls ? stand.gateway().tlsPort() : stand.gateway().port();
        try (LoopbackLine line = new LoopbackLine(target)) {
            Mqtt5ClientBuilder builder =
                    Mqtt5Client.builder()
                            .identifier(WireStand.SECURED)
                            .serverHost("127.0.0.1")
                            .serverPort(line.port());
            if (tls) {
                builder =
                        builder.sslConfig(
                                DeviceTls.config(stand.certificates(), WireStand.SECURED));
            }
            Mqtt5AsyncClient client = builder.buildAsync();
            client.connect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            try {
                publish(client, 1);
                long before = line.up() + line.down();
                for (int i = 0; i < MESSAGES; i += together) {
                    publish(client, together);
                }
                return (line.up() + line.down() - before) / (double) MESSAGES;
            } finally {
                client.disconnect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private void publish(Mqtt5AsyncClient client, int count)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(
                    client.publishWith()
                            .topic(TOPIC)
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .payload(body())
                            .send());
        }
        for (CompletableFuture<?> one : sent) {
            one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
