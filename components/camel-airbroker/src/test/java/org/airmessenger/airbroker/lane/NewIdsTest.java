/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.FirstSend;
import org.airmessenger.message.Row;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** An id that nobody can have sent before is not looked up, but its copies are known. */
class NewIdsTest {

    private static final int WINDOW = 10;

    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
        house.start();
        house.declare("cloud", new LaneConfiguration());
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private CompletableFuture<Exchange> send(String id, boolean isNew, String destination) {
        Exchange exchange = house.message(id, "d1", 1, House.plan(4, destination));
        exchange.setProperty(AirHeaders.ID_GIVEN, true);
        exchange.setProperty(AirHeaders.DUPLICATE_WINDOW, WINDOW);
        if (isNew) {
            exchange.setProperty(AirHeaders.FIRST_SEND, (FirstSend) id::equals);
        }
        return house.send(exchange);
    }

    private CompletableFuture<Exchange> isNew(String id) {
        return send(id, true, "cloud");
    }

    private boolean isKnown(String id) {
        return isDuplicate(send(id, false, "cloud"));
    }

    private static boolean isDuplicate(CompletableFuture<Exchange> sent) {
        return Boolean.TRUE.equals(sent.join().getProperty(AirHeaders.DUPLICATE));
    }

    /** As a door does with what came at once. */
    private List<CompletableFuture<Exchange>> row(String... ids) {
        List<CompletableFuture<Exchange>> all = new ArrayList<>();
        Row.during(
                () -> {
                    Row.current().go(true);
                    for (String id : ids) {
                        all.add(isNew(id));
                    }
                });
        all.forEach(CompletableFuture::join);
        return all;
    }

    @Test
    void areRememberedForTheirCopies() {
        isNew("s-1").join();
        assertThat(isKnown("s-1")).isTrue();
        assertThat(isKnown("s-2")).isFalse();
    }

    @Test
    void areRememberedOverARestartAsOneRun() throws Exception {
        row("s-8", "s-9", "s-10", "s-11");
        house.restart();
        assertThat(List.of("s-8", "s-9", "s-10", "s-11")).allMatch(this::isKnown);
        assertThat(isKnown("s-7")).isFalse();
        assertThat(isKnown("s-12")).isFalse();
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isEqualTo(6));
    }

    @Test
    void areForgottenRunByRun() throws Exception {
        row("s-1", "s-2", "s-3", "s-4");
        row("s-5", "s-6", "s-7", "s-8");
        row("s-9", "s-10", "s-11", "s-12");
        assertThat(isKnown("s-1")).as("without it there would be 8 of 10").isTrue();
        row("s-13", "s-14", "s-15", "s-16");
        house.restart();
        assertThat(isKnown("s-5")).isTrue();
        assertThat(isKnown("s-4")).isFalse();
    }

    @Test
    void areNotLookedUp() {
        isNew("s-1").join();
        assertThat(isDuplicate(isNew("s-1"))).isFalse();
    }

    @Test
    void holdACopyThatComesWhileTheyAreUnderWay() {
        List<CompletableFuture<Exchange>> all = new ArrayList<>();
        Row.during(
                () -> {
                    Row.current().go(true);
                    all.add(isNew("s-1"));
                    all.add(isNew("s-2"));
                    all.add(send("s-1", false, "cloud"));
                    all.add(send("s-1", false, "cloud"));
                });
        assertThat(all.stream().map(NewIdsTest::isDuplicate))
                .containsExactly(false, false, true, true);
        assertThat(house.account("cloud").accepted()).isEqualTo(2);
    }

    @Test
    void areLookedUpIfAnotherConnectionCameMeanwhile() {
        assertThat(isKnown("s-1")).isFalse();
        Iterator<Boolean> answers = List.of(true, false).iterator();
        Exchange exchange = house.message("s-1", "d1", 1, House.plan(4, "cloud"));
        exchange.setProperty(AirHeaders.ID_GIVEN, true);
        exchange.setProperty(AirHeaders.DUPLICATE_WINDOW, WINDOW);
        exchange.setProperty(AirHeaders.FIRST_SEND, (FirstSend) id -> answers.next());
        assertThat(isDuplicate(house.send(exchange))).isTrue();
    }

    @Test
    void leaveNothingBehindWhenTheyAreRefused() {
        CompletableFuture<Exchange> refused = send("s-1", true, "nowhere");
        assertThatExceptionOfType(CompletionException.class).isThrownBy(refused::join);
        assertThat(isKnown("s-1")).isFalse();
        assertThat(isKnown("s-1")).isTrue();
    }

    @Test
    void areNoMoreNewWhenARouteHasGivenAnotherId() {
        isNew("event-1").join();
        Exchange exchange = house.message("event-1", "d1", 1, House.plan(4, "cloud"));
        exchange.setProperty(AirHeaders.ID_GIVEN, true);
        exchange.setProperty(AirHeaders.DUPLICATE_WINDOW, WINDOW);
        exchange.setProperty(AirHeaders.FIRST_SEND, (FirstSend) "s-1"::equals);
        assertThat(isDuplicate(house.send(exchange))).isTrue();
    }
}
