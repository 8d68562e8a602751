/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.DeliveryException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class LaneOutageTest extends InHouse {

    @Test
    void letsUrgentGoAtOnceAfterARecoveryWhileOldRequestsHang() throws Exception {
        LaneConfiguration lanes = smallBatches();
        lanes.setUrgentConcurrency(4);
        lanes.setRequestMax(86_400_000);
        Sink sink = Sink.holding();
        house.consume("cloud", lanes, sink);
        List<Sink.Held> old = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            house.send("u" + i, "d" + i, 9, "cloud").get();
            old.add(sink.next());
        }
        old.remove(0).fail(new IOException("gone"));
        await().until(() -> "away".equals(house.lane("cloud").state()));
        house.clock.advance(60_000);
        sink.next().accept();
        await().until(() -> "up".equals(house.lane("cloud").state()));
        house.send("alarm", "d9", 9, "cloud").get();
        Sink.Held alarm = sink.next();
        assertThat(alarm.ids()).containsExactly("alarm");
        old.forEach(it -> it.fail(new IOException("gone")));
        await().during(Duration.ofMillis(200))
                .until(() -> "up".equals(house.lane("cloud").state()));
        sink.letGo();
        alarm.accept();
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());
    }

    @Test
    void buriesNothingInAnOutageThatASinkTellsInItsOwnWords() throws Exception {
        LaneConfiguration lanes = smallBatches();
        lanes.setMaxAttempts(2);
        Sink sink = Sink.answering(ids -> new IllegalStateException("service unavailable"));
        house.declare("cloud", lanes);
        for (int i = 0; i < 10; i++) {
            house.send("m" + i, "d" + i, 4, "cloud").get();
        }
        house.consume("cloud", lanes, sink);
        await().until(() -> "away".equals(house.lane("cloud").state()));
        await().untilAsserted(
                        () -> {
                            house.clock.advance(60_000);
                            assertThat(sink.requests()).hasSizeGreaterThan(15);
                        });
        assertThat(house.account("cloud").dead()).isZero();
        sink.answer(ids -> null);
        await().untilAsserted(
                        () -> {
                            house.clock.advance(60_000);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });
        assertThat(house.account("cloud").dead()).isZero();
        assertThat(sink.accepted()).hasSize(10);
    }

    @Test
    void sendsNoMessageAgainThatWasAcceptedBeforeTheRestFoundItAway() throws Exception {
        LaneConfiguration lanes = smallBatches();
        lanes.setNormalMaxMessages(10);
        lanes.setNormalMaxDelay(60_000);
        lanes.setOrder("none");
        Sink sink = Sink.answering(ids -> DeliveryException.away("throttled", 0).after(4));
        house.declare("cloud", lanes);
        for (int i = 0; i < 10; i++) {
            house.send("m" + i, "d" + i, 4, "cloud").get();
        }
        house.consume("cloud", lanes, sink);
        await().until(() -> "away".equals(house.lane("cloud").state()));
        await().untilAsserted(() -> assertThat(house.account("cloud").delivered()).isEqualTo(4));
        List<String> first = sink.requests().get(0).subList(0, 4);

        sink.answer(ids -> null);
        await().untilAsserted(
                        () -> {
                            house.clock.advance(60_000);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });

        assertThat(house.account("cloud").delivered()).isEqualTo(10);
        assertThat(house.account("cloud").dead()).isZero();
        assertThat(house.account("cloud").difference()).isZero();
        assertThat(sink.requests().subList(1, sink.requests().size()))
                .allSatisfy(ids -> assertThat(ids).doesNotContainAnyElementsOf(first));
    }

    @Test
    void splitsOnlyTheRestThatWasRefusedAndLeavesOneForTheVerdict() throws Exception {
        LaneConfiguration lanes = smallBatches();
        lanes.setNormalMaxMessages(8);
        lanes.setNormalMaxDelay(60_000);
        lanes.setMaxAttempts(1);
        Sink sink =
                Sink.answering(
                        ids -> {
                            int guilty = ids.indexOf("m5");
                            return guilty < 0
                                    ? null
                                    : DeliveryException.refused("bad").after(guilty);
                        });
        house.declare("cloud", lanes);
        for (int i = 0; i < 8; i++) {
            house.send("m" + i, "d" + i, 4, "cloud").get();
        }
        house.consume("cloud", lanes, sink);
        await().untilAsserted(
                        () -> {
                            house.clock.advance(60_000);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });
        assertThat(house.account("cloud").dead()).isEqualTo(1);
        assertThat(house.account("cloud").delivered()).isEqualTo(7);
        assertThat(house.account("cloud").difference()).isZero();
    }

    @Test
    void buriesNothingOfAnUnsureSinkInAnOutage() throws Exception {
        LaneConfiguration lanes = smallBatches();
        lanes.setMaxAttempts(2);
        Sink sink = Sink.answering(ids -> DeliveryException.unsure("ran out of time"));
        house.declare("cloud", lanes);
        for (int i = 0; i < 6; i++) {
            house.send("m" + i, "d" + i, 4, "cloud").get();
        }
        house.consume("cloud", lanes, sink);
        await().untilAsserted(
                        () -> {
                            house.clock.advance(60_000);
                            assertThat(sink.requests()).hasSizeGreaterThan(15);
                        });
        assertThat(house.account("cloud").dead()).isZero();
        assertThat(house.account("cloud").waiting()).isEqualTo(6);
    }

    @Test
    void buriesAMessageThatAlwaysFailsWhileOthersPass() throws Exception {
        LaneConfiguration lanes = smallBatches();
        lanes.setMaxAttempts(3);
        lanes.setNormalMaxMessages(4);
        Sink sink =
                Sink.answering(
                        ids -> ids.contains("poison") ? new IllegalStateException("oops") : null);
        house.declare("cloud", lanes);
        house.send("poison", "d0", 4, "cloud").get();
        house.send("behind", "d0", 4, "cloud").get();
        house.consume("cloud", lanes, sink);
        for (int i = 1; i < 60; i++) {
            house.send("m" + i, "d" + i, 4, "cloud").get();
            house.clock.advance(2_000);
        }
        await().untilAsserted(
                        () -> {
                            house.send("more", "d99", 4, "cloud").get();
                            house.clock.advance(60_000);
                            assertThat(house.account("cloud").dead()).isEqualTo(1);
                        });
        await().untilAsserted(
                        () -> {
                            house.clock.advance(60_000);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });
        assertThat(house.room.dead("cloud", 10).get(0).id()).isEqualTo("poison");
        assertThat(sink.accepted()).contains("behind", "m1", "m59");
    }

    @Test
    void keepsARefusedMessageWaitingWhenTheDeadAreTooMany() throws Exception {
        LaneConfiguration lanes = smallBatches();
        lanes.setMaxAttempts(1);
        lanes.setDeadCapBytes(1_000);
        Sink sink = Sink.answering(ids -> DeliveryException.refused("AIR-5001 no"));
        Destination cloud = house.declare("cloud", lanes);
        house.consume("cloud", lanes, sink);
        for (int i = 0; i < 10; i++) {
            house.send("m" + i, "d" + i, 4, "cloud").get();
        }
        await().untilAsserted(
                        () -> {
                            house.clock.advance(60_000);
                            assertThat(cloud.isDeadFull()).isTrue();
                        });
        long dead = house.account("cloud").dead();
        assertThat(dead).isBetween(1L, 5L);
        await().until(() -> house.account("cloud").waiting() == 10 - dead);
        sink.answer(ids -> null);
        house.room.purge("cloud", List.of());
        await().untilAsserted(
                        () -> {
                            house.clock.advance(60_000);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });
        await().untilAsserted(() -> assertThat(house.account("cloud").difference()).isZero());
    }

    @Test
    void isUntriedUntilTheDestinationAnswered() throws Exception {
        Sink sink = Sink.holding();
        house.consume("cloud", smallBatches(), sink);
        assertThat(house.lane("cloud").state()).isEqualTo("untried");
        house.send("m", "d1", 4, "cloud").get();
        Sink.Held held = sink.next();
        assertThat(house.lane("cloud").state()).isEqualTo("untried");
        held.accept();
        await().until(() -> "up".equals(house.lane("cloud").state()));
    }
}
