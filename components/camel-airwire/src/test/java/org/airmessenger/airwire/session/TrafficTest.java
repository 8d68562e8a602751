/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.codec.Subscribe;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Messages on an unbroken line: PROTOCOL.md, 5 to 10. */
class TrafficTest {

    private static final Attributes URGENT =
            Attributes.builder().with(SendAttributes.PRIORITY, 9L).build();
    private static final Attributes BULK =
            Attributes.builder().with(SendAttributes.PRIORITY, 0L).build();

    private Pair pair = new Pair().connected();

    private static Limits limits(int window, int creditMessages) {
        return new Limits(
                4096, window, 16, creditMessages, 1 << 20, 60, 0, false, List.of(), false, null);
    }

    @Test
    void acknowledgesOnlyWhatIsStored() {
        pair.device.publish("one");
        pair.settle();
        assertThat(pair.device.outcomes).isEmpty();
        pair.gateway.store(0);
        pair.settle();
        assertThat(pair.device.outcomes).containsOnlyKeys("one");
        assertThat(pair.gateway.store).containsOnlyKeys(pair.gateway.session.id() + "-1-1");
    }

    @Test
    void acknowledgesManyByOneFrame() {
        for (int i = 0; i < 32; i++) {
            pair.device.publish("m" + i);
        }
        pair.up();
        pair.gateway.storeAll();
        pair.gateway.connection.flush(pair.now);
        // 4 bytes for 32 messages, and new credit
        assertThat(pair.gateway.line.hex()).startsWith("03200020");
        assertThat(pair.gateway.line.onTheWay()).isLessThan(16);
        pair.down();
        assertThat(pair.device.outcomes).hasSize(32);
    }

    @Test
    void urgentMessagesGoFirst() {
        pair = new Pair(limits(64, 64), limits(64, 64));
        pair.device.publish("b1", BULK, Outgoing.NEVER);
        pair.device.publish("n1");
        pair.device.publish("u1", URGENT, Outgoing.NEVER);
        pair.connected();
        assertThat(order()).containsExactly("u1", "n1", "b1");
    }

    @Test
    void bulkIsNotStarvedByNormal() {
        pair = new Pair(limits(64, 64), limits(64, 64));
        IntStream.range(0, 10).forEach(i -> pair.device.publish("n" + i));
        IntStream.range(0, 3).forEach(i -> pair.device.publish("b" + i, BULK, Outgoing.NEVER));
        pair.connected();
        assertThat(order())
                .containsExactly(
                        "n0", "n1", "n2", "n3", "b0", "n4", "n5", "n6", "n7", "b1", "n8", "n9",
                        "b2");
    }

    private List<String> order() {
        return pair.gateway.underWay.stream().map(m -> new String(m.payload())).toList();
    }

    @Test
    void theLastTenthOfTheCreditIsForUrgentMessages() {
        pair = new Pair(limits(1000, 20), limits(1000, 20)).connected();
        IntStream.range(0, 30).forEach(i -> pair.device.publish("n" + i));
        pair.settle();
        assertThat(pair.gateway.underWay).hasSize(18);
        pair.device.publish("u", URGENT, Outgoing.NEVER);
        pair.settle();
        assertThat(pair.gateway.underWay).hasSize(19);
        pair.gateway.storeAll();
        pair.settle();
        assertThat(pair.gateway.underWay).as("new credit came").hasSize(12);
    }

    @Test
    void theLastTenthOfTheWindowIsForUrgentMessages() {
        pair = new Pair(limits(20, 1000), limits(20, 1000)).connected();
        IntStream.range(0, 30).forEach(i -> pair.device.publish("n" + i));
        pair.settle();
        assertThat(pair.gateway.underWay).hasSize(18);
        pair.device.publish("u", URGENT, Outgoing.NEVER);
        pair.settle();
        assertThat(pair.gateway.underWay).hasSize(19);
    }

