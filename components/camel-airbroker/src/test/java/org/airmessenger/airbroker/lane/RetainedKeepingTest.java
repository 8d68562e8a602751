/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.broker.Companion;
import org.airmessenger.airbroker.broker.Records;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** What is kept together with a message: its topic's retained one, and what its door adds. */
class RetainedKeepingTest extends InHouse {

    private static final Plan CLOUD = new Plan(List.of("cloud"), Set.of(), true, 4);
    private static final Plan NOWHERE = new Plan(List.of(), Set.of(), true, 4);

    @BeforeEach
    void declare() throws Exception {
        house.declare("cloud", new LaneConfiguration());
    }

    private Exchange message(String device, String topic, String body, Plan plan) {
        Exchange exchange = house.message("id-" + topic, device, 1, plan);
        exchange.getMessage().setHeader(AirHeaders.TOPIC, topic);
        exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
        exchange.setProperty(AirHeaders.RETAIN, true);
        return exchange;
    }

    private void retain(String device, String topic, String body) throws Exception {
        house.send(message(device, topic, body, NOWHERE)).get();
    }

    private String retained(String topic) {
        var copy = house.room.retained().copy(topic);
        return copy == null ? null : new String(LaneMessages.body(copy), StandardCharsets.UTF_8);
    }

    @Test
    void keepsTheLastMessageOfATopicOverARestart() throws Exception {
        retain("d1", "state/d1", "old");
        retain("d1", "state/d1", "new");
        retain("d1", "state/other", "x");
        retain("d1", "state/other", "");
        house.restart();
        assertThat(retained("state/d1")).isEqualTo("new");
        assertThat(retained("state/other")).isNull();
        assertThat(house.room.retained().count("d1")).isEqualTo(1);
    }

    @Test
    void writesLaneAndRetainedInOneOrNeither() throws Exception {
        house.send(message("d1", "state/d1", "kept", CLOUD)).get();
        await().until(() -> house.account("cloud").waiting() == 1);
        Exchange broken = message("d1", "state/d1", "broken", CLOUD);
        broken.setProperty(
                Companion.PROPERTY,
                new Companion() {
                    @Override
                    public Object lock() {
                        return this;
                    }

                    @Override
                    public void join(Transaction transaction) throws Exception {
                        throw new Exception("no room for the companion");
                    }
                });
        assertThatThrownBy(() -> house.send(broken).get()).isInstanceOf(ExecutionException.class);
        assertThat(house.account("cloud").waiting()).isEqualTo(1);
        assertThat(retained("state/d1")).isEqualTo("kept");
    }

    @Test
    void writesTheCompanionWithTheMessageEvenIfNoLaneWantsIt() throws Exception {
        Records records = new Records(house.server, "test");
        Exchange exchange = house.message("a", "d1", 1, CLOUD);
        exchange.setProperty(
                Companion.PROPERTY,
                new Companion() {
                    @Override
                    public Object lock() {
                        return records.lock("d1");
                    }

                    @Override
                    public void join(Transaction transaction) throws Exception {
                        records.put(transaction, "d1", new byte[] {7});
                    }
                });
        house.send(exchange).get();
        house.restart();
        assertThat(new Records(house.server, "test").load().get("d1")).containsExactly(7);
        assertThat(house.account("cloud").waiting()).isEqualTo(1);
    }

    @Test
    void countsTheTopicsOfADeviceAndFreesWhatIsClearedOrTaken() throws Exception {
        for (int i = 0; i < 100; i++) {
            retain("d1", "many/" + i, "x");
        }
        assertThatThrownBy(() -> retain("d1", "many/100", "x"))
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.OVER_RATE))
                .hasMessageContaining("AIR-1038");
        retain("d1", "many/5", "again");
        retain("d1", "many/7", "");
        retain("d1", "many/100", "x");
        retain("d2", "many/8", "taken over");
        retain("d1", "many/101", "x");
        assertThat(house.room.retained().count("d2")).isEqualTo(1);
        assertThat(house.room.retained().count("d1")).isEqualTo(100);
    }

    @Test
    void boundsTheBytesOfAll() throws Exception {
        house.roomConfiguration.setMaxRetainedBytes(5_000);
        house.restart();
        String body = "x".repeat(1_000);
        retain("d1", "large/1", body);
        retain("d2", "large/2", body);
        assertThatThrownBy(
                        () -> {
                            retain("d3", "large/3", body);
                            retain("d4", "large/4", body);
                        })
                .hasMessageContaining("AIR-1070");
        retain("d1", "large/1", "");
        retain("d5", "large/5", body);
        assertThat(house.room.retained().bytes()).isBetween(2_000L, 6_000L);
    }

    @Test
    void doesNotCountThePresenceOfADeviceAmongItsTopics() throws Exception {
        retain("d1", Presence.TOPICS + "d1", "{}");
        assertThat(house.room.retained().count("d1")).isZero();
        assertThat(retained(Presence.TOPICS + "d1")).isEqualTo("{}");
    }

    @Test
    void findsWhatAFilterMatches() throws Exception {
        for (String topic : List.of("a", "a/b", "a/b/c", "a/", "ab/c", "/a", "x/b/c")) {
            retain("d1", topic, "v");
        }
        var found = house.room.retained();
        assertThat(found.matching("a/#")).containsExactlyInAnyOrder("a", "a/b", "a/b/c", "a/");
        assertThat(found.matching("a")).containsExactly("a");
        assertThat(found.matching("a/+")).containsExactlyInAnyOrder("a/b", "a/");
        assertThat(found.matching("+/b/#")).containsExactlyInAnyOrder("a/b", "a/b/c", "x/b/c");
        assertThat(found.matching("+/b/c")).containsExactlyInAnyOrder("a/b/c", "x/b/c");
        assertThat(found.matching("#")).hasSize(7);
        assertThat(found.matching("none/#")).isEmpty();
    }

    @Test
    void givesANewSubscriberACopyMarkedAsRetained() throws Exception {
        retain("d1", "state/d1", "now");
        Queue queue = house.subscribe("state/#");
        house.room.retained().deliver("state/#", queue);
        await().until(() -> queue.getMessageCount() == 1);
        assertThat(retained("state/d1")).isEqualTo("now");
    }

    @Test
    void forgetsWhatIsExpired() throws Exception {
        Exchange exchange = message("d1", "state/d1", "brief", NOWHERE);
        exchange.getMessage().setHeader(AirHeaders.EXPIRY, house.clock.currentTimeMillis() + 1_000);
        house.send(exchange).get();
        assertThat(retained("state/d1")).isEqualTo("brief");
        house.clock.advance(2_000);
        assertThat(retained("state/d1")).isNull();
        assertThat(house.room.retained().matching("#")).isEmpty();
        assertThat(house.room.retained().removeExpired()).isEqualTo(1);
        assertThat(house.room.retained().count()).isZero();
    }

    @Test
    void retainsNothingThatARuleKeepsFromLocalSubscribers() throws Exception {
        house.send(message("d1", "state/d1", "x", House.plan(4, "cloud"))).get();
        assertThat(retained("state/d1")).isNull();
    }
}
