/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Lanes;

import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

class LaneDeliveryTest extends InHouse {

    private static LaneConfiguration lanes() {
        LaneConfiguration lanes = new LaneConfiguration();
        lanes.setNormalMaxDelay(0);
        lanes.setBulkMaxDelay(0);
        lanes.setRetryInitial(1000);
        lanes.setRetryMax(8000);
        lanes.setMaxAttempts(3);
        return lanes;
    }

    private void fill(String destination, int priority, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            house.send("m" + i, "d" + i, priority, destination).get();
        }
    }

    /** Declares, fills, and only then consumes, so that a batch is there at once. */
    private Consumer backlog(int messages, LaneConfiguration lanes, Sink sink) throws Exception {
        house.declare("cloud", lanes);
        fill("cloud", 4, 0, messages);
        return house.consume("cloud", lanes, sink);
    }

    private void settles() {
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());
        await().untilAsserted(() -> assertThat(house.account("cloud").difference()).isZero());
    }

    @Test
    void waitsForMoreUntilItsDelayIsOver() throws Exception {
        LaneConfiguration lanes = lanes();
        lanes.setNormalMaxDelay(500);
        lanes.setNormalMaxMessages(10);
        Sink sink = Sink.accepting();
        house.consume("cloud", lanes, sink);
        fill("cloud", 4, 0, 3);
        await().until(() -> house.lane("cloud").waiting().get("normal") == 3);
        assertThat(sink.requests()).isEmpty();
        await().untilAsserted(
                        () -> {
                            house.clock.advance(500);
                            assertThat(sink.requests()).hasSize(1);
                        });
        assertThat(sink.accepted()).containsExactly("m0", "m1", "m2");
        settles();
    }

    @Test
    void sendsAFullBatchAtOnce() throws Exception {
        LaneConfiguration lanes = lanes();
        lanes.setNormalMaxDelay(3_600_000);
        lanes.setNormalMaxMessages(5);
        Sink sink = Sink.accepting();
        house.consume("cloud", lanes, sink);
        fill("cloud", 4, 0, 10);
        await().until(() -> sink.accepted().size() == 10);
        assertThat(sink.requests()).hasSize(2);
    }

    @Test
    void boundsABatchInBytes() throws Exception {
        LaneConfiguration lanes = lanes();
        lanes.setNormalMaxBytes(2000);
        Sink sink = Sink.accepting();
        backlog(40, lanes, sink);
        settles();
        assertThat(sink.requests()).allSatisfy(ids -> assertThat(ids.size()).isLessThan(10));
    }

    @Test
    void givesASingleMessageWithItsHeadersAndTheDestination() throws Exception {
        Sink sink = Sink.holding();
        house.declare("cloud", lanes());
        Exchange sent = house.message("a", "d1", 1, House.plan(9, "cloud"));
        sent.getMessage().setHeader(AirHeaders.CORRELATION, new byte[] {1, 2});
        sent.getMessage().setHeader(AirHeaders.USER_PREFIX + "colour", "red");
        house.send(sent).get();
        house.consume("cloud", lanes(), sink);
        Sink.Held held = sink.next();
        assertThat(held.exchange().getMessage().getBody()).isInstanceOf(byte[].class);
        assertThat(held.exchange().getMessage().getHeaders())
                .containsEntry("AirDestination", "cloud")
                .containsEntry(AirHeaders.ID, "a")
                .containsEntry(AirHeaders.QOS, 1)
                .containsEntry(AirHeaders.TIME, house.clock.currentTimeMillis())
                .containsEntry("AirUser.colour", "red");
        assertThat(held.exchange().getMessage().getHeader(AirHeaders.CORRELATION))
                .isEqualTo(new byte[] {1, 2});
        held.accept();
        settles();
    }

    @Test
    void givesAListEvenOfOne() throws Exception {
        Sink sink = Sink.holding();
        backlog(1, lanes(), sink);
        Sink.Held held = sink.next();
        assertThat(held.exchange().getMessage().getBody()).isInstanceOf(List.class);
        held.accept();
        settles();
    }

    @Test
    void pausesWithOneProbeWhileTheDestinationIsAwayAndBuriesNothing() throws Exception {
        Sink sink = Sink.answering(ids -> new IOException("refused"));
        backlog(50, lanes(), sink);
        await().until(() -> "away".equals(house.lane("cloud").state()));
        int before = sink.requests().size();
        for (int i = 0; i < 20; i++) {
            house.clock.advance(8000);
            int seen = before + i + 1;
            await().until(() -> sink.requests().size() >= seen);
            await().until(() -> house.lane("cloud").inFlight() == 0);
        }
        assertThat(sink.requests()).hasSize(before + 20);
        assertThat(house.account("cloud").dead()).isZero();
        assertThat(house.account("cloud").waiting()).isEqualTo(50);
        sink.answer(ids -> null);
        house.clock.advance(8000);
        settles();
        assertThat(sink.accepted()).hasSize(50);
        assertThat(house.account("cloud").delivered()).isEqualTo(50);
        assertThat(house.lane("cloud").state()).isEqualTo("up");
    }

    @Test
    void probesWithAnUrgentMessageFirst() throws Exception {
        Sink sink = Sink.answering(ids -> DeliveryException.away("AIR-5000 gone", 0));
        backlog(5, lanes(), sink);
        await().until(() -> "away".equals(house.lane("cloud").state()));
        await().until(() -> house.lane("cloud").inFlight() == 0);
        house.send("alarm", "d9", 9, "cloud").get();
        int before = sink.requests().size();
        house.clock.advance(2000);
        await().until(() -> sink.requests().size() == before + 1);
        assertThat(sink.requests().get(before)).containsExactly("alarm");
    }

    @Test
    void honoursTheWishToWait() throws Exception {
        Sink sink = Sink.answering(ids -> DeliveryException.away("AIR-5000 busy", 60_000));
        backlog(5, lanes(), sink);
        await().until(() -> "away".equals(house.lane("cloud").state()));
        int before = sink.requests().size();
        house.clock.advance(59_000);
        await().during(java.time.Duration.ofMillis(100))
                .until(() -> sink.requests().size() == before);
        sink.answer(ids -> null);
        house.clock.advance(1_000);
        settles();
    }

    @Test
    void findsTheGuiltyByHalvingAndDeliversTheOthers() throws Exception {
        Sink sink =
                Sink.answering(
                        ids ->
                                ids.contains("m13")
                                        ? DeliveryException.refused("AIR-5001 malformed")
                                        : null);
        backlog(32, lanes(), sink);
        await().until(() -> sink.accepted().size() == 31);
        await().untilAsserted(
                        () -> {
                            house.clock.advance(8000);
                            assertThat(house.account("cloud").dead()).isEqualTo(1);
                        });
        settles();
        Lanes.Dead dead = house.room.dead("cloud", 10).get(0);
        assertThat(dead.id()).isEqualTo("m13");
        assertThat(dead.reason()).contains("malformed");
        assertThat(dead.attempts()).isEqualTo(3);
        assertThat(dead.body()).isEmpty();
        assertThat(house.room.dead("cloud", "m13").body()).asString().isEqualTo("body of m13");
        assertThat(sink.accepted()).doesNotHaveDuplicates().hasSize(31);
    }

    @Test
    void countsOnlyTheNamedOfAPartialAnswer() throws Exception {
        Set<String> bad = Set.of("m3", "m7");
        Sink sink =
                Sink.answering(
                        ids -> {
                            Map<String, String> named = new java.util.HashMap<>();
                            ids.stream()
                                    .filter(bad::contains)
                                    .forEach(id -> named.put(id, "no " + id));
                            return named.isEmpty()
                                    ? null
                                    : DeliveryException.refused("AIR-5002 partly", named);
                        });
        LaneConfiguration lanes = lanes();
        lanes.setNormalMaxMessages(10);
        lanes.setNormalMaxDelay(60_000);
        backlog(10, lanes, sink);
        await().untilAsserted(
                        () -> {
                            house.clock.advance(8000);
                            assertThat(house.account("cloud").dead()).isEqualTo(2);
                        });
        settles();
        assertThat(house.account("cloud").delivered()).isEqualTo(8);
        assertThat(sink.requests().get(0)).hasSize(10);
        assertThat(sink.requests().stream().skip(1)).allSatisfy(ids -> assertThat(ids).hasSize(1));
        assertThat(house.room.dead("cloud", 10).stream().map(Lanes.Dead::reason))
                .containsExactlyInAnyOrder("no m3", "no m7");
    }

    @Test
    void putsTheDeadBackAndPurgesThem() throws Exception {
        Sink sink = Sink.answering(ids -> DeliveryException.refused("AIR-5001 malformed"));
        LaneConfiguration lanes = lanes();
        lanes.setMaxAttempts(1);
        backlog(6, lanes, sink);
        await().untilAsserted(() -> assertThat(house.account("cloud").dead()).isEqualTo(6));
        settles();
        sink.answer(ids -> null);
        assertThat(house.room.retry("cloud", List.of("m1", "it's not there", "m4"))).isEqualTo(2);
        await().until(() -> sink.accepted().size() == 2);
        assertThat(sink.accepted()).containsExactlyInAnyOrder("m1", "m4");
        assertThat(house.room.purge("cloud", List.of("m0"))).isEqualTo(1);
        assertThat(house.room.retry("cloud", List.of())).isEqualTo(3);
        settles();
        await().until(() -> sink.accepted().size() == 5);
        assertThat(house.account("cloud").dropped()).containsEntry("purged", 1L);
        assertThat(house.account("cloud").dead()).isZero();
    }

    @Test
    void dropsWhatExpiredAndCountsIt() throws Exception {
        house.declare("cloud", lanes());
        Exchange shortLived = house.message("a", "d1", 1, House.plan(4, "cloud"));
        shortLived
                .getMessage()
                .setHeader(AirHeaders.EXPIRY, house.clock.currentTimeMillis() + 1000);
        house.send(shortLived).get();
        house.send("b", "d1", 4, "cloud").get();
        house.clock.advance(2000);
        Sink sink = Sink.accepting();
        house.consume("cloud", lanes(), sink);
        settles();
        assertThat(sink.accepted()).containsExactly("b");
        assertThat(house.account("cloud").dropped()).containsEntry("expired", 1L);
    }

    @Test
    void neverMixesNorRetriesAtMostOnceMessages() throws Exception {
        Set<String> seen = new HashSet<>();
        Sink sink =
                Sink.answering(
                        ids -> {
                            seen.addAll(ids);
                            return ids.get(0).startsWith("q")
                                    ? DeliveryException.refused("AIR-5001 malformed")
                                    : null;
                        });
        house.declare("cloud", lanes());
        for (int i = 0; i < 10; i++) {
            house.send(house.message("q" + i, "d" + i, 0, House.plan(4, "cloud"))).get();
            house.send("m" + i, "d" + i, 4, "cloud").get();
        }
        house.consume("cloud", lanes(), sink);
        settles();
        assertThat(sink.requests())
                .allSatisfy(
                        ids ->
                                assertThat(ids.stream().map(id -> id.charAt(0)).distinct())
                                        .hasSize(1));
        assertThat(sink.requests().stream().flatMap(List::stream)).doesNotHaveDuplicates();
        assertThat(house.account("cloud").dropped()).containsEntry("failed", 10L);
        assertThat(house.account("cloud").delivered()).isEqualTo(10);
        assertThat(house.account("cloud").redelivered()).isZero();
    }

    @Test
    void givesItsWindowBackInOrderWhenItStops() throws Exception {
        Sink first = Sink.holding();
        LaneConfiguration lanes = lanes();
        lanes.setConcurrency(1);
        lanes.setNormalMaxMessages(10);
        Consumer consumer = backlog(100, lanes, first);
        Sink.Held held = first.next();
        Thread stopper = new Thread(consumer::stop);
        stopper.start();
        await().until(() -> "stopped".equals(house.lane("cloud").state()));
        held.accept();
        stopper.join();
        assertThat(first.isIdle()).isTrue();
        await().untilAsserted(
                        () ->
                                assertThat(house.account("cloud").waiting())
                                        .isEqualTo(100 - held.ids().size()));
        Sink second = Sink.accepting();
        house.consume("cloud", lanes, second);
        settles();
        assertThat(second.accepted())
                .containsExactlyElementsOf(
                        IntStream.range(held.ids().size(), 100).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void acknowledgesAnAnswerThatComesAfterTheStop() throws Exception {
        Sink sink = Sink.holding();
        Consumer consumer = backlog(1, lanes(), sink);
        Sink.Held late = sink.next();
        consumer.stop();
        assertThat(house.account("cloud").waiting()).isEqualTo(1);
        late.accept();
        settles();
        assertThat(house.account("cloud").delivered()).isEqualTo(1);
    }

    @Test
    void givesBackWhatFailsAfterTheStop() throws Exception {
        Sink sink = Sink.holding();
        LaneConfiguration lanes = lanes();
        lanes.setConcurrency(1);
        Consumer consumer = backlog(3, lanes, sink);
        Sink.Held late = sink.next();
        consumer.stop();
        late.fail(new IOException("gone"));
        Sink second = Sink.accepting();
        house.consume("cloud", lanes, second);
        settles();
        assertThat(second.accepted()).containsExactly("m0", "m1", "m2");
    }

    @Test
    void refusesASecondConsumer() throws Exception {
        house.consume("cloud", lanes(), Sink.accepting());
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> house.consume("cloud", lanes(), Sink.accepting()))
                .hasStackTraceContaining("AIR-4105");
    }

    @Test
    void goesOnAfterASuspension() throws Exception {
        Sink sink = Sink.accepting();
        Consumer consumer = house.room.createConsumer(house.endpoint(), sink, "cloud", lanes());
        consumer.start();
        ((org.apache.camel.SuspendableService) consumer).suspend();
        fill("cloud", 4, 0, 5);
        await().until(() -> house.lane("cloud").waiting().get("normal") == 5);
        assertThat(house.lane("cloud").state()).isEqualTo("stopped");
        assertThat(sink.requests()).isEmpty();
        ((org.apache.camel.SuspendableService) consumer).resume();
        settles();
        assertThat(sink.accepted()).hasSize(5);
    }
}
