/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class LaneOrderTest extends InHouse {

    private static LaneConfiguration lanes() {
        LaneConfiguration lanes = new LaneConfiguration();
        lanes.setNormalMaxDelay(0);
        lanes.setBulkMaxDelay(0);
        lanes.setRetryInitial(10);
        lanes.setRetryMax(100);
        return lanes;
    }

    @Test
    void keepsEachDevicesOrderThroughFailuresOfEveryKind() throws Exception {
        int devices = 40;
        int each = 50;
        LaneConfiguration lanes = lanes();
        lanes.setNormalMaxMessages(17);
        lanes.setMaxAttempts(1000);
        Random random = new Random(7);
        Sink sink =
                Sink.answering(
                        ids -> {
                            synchronized (random) {
                                int dice = random.nextInt(20);
                                return dice == 0
                                        ? new IOException("gone")
                                        : dice < 5
                                                ? DeliveryException.refused("AIR-5001 no")
                                                : null;
                            }
                        });
        house.consume("cloud", lanes, sink);
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (int device = 0; device < devices; device++) {
                sent.add(house.send("d" + device + "-" + i, "d" + device, 4, "cloud"));
            }
        }
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(
                        () -> {
                            house.clock.advance(200);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });
        for (CompletableFuture<Exchange> one : sent) {
            assertThat(one).isCompleted();
        }
        Map<String, Integer> last = new HashMap<>();
        for (String id : sink.accepted()) {
            String device = id.substring(0, id.indexOf('-'));
            int number = Integer.parseInt(id.substring(id.indexOf('-') + 1));
            assertThat(number).as(id).isEqualTo(last.getOrDefault(device, -1) + 1);
            last.put(device, number);
        }
        assertThat(sink.accepted()).hasSize(devices * each);
        await().untilAsserted(() -> assertThat(house.account("cloud").difference()).isZero());
    }

    @Test
    void holdsBackOnlyTheDeviceOfARefusedMessage() throws Exception {
        Sink sink =
                Sink.answering(
                        ids ->
                                ids.contains("bad")
                                        ? DeliveryException.refused("AIR-5001 no")
                                        : null);
        house.declare("cloud", lanes());
        house.send("bad", "d1", 4, "cloud").get();
        house.send("after", "d1", 4, "cloud").get();
        house.send("other", "d2", 4, "cloud").get();
        house.consume("cloud", lanes(), sink);
        await().until(() -> sink.accepted().contains("other"));
        assertThat(sink.accepted()).doesNotContain("after");
    }

    @Test
    void holdsBackNobodyWithoutOrder() throws Exception {
        LaneConfiguration lanes = lanes();
        lanes.setOrder("none");
        Sink sink =
                Sink.answering(
                        ids ->
                                ids.contains("bad")
                                        ? DeliveryException.refused("AIR-5001 no")
                                        : null);
        house.declare("cloud", lanes);
        house.send("bad", "d1", 4, "cloud").get();
        house.send("after", "d1", 4, "cloud").get();
        house.consume("cloud", lanes, sink);
        await().until(() -> sink.accepted().contains("after"));
    }

    @Test
    void keepsManyUrgentMessagesOfDifferentDevicesInFlight() throws Exception {
        Sink sink = Sink.holding();
        house.declare("cloud", lanes());
        for (int i = 0; i < 10; i++) {
            house.send("u" + i, "d" + i, 9, "cloud").get();
            house.send("v" + i, "d" + i, 9, "cloud").get();
        }
        house.consume("cloud", lanes(), sink);
        List<Sink.Held> held = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            held.add(sink.next());
        }
        assertThat(held.stream().flatMap(it -> it.ids().stream()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "u" + i).toList());
        assertThat(sink.isIdle()).as("one of a device at a time").isTrue();
        sink.letGo();
        held.forEach(Sink.Held::accept);
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());
    }

    @Test
    void beginsWithTheOldestAndReachesOthersBehindOneThatFillsTheWindow() throws Exception {
        LaneConfiguration lanes = lanes();
        lanes.setWindowMessages(10);
        Destination cloud = house.declare("cloud", lanes);
        for (int i = 0; i < 60; i++) {
            house.send("u" + i, "noisy", 9, "cloud").get();
        }
        house.send("alarm", "d2", 9, "cloud").get();
        // One thread hands over, so that the order of the requests is seen. A route's pool starts
        // them in this order too, but each on its own thread: of different devices the younger may
        // reach the sink first. Order is a promise to each device alone, and no request waits.
        ExecutorService one = Executors.newSingleThreadExecutor();
        List<String> begun = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> go = new CompletableFuture<>();
        Sender sender =
                (entries, single, done) -> {
                    begun.add(entries.get(0).id);
                    go.thenRun(() -> done.accept(null));
                };
        Dispatcher dispatcher = house.room.attach(cloud, lanes, one, sender);
        await().until(() -> begun.size() == 2);
        assertThat(begun).containsExactly("u0", "alarm");
        go.complete(null);
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());
        dispatcher.stop().get();
        house.room.detach(cloud, dispatcher);
        one.shutdown();
    }

    /** Shares are only to be seen while all classes wait. */
    private static void letGoWhenAllIsInMemory(Sink sink, Destination destination, int messages)
            throws InterruptedException {
        Sink.Held first = sink.next();
        await().until(
                        () -> {
                            int inMemory = 0;
                            for (LaneClass laneClass : LaneClass.values()) {
                                inMemory += destination.lane(laneClass).queue.getDeliveringCount();
                            }
                            return inMemory == messages;
                        });
        sink.letGo();
        first.accept();
    }

    @Test
    void sharesTheSlotsFourToOneBetweenNormalAndBulk() throws Exception {
        LaneConfiguration lanes = lanes();
        lanes.setConcurrency(1);
        lanes.setNormalMaxMessages(4);
        lanes.setBulkMaxMessages(4);
        Sink sink = Sink.holding();
        Destination cloud = house.declare("cloud", lanes);
        for (int i = 0; i < 200; i++) {
            house.send("n" + i, "d" + i, 4, "cloud").get();
            house.send("b" + i, "d" + i, 0, "cloud").get();
        }
        house.consume("cloud", lanes, sink);
        letGoWhenAllIsInMemory(sink, cloud, 400);
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());
        long normal = sink.accepted().stream().limit(200).filter(id -> id.startsWith("n")).count();
        assertThat(normal).isBetween(140L, 170L);
    }

    @Test
    void givesUrgentAPlaceOfItsOwnWhenOnlyOneRequestIsAllowed() throws Exception {
        LaneConfiguration lanes = lanes();
        lanes.setConcurrency(1);
        lanes.setUrgentConcurrency(1);
        Sink sink = Sink.holding();
        house.consume("cloud", lanes, sink);
        house.send("n", "d1", 4, "cloud").get();
        Sink.Held normal = sink.next();
        house.send("u", "d2", 9, "cloud").get();
        Sink.Held urgent = sink.next();
        assertThat(urgent.ids()).containsExactly("u");
        urgent.accept();
        normal.accept();
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());
    }

    @Test
    void letsAnUrgentMessageOvertakeAPagedBacklog() throws Exception {
        house.close();
        house.roomConfiguration.setMaxMemoryBytes(100_000);
        house.roomConfiguration.setPageBytes(50_000);
        house.start();
        LaneConfiguration lanes = lanes();
        lanes.setNormalMaxDelay(3_600_000);
        lanes.setConcurrency(1);
        lanes.setWindowMessages(200);
        lanes.setRequestMax(86_400_000);
        house.declare("cloud", lanes);
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            sent.add(house.send("m" + i, "d" + i % 10, 4, "cloud"));
        }
        for (CompletableFuture<Exchange> one : sent) {
            one.get();
        }
        LaneQueue normal = house.room.declare("cloud", lanes).lane(LaneClass.NORMAL);
        assertThat(normal.queue.getPagingStore().isPaging()).isTrue();
        house.restart();
        assertThat(house.account("cloud").waiting()).isEqualTo(2000);
        house.send("m2000", "d0", 4, "cloud").get();
        Sink sink = Sink.holding();
        house.consume("cloud", lanes, sink);
        Sink.Held batch = sink.next();
        house.send("alarm", "d1", 9, "cloud").get();
        Sink.Held alarm = sink.next();
        assertThat(alarm.ids()).containsExactly("alarm");
        alarm.accept();
        sink.letGo();
        batch.accept();
        await().untilAsserted(
                        () -> {
                            house.clock.advance(3_600_000);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });
        Map<String, Integer> last = new HashMap<>();
        List<String> accepted = new ArrayList<>(batch.ids());
        accepted.addAll(sink.accepted());
        for (String id : accepted) {
            int number = Integer.parseInt(id.substring(1));
            String device = "d" + number % 10;
            assertThat(number).isEqualTo(last.getOrDefault(device, number % 10 - 10) + 10);
            last.put(device, number);
        }
        assertThat(accepted).hasSize(2001);
        await().untilAsserted(() -> assertThat(house.account("cloud").difference()).isZero());
    }

    @Test
    void refusesDropsTheNewOrDropsTheOldestBeyondACap() throws Exception {
        for (String overflow : List.of("refuse", "drop-new", "drop-oldest")) {
            LaneConfiguration lanes = lanes();
            lanes.setNormalCapBytes(5000);
            lanes.setNormalOverflow(overflow);
            house.declare(overflow, lanes);
            int refused = 0;
            for (int i = 0; i < 40; i++) {
                try {
                    house.send("m" + i, "d1", 4, overflow).get();
                } catch (ExecutionException e) {
                    assertThat(((RefusedException) e.getCause()).refusal())
                            .isEqualTo(Refusal.LANE_FULL);
                    refused++;
                }
            }
            int all = 40 - refused;
            // the clock stands still: the cap is kept by what comes in, not by a look now and then
            await().untilAsserted(
                            () ->
                                    assertThat(house.lane(overflow).waitingBytes().get("normal"))
                                            .isLessThanOrEqualTo(5000));
            await().untilAsserted(() -> assertThat(house.account(overflow).difference()).isZero());
            assertThat(house.account(overflow).accepted()).isEqualTo(all);
            long dropped = house.account(overflow).dropped().get("overflow");
            assertThat(house.account(overflow).waiting()).isEqualTo(all - dropped).isPositive();
            assertThat(refused > 0).isEqualTo("refuse".equals(overflow));
            assertThat(dropped > 0).isEqualTo(!"refuse".equals(overflow));
            Sink sink = Sink.accepting();
            house.consume(overflow, lanes, sink);
            await().untilAsserted(() -> assertThat(house.account(overflow).waiting()).isZero());
            boolean keepsNew = "drop-oldest".equals(overflow);
            assertThat(sink.accepted().contains("m39")).isEqualTo(keepsNew);
            assertThat(sink.accepted().contains("m0")).isEqualTo(!keepsNew);
            await().untilAsserted(() -> assertThat(house.account(overflow).difference()).isZero());
        }
    }

    @Test
    void dropsTheOldestOutOfTheWindowOfItsConsumer() throws Exception {
        LaneConfiguration lanes = lanes();
        lanes.setNormalCapBytes(5000);
        lanes.setNormalOverflow("drop-oldest");
        Sink sink = Sink.answering(ids -> new IOException("gone"));
        house.consume("cloud", lanes, sink);
        for (int i = 0; i < 100; i++) {
            house.send("m" + i, "d" + i % 3, 4, "cloud").get();
        }
        await().untilAsserted(
                        () ->
                                assertThat(house.lane("cloud").waitingBytes().get("normal"))
                                        .isLessThanOrEqualTo(5000));
        sink.answer(ids -> null);
        await().untilAsserted(
                        () -> {
                            house.clock.advance(100);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });
        assertThat(sink.accepted()).contains("m99").doesNotContain("m0");
        await().untilAsserted(() -> assertThat(house.account("cloud").difference()).isZero());
    }

    @Test
    void restartsLowAndDoublesAfterAnOutage() throws Exception {
        Sink sink = Sink.answering(ids -> new IOException("gone"));
        LaneConfiguration lanes = lanes();
        lanes.setNormalMaxMessages(1);
        house.declare("cloud", lanes);
        for (int i = 0; i < 60; i++) {
            house.send("m" + i, "d" + i, 4, "cloud").get();
        }
        house.consume("cloud", lanes, sink);
        await().until(() -> "away".equals(house.lane("cloud").state()));
        await().until(() -> house.lane("cloud").inFlight() == 0);
        Sink.Held probe = heldProbe(sink);
        assertThat(sink.isIdle()).isTrue();
        probe.accept();
        Sink.Held second = sink.next();
        assertThat(house.lane("cloud").concurrency()).isEqualTo(1);
        second.accept();
        Sink.Held third = sink.next();
        Sink.Held fourth = sink.next();
        assertThat(sink.isIdle()).isTrue();
        sink.letGo();
        sink.answer(ids -> null);
        third.accept();
        fourth.accept();
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());
    }

    private Sink.Held heldProbe(Sink sink) throws InterruptedException {
        sink.hold();
        house.clock.advance(1000);
        return sink.next();
    }
}
