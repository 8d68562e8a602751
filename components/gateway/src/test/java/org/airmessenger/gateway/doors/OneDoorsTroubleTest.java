/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.AirGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Noise, half-open and slow connections, a flood and a deaf device at one listener: whoever is at
 * another notices nothing, and who was there before keeps its place.
 */
class OneDoorsTroubleTest {

    private static final int CAP = 60;
    private static final int BIG = 60_000;
    private static final int MANY = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What is done by a door's word of its metrics. */
    private static final Map<String, String> DOORS = new LinkedHashMap<>();

    static {
        DOORS.put(AirGateway.MQTT, "MQTT 5");
        DOORS.put(AirGateway.WEB, "HTTP");
        DOORS.put(AirGateway.WIRE, "wire");
    }

    @TempDir Path folder;
    private House house;
    private final Map<String, Door> settled = new LinkedHashMap<>();

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        house.add("deaf", "slow", "flood", "speaker");
        for (String word : DOORS.keySet()) {
            house.add("at-" + word, "new-" + word);
        }
        house.start(
                "air.source.mqtt.maxConnections=" + CAP,
                "air.source.web.maxConnections=" + CAP,
                "air.source.wire.maxConnections=" + CAP);
        for (Map.Entry<String, String> each : DOORS.entrySet()) {
            settled.put(each.getKey(), house.open(each.getValue(), "at-" + each.getKey()));
        }
    }

    @AfterEach
    void close() {
        settled.values().forEach(Door::close);
        house.close();
    }

    @Test
    void theTroubleOfOneDoorHarmsNoOther() throws Exception {
        for (String word : DOORS.keySet()) {
            serves(settled.get(word), "at-" + word, "nothing");
        }
        for (String word : DOORS.keySet()) {
            harm(word);
        }
    }

    private void harm(String word) throws Exception {
        double refused = house.meter("air_source_connections_refused_total", word);
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Void>> floods = new ArrayList<>();
        Trouble.Protocol protocol =
                switch (word) {
                    case AirGateway.MQTT -> Trouble.Protocol.mqtt();
                    case AirGateway.WEB -> Trouble.Protocol.web();
                    default -> Trouble.Protocol.wire();
                };
        try (Trouble trouble = new Trouble(house.port(word), protocol, house.certificates);
                Door flood = house.open(DOORS.get(word), "flood")) {
            trouble.holdSecure();
            floods.add(CompletableFuture.runAsync(() -> shout(flood, "flood", 1, over)));
            deafen(otherThan(word));
            trouble.fill(CAP);

            for (String other : DOORS.keySet()) {
                serves(settled.get(other), "at-" + other, word);
                if (!other.equals(word)) {
                    try (Door comes = house.open(DOORS.get(other), "new-" + other)) {
                        serves(comes, "new-" + other, word);
                    }
                }
            }
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                assertThat(house.meter("air_source_connections", word))
                                        .isLessThanOrEqualTo(CAP);
                                assertThat(
                                                house.meter(
                                                        "air_source_connections_refused_total",
                                                        word))
                                        .as("what is too much is counted")
                                        .isGreaterThan(refused);
                            });
            over.set(true);
            floods.forEach(CompletableFuture::join);
        }
        // who made trouble is gone: its place is free again
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(house.meter("air_source_connections", word))
                                        .isLessThan(CAP / 2));
        try (Door comes = house.open(DOORS.get(word), "new-" + word)) {
            serves(comes, "new-" + word, word + " again");
        }
    }

    private Door otherThan(String word) {
        return settled.get(word.equals(AirGateway.MQTT) ? AirGateway.WIRE : AirGateway.MQTT);
    }

    /** A message up, and down again to the same device. */
    private void serves(Door door, String device, String during) throws Exception {
        String id = device + " during trouble at " + during;
        Letter letter = Letter.full("commands/" + device + "/echo", id.replace(' ', '-'));
        door.publish(letter);
        assertThat(letter.lostIn(door.next())).as(id).isEmpty();
    }

    /** More for the deaf device than any socket holds. */
    private static void deafen(Door speaker) {
        for (int i = 0; i < MANY; i++) {
            shoutOnce(speaker, Letter.full("commands/deaf/big", "big-" + i).body(new byte[BIG]));
        }
    }

    private static void shout(Door door, String device, int size, AtomicBoolean over) {
        for (int i = 0; !over.get(); i++) {
            shoutOnce(
                    door,
                    Letter.full("commands/" + device + "/noise", device + "-" + i)
                            .body(new byte[size]));
        }
    }

    private static void shoutOnce(Door door, Letter letter) {
        try {
            door.publish(letter);
        } catch (Exception | AssertionError refused) {
            // who shouts may be told to be quiet, or to go
            Thread.onSpinWait();
        }
    }
}
