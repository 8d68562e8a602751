/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.airwire.client.LineListener;
import org.airmessenger.airwire.client.Message;
import org.airmessenger.airwire.client.RefusedByPeerException;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.session.Closing;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The wire door of a whole gateway: from a device's certificate to the function, and down again.
 */
class WireDoorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    private ReloadFixture house;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> line = new LinkedBlockingQueue<>();

    @BeforeEach
    void build() throws Exception {
        house = new ReloadFixture(folder);
        house.write(
                "conf/policies.yaml",
                """
                sensor:
                  publish: ["sensors/${device}/#", "other/#"]
                  subscribe: ["commands/${device}/#"]
                  limits: { messagesPerSecond: 1000, burst: 1000, bytesPerSecond: 100MB, maxMessageBytes: 1KB }
                  maxPriority: 6
                load: { publish: ["none"] }
                boss: { publish: ["commands/#"] }
                slow:
                  publish: ["sensors/${device}/#"]
                  limits: { messagesPerSecond: 2, burst: 2 }
                """);
        house.air("device", "add", "thermo-1", "--policy", "sensor", "--out", certs("thermo-1"));
        house.air("device", "add", "boss-1", "--policy", "boss", "--out", certs("boss-1"));
        house.air("device", "add", "slow-1", "--policy", "slow", "--out", certs("slow-1"));
        house.start("air.source.wire.plain.enabled=false");
    }

    @AfterEach
    void leave() {
        house.close();
    }

    private String certs(String device) {
        return folder.resolve("certs-" + device).toString();
    }

    private AirwireClient client(String device) throws Exception {
        Path from = Path.of(certs(device));
        return AirwireClient.open(
                ClientOptions.of(
                                "localhost",
                                house.gateway.port(AirGateway.WIRE),
                                from.resolve(device + ".pem"),
                                from.resolve(device + ".key"),
                                from.resolve("ca.pem"))
                        .retry(50, 500),
                messages::add,
                new LineListener() {
                    @Override
                    public void up(boolean resumed) {
                        line.add("up");
                    }

                    @Override
                    public void down(Closing closing) {
                        line.add(closing.reason());
                    }
                });
    }

    private static void keep(CompletableFuture<Void> kept) throws Exception {
        kept.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static RefusedByPeerException refusal(CompletableFuture<?> future) throws Exception {
        try {
            future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("it was taken");
        } catch (ExecutionException e) {
            return (RefusedByPeerException) e.getCause();
        }
    }

    @Test
    void aMessageReachesTheFunctionAndACommandTheDevice() throws Exception {
        try (AirwireClient client = client("thermo-1")) {
            keep(client.publish("sensors/thermo-1/t", "{\"celsius\": 21.5}".getBytes()));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> house.function.report().messages() == 1);
            assertThat(client.subscribe("commands/thermo-1/#", 1).get(60, TimeUnit.SECONDS))
                    .isEqualTo(1);
            try (AirwireClient boss = client("boss-1")) {
                keep(boss.publish("commands/thermo-1/set", "{\"on\": true}".getBytes()));
            }
            Message command = messages.poll(60, TimeUnit.SECONDS);
            assertThat(command).isNotNull();
            assertThat(command.topic()).isEqualTo("commands/thermo-1/set");
            assertThat(new String(command.payload())).isEqualTo("{\"on\": true}");
        }
    }

    @Test
    void everyCauseHasItsCode() throws Exception {
        try (AirwireClient client = client("thermo-1")) {
            RefusedByPeerException refused =
                    refusal(client.publish("sensors/thermo-2/t", new byte[1]));
            assertThat(refused.code()).isEqualTo(Code.NOT_ALLOWED);
            assertThat(refused.getMessage()).contains("AIR-2003");
            refused = refusal(client.publish("sensors/thermo-1/t", new byte[2000]));
            assertThat(refused.code()).isEqualTo(Code.TOO_LARGE);
            refused = refusal(client.publish("other/x", new byte[1]));
            assertThat(refused.code()).isEqualTo(Code.NO_RECEIVER);
            refused = refusal(client.subscribe("commands/thermo-2/#", 1));
            assertThat(refused.code()).isEqualTo(Code.NOT_ALLOWED);
        }
    }

    @Test
    void whoIsOverItsRateWaitsAndLosesNothing() throws Exception {
        try (AirwireClient client = client("slow-1")) {
            CompletableFuture<?>[] all = new CompletableFuture<?>[6];
            for (int i = 0; i < all.length; i++) {
                all[i] = client.publish("sensors/slow-1/t", ("m" + i).getBytes());
            }
            CompletableFuture.allOf(all).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> house.function.report().messages() == 6);
            assertThat(house.function.report().duplicates()).isZero();
        }
    }

    @Test
    void aResendWithItsIdIsTakenOnce() throws Exception {
        Attributes id = Attributes.builder().with(SendAttributes.ID, "order-4711").build();
        try (AirwireClient client = client("thermo-1")) {
            for (int i = 0; i < 3; i++) {
                keep(client.publish("sensors/thermo-1/t", "x".getBytes(), id, 1, 0));
            }
            keep(client.publish("sensors/thermo-1/t", "y".getBytes()));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> house.function.report().messages() == 2);
            assertThat(house.function.report().duplicates()).isZero();
        }
    }

    @Test
    void aRevokedDeviceIsGone() throws Exception {
        try (AirwireClient client = client("thermo-1")) {
            assertThat(line.poll(60, TimeUnit.SECONDS)).isEqualTo("up");
            assertThat(house.air("device", "revoke", "thermo-1")).startsWith("0");
            assertThat(line.poll(60, TimeUnit.SECONDS)).isEqualTo("BANNED");
            assertThat(client.isUp()).isFalse();
        }
    }

    @Test
    void aGatewayThatGoesDownSaysSoAndItsDevicesComeBack() throws Exception {
        try (AirwireClient client = client("thermo-1")) {
            assertThat(line.poll(60, TimeUnit.SECONDS)).isEqualTo("up");
            house.gateway.close();
            assertThat(line.poll(60, TimeUnit.SECONDS)).isEqualTo("SHUTDOWN");
            assertThat(client.isUp()).isFalse();
        }
    }
}