    @Test
    void atMostOnceWithoutCreditIsDroppedAndTold() {
        pair = new Pair(limits(64, 2), limits(64, 2)).connected();
        List<Outgoing.Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            pair.device.session.offer(
                    Outgoing.to("t", new byte[1])
                            .qos(0)
                            .listener((m, outcome) -> outcomes.add(outcome))
                            .build());
        }
        pair.device.connection.flush(pair.now);
        assertThat(outcomes)
                .containsExactly(
                        new Outgoing.Outcome.Delivered(),
                        new Outgoing.Outcome.Delivered(),
                        new Outgoing.Outcome.Dropped(),
                        new Outgoing.Outcome.Dropped());
        pair.settle();
        assertThat(pair.gateway.store).hasSize(2);
    }

    @Test
    void whatWaitsDoesNotFillTheWindow() {
        pair = new Pair(limits(10, 1000), limits(10, 1000)).connected();
        IntStream.range(0, 20).forEach(i -> pair.device.publish("u" + i, URGENT, Outgoing.NEVER));
        pair.settle();
        assertThat(pair.gateway.underWay).hasSize(10);
        pair.gateway.refuse(0, Code.STORE_FULL, 60_000);
        pair.gateway.storeAll();
        pair.settle();
        // its number was given up, and it came again under a new one
        assertThat(order()).contains("u0");
        pair.gateway.storeAll();
        pair.settle();
        pair.gateway.storeAll();
        pair.settle();
        assertThat(pair.gateway.store).hasSize(20);
        assertThat(pair.gateway.duplicates).isZero();
    }

    @Test
    void aRefusalForNowIsTriedAgainUnderTheSameNumber() {
        pair.device.publish("one");
        pair.settle();
        pair.gateway.refuse(0, Code.OVER_RATE, 700);
        pair.settle();
        pair.pass(699);
        pair.settle();
        assertThat(pair.gateway.underWay).isEmpty();
        pair.pass(1);
        pair.settle();
        assertThat(pair.gateway.underWay).extracting(Incoming::number).containsExactly(1L);
    }

    @Test
    void aRefusalForNowCanBeToldInsteadOfTriedAgain() {
        List<Outgoing.Outcome> outcomes = new ArrayList<>();
        pair.device.session.offer(
                Outgoing.to("t", new byte[1])
                        .retried(false)
                        .listener((m, outcome) -> outcomes.add(outcome))
                        .build());
        pair.settle();
        pair.gateway.refuse(0, Code.STORE_FULL, 700);
        pair.settle();
        assertThat(outcomes)
                .containsExactly(new Outgoing.Outcome.Refused(Code.STORE_FULL, 700, null));
        assertThat(pair.gateway.session.inbox().cumulative()).as("skipped").isEqualTo(1);
    }

    @Test
    void aMessageThatIsTooLargeForThePeerIsNotSent() {
        List<Outgoing.Outcome> outcomes = new ArrayList<>();
        pair.device.session.offer(
                Outgoing.to("t", new byte[70_000])
                        .listener((m, outcome) -> outcomes.add(outcome))
                        .build());
        pair.device.publish("small");
        pair.settle();
        assertThat(outcomes).containsExactly(new Outgoing.Outcome.Refused(Code.TOO_LARGE, 0, null));
        assertThat(order()).containsExactly("small");
    }

    @Test
    void anExpiryTravelsAsTheSecondsThatAreLeft() {
        pair.device.publish("one", Attributes.NONE, pair.now + 30_500);
        pair.settle();
        assertThat(pair.gateway.underWay.get(0).attributes().get(SendAttributes.EXPIRES_IN))
                .isEqualTo(31);
    }

    @Test
    void aMessageThatExpiresWhileItWaitsIsNotSent() {
        pair = new Pair(limits(64, 1), limits(64, 1)).connected();
        pair.device.publish("one");
        pair.device.publish("two", Attributes.NONE, pair.now + 1000);
        pair.settle();
        pair.pass(1000);
        pair.gateway.storeAll();
        pair.settle();
        assertThat(pair.device.outcomes.get("two")).isEqualTo(new Outgoing.Outcome.Expired());
        assertThat(pair.gateway.underWay).isEmpty();
    }

    @Test
    void packsWhatIsReadyIntoOneBatch() {
        Limits packed =
                new Limits(65536, 512, 16, 512, 1 << 20, 60, 65536, true, List.of(), false, null);
        pair = new Pair(packed, packed).connected();
        String json = "{\"celsius\": 21.5, \"humidity\": 40, \"device\": \"thermo-";
        IntStream.range(0, 100).forEach(i -> pair.device.publish("j" + json + i + "\"}"));
        pair.device.connection.flush(pair.now);
        assertThat(pair.device.line.hex()).contains("28b52ffd");
        assertThat(pair.device.line.onTheWay()).isLessThan(100 * 60 / 3);
        pair.settle();
        assertThat(pair.gateway.underWay).hasSize(100);
        assertThat(order().get(99)).isEqualTo("j" + json + "99\"}");
    }

    @Test
    void neverPacksTwoTenantsTogether() {
        Limits packed =
                new Limits(65536, 512, 16, 512, 1 << 20, 60, 65536, true, List.of(), false, null);
        pair = new Pair(packed, packed).connected();
        for (int i = 0; i < 40; i++) {
            Attributes tenant =
                    Attributes.builder().with(SendAttributes.TENANT, i < 20 ? "a" : "b").build();
            pair.device.publish("same text, over and over, " + i, tenant, Outgoing.NEVER);
        }
        pair.settle();
        assertThat(pair.gateway.underWay).hasSize(40);
        assertThat(pair.gateway.closings).isEmpty();
    }

    @Test
    void subscribesAndIsAnswered() {
        pair.device.connection.subscribe(new Subscribe(7, "commands/x/#", 1), pair.now);
        pair.settle();
        assertThat(pair.gateway.subscriptions)
                .extracting(Subscribe::filter)
                .containsExactly("commands/x/#");
        pair.gateway.connection.result(
                new Result(Result.SUBSCRIBE, 7, Code.OK, 1, Attributes.NONE));
        pair.settle();
        assertThat(pair.device.results).extracting(Result::reference).containsExactly(7L);
    }

    @Test
    void aThousandSubscriptionsStayWithinTheBudget() {
        for (int i = 0; i < 1000; i++) {
            pair.device.connection.subscribe(new Subscribe(i, "commands/" + i, 1), pair.now);
        }
        for (int i = 0; i < 1000 && pair.gateway.subscriptions.size() < 1000; i++) {
            pair.pass(25);
            pair.settle();
        }
        assertThat(pair.gateway.subscriptions).hasSize(1000);
        assertThat(pair.gateway.closings).isEmpty();
    }

    @Test
    void aQuietLineIsProbedAndLivesOn() {
        for (int i = 0; i < 100; i++) {
            pair.pass(10_000);
            pair.settle();
        }
        assertThat(pair.device.closings).isEmpty();
        assertThat(pair.gateway.closings).isEmpty();
    }

    @Test
    void aDeadLineIsNoticed() {
        for (int i = 0; i < 9; i++) {
            pair.pass(10_000);
        }
        assertThat(pair.gateway.closings).extracting(Closing::code).containsExactly(Code.IDLE);
        assertThat(pair.gateway.line.isClosed()).isTrue();
        assertThat(pair.device.closings).extracting(Closing::code).containsExactly(Code.IDLE);
    }

    @Test
    void whoIsNotReadIsNotSilent() {
        for (int i = 0; i < 9; i++) {
            pair.gateway.connection.unread(pair.now);
            pair.pass(10_000);
        }
        assertThat(pair.gateway.closings).isEmpty();
    }

    @Test
    void aGoodbyeIsAnsweredAndWhatIsOwedIsAcknowledged() {
        pair.device.publish("one");
        pair.up();
        pair.gateway.storeAll();
        pair.device.connection.end(Code.OK, 0, null, pair.now);
        pair.device.line.deliver(Pair.ALL, pair.gateway.connection, pair.now);
        pair.gateway.line.deliver(Pair.ALL, pair.device.connection, pair.now);
        assertThat(pair.device.outcomes).containsOnlyKeys("one");
        assertThat(pair.device.closings).extracting(Closing::reason).containsExactly("OK");
        assertThat(pair.gateway.closings).extracting(Closing::byPeer).containsExactly(true);
        assertThat(pair.device.line.isClosed()).isTrue();
        assertThat(pair.gateway.line.isClosed()).isTrue();
    }

    @Test
    void aGoodbyeThatIsNotAnsweredEndsByItself() {
        pair.device.connection.end(Code.OK, 0, null, pair.now);
        pair.pass(4999);
        assertThat(pair.device.closings).isEmpty();
        pair.pass(1);
        assertThat(pair.device.closings).hasSize(1);
    }

    @Test
    void wideNumbersAreUsedIfBothEndsCan() {
        Limits wide =
                new Limits(65536, 64, 16, 64, 262144, 60, 0, false, List.of(), true, "test/1");
        pair = new Pair(wide, wide).connected();
        pair.device.publish("one");
        pair.device.connection.flush(pair.now);
        assertThat(pair.device.line.hex()).startsWith("0c1300000001");
        pair.settle();
        assertThat(pair.gateway.underWay).hasSize(1);
        pair = new Pair(wide, Pair.LIMITS).connected();
        pair.device.publish("one");
        pair.device.connection.flush(pair.now);
        assertThat(pair.device.line.hex()).startsWith("0a130001");
    }

    @Test
    void welcomeSaysWhatTheGatewayTakes() {
        assertThat(pair.device.welcome.attributes().get(GreetingAttributes.WINDOW)).isEqualTo(64);
        assertThat(pair.device.welcome.attributes().get(GreetingAttributes.DEVICE))
                .isEqualTo(Gateway.NAME);
    }

    @Test
    void numbersPassTheEndOfTheirSixteenBits() {
        for (int i = 0; i < 70_000; i++) {
            pair.device.publish("m");
            pair.device.outcomes.clear();
            pair.up();
            pair.gateway.underWay.forEach(m -> m.connection().session().stored(m));
            pair.gateway.underWay.clear();
            pair.down();
        }
        assertThat(pair.gateway.session.inbox().cumulative()).isEqualTo(70_000);
        assertThat(pair.device.closings).isEmpty();
        pair.reconnect();
        assertThat(pair.device.resumed).isEqualTo(1);
    }
}
