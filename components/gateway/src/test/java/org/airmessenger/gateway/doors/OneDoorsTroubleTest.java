/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.AirGateway;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Noise, half-open and slow connections, a flood and a deaf device at one listener: whoever is at
 * another notices nothing, and who was there before keeps its place.
 */
class OneDoorsTroubleTest {

    private static final int CAP = 60;
    private static final int BIG = 60_000;
    private static final int MANY = 60;
    private static final int ROUNDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CONNECTIONS = "air_source_connections";
    private static final String REFUSED = "air_source_connections_refused_total";
    private static final String IN_FLIGHT = "air_source_in_flight_bytes";

    /** Who listens: its port, what its metrics call it, who speaks there, and how. */
    enum Listener {
        MQTT(AirGateway.MQTT, "mqtt", "MQTT 5"),
        WEB(AirGateway.WEB, "http", "HTTP"),
        WIRE(AirGateway.WIRE, "wire", "wire");

        private final String port;
        private final String metric;
        private final String door;

        Listener(String port, String metric, String door) {
            this.port = port;
            this.metric = metric;
            this.door = door;
        }

        private Trouble.Protocol protocol() {
            return switch (this) {
                case MQTT -> Trouble.Protocol.mqtt();
                case WEB -> Trouble.Protocol.web();
                case WIRE -> Trouble.Protocol.wire();
            };
        }

        private String device(String prefix) {
            return prefix + "-" + port;
        }
    }

    @TempDir static Path folder;
    private static House house;
    private static final Map<Listener, Door> SETTLED = new EnumMap<>(Listener.class);
    private static Door socket;

    @BeforeAll
    static void open() throws Exception {
        house = new House(folder);
        house.add("at-socket");
        for (Listener each : Listener.values()) {
            house.add(each.device("at"), each.device("new"), each.device("flood"));
            house.add(each.device("deaf"), each.device("slow"));
        }
        house.start(
                "air.source.mqtt.maxConnections=" + CAP,
                "air.source.web.maxConnections=" + CAP,
                "air.source.wire.maxConnections=" + CAP);
        for (Listener each : Listener.values()) {
            SETTLED.put(each, house.open(each.door, each.device("at")));
        }
        socket = house.open("WebSocket", "at-socket");
    }

    @AfterAll
    static void close() {
        SETTLED.values().forEach(Door::close);
        if (socket != null) {
            socket.close();
        }
        house.close();
    }

    @ParameterizedTest
    @EnumSource
    void theTroubleOfOneListenerHarmsNoOther(Listener troubled) throws Exception {
        double refused = house.meter(REFUSED, troubled.metric);
        AtomicBoolean over = new AtomicBoolean();
        try (Trouble trouble =
                        new Trouble(
                                house.port(troubled.port),
                                troubled.protocol(),
                                house.certificates,
                                troubled.port);
                Door flood = house.open(troubled.door, troubled.device("flood"))) {
            trouble.holdSecure();
            AtomicInteger shouts = new AtomicInteger();
            CompletableFuture<Void> flooding =
                    CompletableFuture.runAsync(() -> shout(flood, troubled, over, shouts));
            deafen(troubled);
            trouble.fill(CAP);
            for (int round = 0; round < ROUNDS; round++) {
                for (Listener each : Listener.values()) {
                    serves(SETTLED.get(each), each.device("at"), troubled + "-" + round);
                }
                serves(socket, "at-socket", troubled + "-" + round);
            }
            for (Listener other : Listener.values()) {
                if (other != troubled) {
                    try (Door comes = house.open(other.door, other.device("new"))) {
                        serves(comes, other.device("new"), troubled.name());
                    }
                }
                assertThat(house.meter(IN_FLIGHT, other.metric)).isLessThan(1 << 28);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                assertThat(house.meter(CONNECTIONS, troubled.metric))
                                        .isPositive()
                                        .isLessThanOrEqualTo(CAP);
                                assertThat(house.meter(REFUSED, troubled.metric))
                                        .as("what is too much is counted")
                                        .isGreaterThan(refused);
                            });
            assertThat(shouts).as("it was a flood").hasPositiveValue();
            over.set(true);
            flooding.join();
        }
        // who made trouble is gone: its place is free again
        await().atMost(PATIENCE).until(() -> house.meter(CONNECTIONS, troubled.metric) < CAP / 2.0);
        try (Door comes = house.open(troubled.door, troubled.device("new"))) {
            serves(comes, troubled.device("new"), troubled + "-is-over");
        }
    }

    /** A message up, and down again to the same device. */
    private static void serves(Door door, String device, String during) throws Exception {
        String id = device + "-during-" + during;
        Letter letter = Letter.full("commands/" + device + "/echo", id);
        door.publish(letter);
        Letter got = door.next();
        while (!id.equals(got.get(Letter.ID))) {
            // at least once: what it had not acknowledged when it left comes again
            assertThat(got.get(Letter.ID)).startsWith(device + "-during-");
            got = door.next();
        }
        assertThat(letter.lostIn(got)).as(id).isEmpty();
    }

    /** More for the deaf device than any socket holds, by somebody at another door. */
    private static void deafen(Listener troubled) throws InterruptedException {
        Door speaker = SETTLED.get(troubled == Listener.MQTT ? Listener.WIRE : Listener.MQTT);
        String deaf = troubled.device("deaf");
        for (int i = 0; i < MANY; i++) {
            Letter big =
                    Letter.full("commands/" + deaf + "/big", deaf + "-" + i).body(new byte[BIG]);
            try {
                speaker.publish(big);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception refused) {
                // what waits for it has its cap, and who commands is told
                return;
            }
        }
    }

    private static void shout(
            Door door, Listener troubled, AtomicBoolean over, AtomicInteger shouts) {
        String flood = troubled.device("flood");
        for (int i = 0; !over.get(); i++) {
            try {
                door.publish(Letter.full("commands/" + flood + "/noise", flood + "-" + i));
                shouts.incrementAndGet();
            } catch (Exception | AssertionError refused) {
                // who shouts may be told to be quiet, or to go
                Thread.onSpinWait();
            }
        }
    }
}
