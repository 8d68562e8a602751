/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Row;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

class DuplicatesTest {

    private static final int WINDOW = 10;

    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
        house.roomConfiguration.setDuplicateIds(100);
        house.start();
        house.declare("cloud", new LaneConfiguration());
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private CompletableFuture<Exchange> given(String id, String device, String destination) {
        Exchange exchange = house.message(id, device, 1, House.plan(4, destination));
        exchange.setProperty(AirHeaders.ID_GIVEN, true);
        exchange.setProperty(AirHeaders.DUPLICATE_WINDOW, WINDOW);
        return house.send(exchange);
    }

    private void waits(long messages) {
        await().untilAsserted(
                        () -> assertThat(house.account("cloud").waiting()).isEqualTo(messages));
    }

    private boolean isKnown(String id, String device) throws Exception {
        return Boolean.TRUE.equals(
                given(id, device, "cloud").get().getProperty(AirHeaders.DUPLICATE));
    }

    @Test
    void writesAResendOnceAndAcknowledgesItTwice() throws Exception {
        assertThat(isKnown("a", "d1")).isFalse();
        assertThat(isKnown("a", "d1")).isTrue();
        assertThat(isKnown("a", "d2")).as("the same id of another device").isFalse();
        assertThat(house.account("cloud").accepted()).isEqualTo(2);
        waits(2);
    }

    @Test
    void doesNotCheckAnIdThatTheDoorGave() throws Exception {
        house.send("a", "d1", 4, "cloud").get();
        house.send("a", "d1", 4, "cloud").get();
        assertThat(house.account("cloud").accepted()).isEqualTo(2);
    }

    @Test
    void holdsADuplicateOfAMessageInFlightUntilItsOutcome() throws Exception {
        List<CompletableFuture<Exchange>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(given("a", "d1", "cloud"));
        }
        for (CompletableFuture<Exchange> one : all) {
            one.get();
        }
        waits(1);
        assertThat(house.account("cloud").accepted()).isEqualTo(1);
    }

    @Test
    void forgetsAnIdWhoseMessageWasRefused() throws Exception {
        assertThat(given("a", "d1", "nowhere")).failsWithin(java.time.Duration.ofSeconds(10));
        assertThat(isKnown("a", "d1")).isFalse();
        waits(1);
    }

    private Exchange given(String id, int qos, Plan plan) {
        Exchange exchange = house.message(id, "d1", qos, plan);
        exchange.setProperty(AirHeaders.ID_GIVEN, true);
        exchange.setProperty(AirHeaders.DUPLICATE_WINDOW, WINDOW);
        return exchange;
    }

    @Test
    void keepsTheResendOfAMessageThatCouldBeLost() throws Exception {
        house.send(given("a", 0, House.plan(4, "cloud"))).get();
        assertThat(isKnown("a", "d1")).as("after QoS 0").isFalse();
        assertThat(isKnown("a", "d1")).isTrue();
        Exchange again = house.send(given("a", 0, House.plan(4, "cloud"))).get();
        assertThat(again.getProperty(AirHeaders.DUPLICATE)).isEqualTo(true);
        waits(2);
    }

    @Test
    void keepsTheResendOfAMessageThatWasInMemoryOnly() throws Exception {
        Plan memory = new Plan(List.of("cloud"), Set.of("cloud"), false, 4);
        house.send(given("a", 1, memory)).get();
        house.restart();
        assertThat(isKnown("a", "d1")).isFalse();
        waits(1);
    }

    @Test
    void remembersAnIdWithOneDurableCopy() throws Exception {
        house.declare("ram", new LaneConfiguration());
        Plan mixed = new Plan(List.of("ram", "cloud"), Set.of("ram"), false, 4);
        house.send(given("a", 1, mixed)).get();
        house.restart();
        assertThat(isKnown("a", "d1")).isTrue();
    }

    @Test
    void remembersOverARestart() throws Exception {
        for (int i = 0; i < WINDOW; i++) {
            assertThat(isKnown("m" + i, "d1")).isFalse();
        }
        house.restart();
        for (int i = 0; i < WINDOW; i++) {
            assertThat(isKnown("m" + i, "d1")).isTrue();
        }
        waits(WINDOW);
    }

    @Test
    void forgetsTheOldestOfADeviceBeyondItsWindow() throws Exception {
        for (int i = 0; i <= WINDOW; i++) {
            assertThat(isKnown("m" + i, "d1")).isFalse();
        }
        assertThat(isKnown("m1", "d1")).isTrue();
        assertThat(isKnown("m0", "d1")).isFalse();
    }

    /** As a door does with what came at once. */
    private void row(String... ids) {
        List<CompletableFuture<Exchange>> all = new ArrayList<>();
        Row.during(
                () -> {
                    Row.current().go(true);
                    for (String id : ids) {
                        all.add(given(id, "d1", "cloud"));
                    }
                });
        all.forEach(CompletableFuture::join);
    }

    @Test
    void remembersARowOverARestart() throws Exception {
        row("a", "b", "ü".repeat(40), "c");
        house.restart();
        assertThat(isKnown("a", "d1")).isTrue();
        assertThat(isKnown("ü".repeat(40), "d1")).isTrue();
        assertThat(isKnown("c", "d1")).isTrue();
        assertThat(isKnown("ab", "d1")).isFalse();
        waits(5);
    }

    @Test
    void forgetsTheOldestRowAndNeverMoreThanItMay() throws Exception {
        row("a1", "a2", "a3", "a4");
        row("b1", "b2", "b3", "b4");
        row("c1", "c2", "c3", "c4");
        assertThat(isKnown("a1", "d1")).as("without it there would be 8 of 10").isTrue();
        row("d1", "d2", "d3", "d4");
        house.restart();
        assertThat(isKnown("b1", "d1")).isTrue();
        assertThat(isKnown("d4", "d1")).isTrue();
        assertThat(isKnown("a4", "d1")).isFalse();
    }

    @Test
    void forgetsForGoodWhatLeftTheWindow() throws Exception {
        for (int i = 0; i < 30; i++) {
            row("m" + i + "a", "m" + i + "b", "m" + i + "c");
        }
        house.restart();
        assertThat(isKnown("m29a", "d1")).isTrue();
        assertThat(isKnown("m26c", "d1")).isTrue();
        assertThat(isKnown("m25c", "d1")).isFalse();
        assertThat(isKnown("m0a", "d1")).isFalse();
    }

    @Test
    void boundsTheWindowsOfAllDevicesTogether() throws Exception {
        for (int device = 0; device < 15; device++) {
            assertThat(isKnown("m", "d" + device)).isFalse();
        }
        assertThat(isKnown("m", "d14")).isTrue();
        await().untilAsserted(() -> assertThat(isKnown("m", "d0")).isFalse());
    }
}
