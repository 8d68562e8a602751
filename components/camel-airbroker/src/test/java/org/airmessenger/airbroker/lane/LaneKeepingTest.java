/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Ticket;

import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

class LaneKeepingTest extends InHouse {

    private static Refusal refusal(CompletableFuture<Exchange> sent) throws Exception {
        try {
            sent.get();
        } catch (ExecutionException e) {
            return ((RefusedException) e.getCause()).refusal();
        }
        return null;
    }

    @Test
    void saysThatThereIsNoRoomWhenTheSubscribersOfATopicHaveNone() throws Exception {
        house.server
                .getAddressSettingsRepository()
                .addMatch(
                        "sensors/#",
                        new AddressSettings()
                                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                                .setMaxSizeMessages(10)
                                .setPageLimitMessages(20L)
                                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL));
        house.subscribe("sensors/d1");
        house.declare("cloud", new LaneConfiguration());
        Refusal refusal = null;
        for (int i = 0; i < 500 && refusal == null; i++) {
            Plan plan = new Plan(List.of("cloud"), Set.of(), true, 4);
            refusal = refusal(house.send(house.message("m" + i, "d1", 1, plan)));
        }
        assertThat(refusal).isEqualTo(Refusal.LANE_FULL);
    }

    private long waitingBytes() {
        return house.lane("cloud").waitingBytes().get("normal");
    }

    @Test
    void dropsNoMoreThanWhatIsTooMuch() throws Exception {
        LaneConfiguration lanes = new LaneConfiguration();
        lanes.setNormalCapBytes(50_000);
        lanes.setNormalOverflow("drop-oldest");
        Destination cloud = house.declare("cloud", lanes);
        for (int i = 0; i < 400; i++) {
            house.send("m" + i, "d1", 4, "cloud");
            house.clock.advance(0);
        }
        await().untilAsserted(
                        () -> {
                            house.clock.advance(0);
                            assertThat(house.account("cloud").difference()).isZero();
                            assertThat(house.account("cloud").accepted()).isEqualTo(400);
                            assertThat(cloud.lane(LaneClass.NORMAL).excess())
                                    .isLessThanOrEqualTo(0);
                            assertThat(waitingBytes()).isLessThanOrEqualTo(50_000);
                        });
        assertThat(waitingBytes()).isBetween(49_000L, 50_000L);
    }

    @Test
    void refusesAMessageThatNobodyWants() throws Exception {
        assertThat(refusal(house.send("a", "d1", 4))).isEqualTo(Refusal.NO_RECEIVER);
    }

    @Test
    void refusesADestinationWithoutLanes() throws Exception {
        assertThat(refusal(house.send("a", "d1", 4, "nowhere"))).isEqualTo(Refusal.FAILED);
    }

    @Test
    void refusesAfterItsStop() throws Exception {
        house.declare("cloud", new LaneConfiguration());
        house.room.stop();
        assertThat(refusal(house.send("a", "d1", 4, "cloud"))).isEqualTo(Refusal.GOING_DOWN);
    }

    @Test
    void writesOneCopyPerDestinationAndForLocalSubscribers() throws Exception {
        house.declare("cloud", new LaneConfiguration());
        house.declare("plant", new LaneConfiguration());
        Queue subscriber = house.subscribe("sensors/+");
        Queue everything = house.subscribe("#");
        assertThat(LocalCopies.isWanted(house.server.getPostOffice(), "sensors/d1")).isTrue();
        Plan plan = new Plan(List.of("cloud", "plant"), Set.of("plant"), true, 9);
        house.send(house.message("a", "d1", 1, plan)).get();
        await().untilAsserted(
                        () -> {
                            assertThat(house.lane("cloud").waiting()).containsEntry("urgent", 1L);
                            assertThat(house.lane("plant").waiting()).containsEntry("urgent", 1L);
                        });
        await().untilAsserted(() -> assertThat(subscriber.getMessageCount()).isEqualTo(1));
        List<String> seen = new ArrayList<>();
        try (LinkedListIterator<MessageReference> all = everything.browserIterator()) {
            while (all.hasNext()) {
                seen.add(all.next().getMessage().getAddress());
            }
        }
        assertThat(seen)
                .as("a subscription to everything sees the topic but no lane")
                .contains("sensors/d1")
                .noneMatch(address -> address.startsWith("lane."));
        await().untilAsserted(
                        () -> {
                            assertThat(house.account("cloud").difference()).isZero();
                            assertThat(house.account("plant").difference()).isZero();
                        });
    }

    @Test
    void writesNoTopicIntoALane() throws Exception {
        house.declare("cloud", new LaneConfiguration());
        Exchange exchange = house.message("a", "d1", 1, new Plan(List.of(), Set.of(), true, 4));
        exchange.getMessage().setHeader(AirHeaders.TOPIC, "lane.cloud.normal");
        assertThat(refusal(house.send(exchange))).isEqualTo(Refusal.NO_RECEIVER);
    }

    @Test
    void writesNowhereIfOneLaneIsFull() throws Exception {
        LaneConfiguration small = new LaneConfiguration();
        small.setNormalCapBytes(1000);
        house.declare("cloud", new LaneConfiguration());
        house.declare("tiny", small);
        int kept = 0;
        while (kept < 10 && refusal(house.send("m" + kept, "d1", 4, "cloud", "tiny")) == null) {
            kept++;
        }
        assertThat(kept).isBetween(1, 9);
        assertThat(refusal(house.send("c", "d1", 4, "cloud", "tiny"))).isEqualTo(Refusal.LANE_FULL);
        long waiting = kept;
        await().untilAsserted(
                        () ->
                                assertThat(house.lane("cloud").waiting())
                                        .containsEntry("normal", waiting));
        assertThat(house.account("cloud").accepted()).isEqualTo(kept);
        assertThat(house.account("tiny").accepted()).isEqualTo(kept);
    }

    @Test
    void callsTheTicketOnceAndBeforeItAnswers() throws Exception {
        house.declare("cloud", new LaneConfiguration());
        AtomicInteger calls = new AtomicInteger();
        Exchange exchange = house.message("a", "d1", 1, House.plan(4, "cloud"));
        exchange.setProperty(AirHeaders.TICKET, (Ticket) calls::incrementAndGet);
        house.send(exchange).get();
        assertThat(calls).hasValue(1);
    }

    @Test
    void keepsALargeMessageWhole() throws Exception {
        byte[] body = new byte[3_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31);
        }
        Sink sink = Sink.accepting();
        Exchange exchange = house.message("a", "d1", 1, House.plan(9, "cloud"));
        exchange.getMessage().setBody(body);
        house.declare("cloud", new LaneConfiguration());
        house.send(exchange).get();
        house.consume("cloud", new LaneConfiguration(), sink);
        await().until(() -> sink.accepted().size() == 1);
        assertThat(sink.acceptedMessages().get(0).getBody(byte[].class)).isEqualTo(body);
    }

    @Test
    void keepsWhatWasAcknowledgedOverARestart() throws Exception {
        house.declare("cloud", new LaneConfiguration());
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(house.send("m" + i, "d" + i % 7, 4, "cloud"));
        }
        for (CompletableFuture<Exchange> one : sent) {
            one.get();
        }
        Exchange lost = house.message("q0", "d1", 0, House.plan(4, "cloud"));
        house.send(lost).get();
        house.restart();
        assertThat(house.account("cloud").waiting()).isEqualTo(100);
        assertThat(house.account("cloud").lostNondurable()).isEqualTo(1);
        assertThat(house.account("cloud").recovered()).isZero();
        assertThat(house.account("cloud").difference()).isZero();
        Sink sink = Sink.accepting();
        house.consume("cloud", new LaneConfiguration(), sink);
        await().until(() -> sink.accepted().size() == 100);
        await().until(() -> house.account("cloud").delivered() == 100);
        assertThat(house.account("cloud").difference()).isZero();
    }

    @Test
    void refusesABodyThatIsNoBytes() throws Exception {
        house.declare("cloud", new LaneConfiguration());
        Exchange exchange = house.message("a", "d1", 1, House.plan(4, "cloud"));
        exchange.getMessage().setBody("text");
        assertThatThrownBy(() -> house.send(exchange).get()).hasMessageContaining("AIR-3105");
    }
}
