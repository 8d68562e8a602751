/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Row;
import org.airmessenger.message.Ticket;

import org.apache.activemq.artemis.core.server.Queue;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Messages that a door starts in a row are written together, and each has its own outcome. */
class WriteLineTest extends InHouse {

    private final List<CompletableFuture<Exchange>> sent = new ArrayList<>();
    private final AtomicInteger placed = new AtomicInteger();

    @BeforeEach
    void declares() throws Exception {
        house.declare("cloud", new LaneConfiguration());
    }

    private Exchange message(String id, int qos) {
        Exchange exchange = house.message(id, "d1", qos, House.plan(4, "cloud"));
        exchange.setProperty(AirHeaders.TICKET, (Ticket) placed::incrementAndGet);
        return exchange;
    }

    private CompletableFuture<Exchange> send(String id) {
        return send(message(id, 1));
    }

    private CompletableFuture<Exchange> send(Exchange exchange) {
        CompletableFuture<Exchange> each = house.send(exchange);
        sent.add(each);
        return each;
    }

    /** With an id of the device's own, so that a resend is known. */
    private CompletableFuture<Exchange> sendKnown(String id) {
        Exchange exchange = message(id, 1);
        exchange.setProperty(AirHeaders.ID_GIVEN, true);
        exchange.setProperty(AirHeaders.DUPLICATE_WINDOW, 100);
        return send(exchange);
    }

    /** As a door and its routes do. */
    private static void inRow(Runnable messages) {
        Row.during(
                () -> {
                    Row.Way before = Row.current().go(true);
                    messages.run();
                    Row.current().back(before);
                });
    }

    private long ended() {
        return sent.stream().filter(CompletableFuture::isDone).count();
    }

    private void allAreKept() {
        assertThat(sent)
                .allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(30)));
    }

    /** What comes out of the lane, in its order. */
    private List<String> delivered() throws Exception {
        Sink sink = Sink.accepting();
        house.consume("cloud", smallBatches(), sink);
        await().untilAsserted(
                        () -> {
                            house.clock.advance(0);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });
        assertThat(house.account("cloud").difference()).isZero();
        return sink.accepted();
    }

    @Test
    void writesARowAtItsEnd() throws Exception {
        inRow(
                () -> {
                    for (int i = 0; i < 10; i++) {
                        send("m" + i);
                    }
                    assertThat(placed).as("the next may start").hasValue(10);
                    assertThat(ended()).isZero();
                    assertThat(house.account("cloud").accepted()).isZero();
                });
        allAreKept();
        assertThat(placed).hasValue(10);
        assertThat(delivered())
                .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
    }

    @Test
    void writesAtOnceWhatSomethingOnTheThreadMayWaitFor() throws Exception {
        inRow(
                () -> {
                    Row.Way before = Row.current().go(false);
                    // what came about otherwise remains so, whatever is said further down
                    Row.Way within = Row.current().go(true);
                    assertThat(send("a")).succeedsWithin(Duration.ofSeconds(30));
                    Row.current().back(within);
                    Row.current().back(before);
                });
        Row.during(() -> assertThat(send("b")).succeedsWithin(Duration.ofSeconds(30)));
        assertThat(delivered()).containsExactly("a", "b");
    }

    @Test
    void writesBeforeSomethingThatTakesItsTime() throws Exception {
        inRow(
                () -> {
                    CompletableFuture<Exchange> first = send("a");
                    Row.current().end();
                    assertThat(first).succeedsWithin(Duration.ofSeconds(30));
                    send("b");
                });
        allAreKept();
        assertThat(delivered()).containsExactly("a", "b");
    }

    @Test
    void letsNoneWaitLong() throws Exception {
        inRow(
                () -> {
                    CompletableFuture<Exchange> first = send("a");
                    house.clock.advance(1);
                    send("b");
                    assertThat(first).succeedsWithin(Duration.ofSeconds(30));
                });
        allAreKept();
    }

    @Test
    void gathersNotTooMany() throws Exception {
        inRow(
                () -> {
                    for (int i = 0; i < 200; i++) {
                        send("m" + i);
                    }
                    assertThat(sent.get(0)).succeedsWithin(Duration.ofSeconds(30));
                    assertThat(sent.get(199)).isNotDone();
                });
        allAreKept();
        assertThat(delivered()).hasSize(200).startsWith("m0", "m1").endsWith("m198", "m199");
    }

    @Test
    void keepsTheOrderOfWhatAnotherThreadSendsMeanwhile() throws Exception {
        inRow(
                () -> {
                    send("a");
                    CompletableFuture.runAsync(() -> send("b")).join();
                    assertThat(sent.get(1)).succeedsWithin(Duration.ofSeconds(30));
                });
        allAreKept();
        assertThat(delivered()).containsExactly("a", "b");
    }

    @Test
    void keepsTheOrderOfAllKinds() throws Exception {
        Queue subscriber = house.subscribe("sensors/d1");
        inRow(
                () -> {
                    send("a");
                    send(message("b", 0));
                    Plan both = new Plan(List.of("cloud"), Set.of(), true, 4);
                    send(house.message("c", "d1", 1, both));
                    sendKnown("d");
                    send("e");
                });
        allAreKept();
        assertThat(delivered()).containsExactly("a", "b", "c", "d", "e");
        assertThat(subscriber.getMessageCount()).isEqualTo(1);
    }

    @Test
    void refusesAloneWhatCannotBeWritten() throws Exception {
        Exchange unwritable = message("b", 1);
        unwritable
                .getMessage()
                .setHeader(
                        "AirBroken",
                        new Object() {
                            @Override
                            public String toString() {
                                throw new IllegalStateException("has no words");
                            }
                        });
        inRow(
                () -> {
                    sendKnown("a");
                    send(unwritable);
                    sendKnown("c");
                    send(message("d", 0));
                });
        assertThat(sent.get(1))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("AIR-3104");
        sent.remove(1);
        allAreKept();
        assertThat(sendKnown("c").get().getProperty(AirHeaders.DUPLICATE)).isEqualTo(true);
        assertThat(delivered()).containsExactly("a", "c", "d");
    }

    @Test
    void knowsAResendInTheSameRow() throws Exception {
        sendKnown("a").get();
        inRow(
                () -> {
                    sendKnown("a");
                    sendKnown("b");
                    sendKnown("b");
                    sendKnown("c");
                });
        allAreKept();
        assertThat(sent)
                .map(each -> each.join().getProperty(AirHeaders.DUPLICATE))
                .containsExactly(null, true, null, true, null);
        house.restart();
        assertThat(sendKnown("c").get().getProperty(AirHeaders.DUPLICATE)).isEqualTo(true);
        assertThat(delivered()).containsExactly("a", "b", "c");
    }
}
