/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.GreetingAttributes;

import org.junit.jupiter.api.Test;

/** PROTOCOL.md, 7.3 to 7.5: what a broken line and a crash may do. */
class ResumeTest {

    private final Pair pair = new Pair().connected();
    private final Device device = pair.device;
    private final Gateway gateway = pair.gateway;

    /** The first test of all: were NACK to resolve a number, this message would be lost. */
    @Test
    void aLostNackAndAResumeLoseNothing() {
        device.publish("one");
        device.publish("two");
        pair.up();
        gateway.store(1);
        gateway.refuse(0, Code.STORE_FULL, 1000);
        // the NACK, and the ACK, are on their way when the line breaks
        assertThat(gateway.line.hex()).startsWith("0630000122");
        pair.reconnect();
        assertThat(device.resumed).isEqualTo(1);
        assertThat(device.outcomes).containsOnlyKeys("two");
        gateway.storeAll();
        pair.settle();
        assertThat(device.outcomes.values())
                .allMatch(outcome -> outcome instanceof Outgoing.Outcome.Delivered);
        assertThat(gateway.store.values()).containsExactly("two", "one");
        assertThat(gateway.duplicates).isZero();
    }

    @Test
    void aLostNackAndACrashOfTheGatewayLoseNothing() {
        device.publish("one");
        device.publish("two");
        pair.up();
        gateway.store(1);
        gateway.refuse(0, Code.STORE_FULL, 1000);
        gateway.crash();
        pair.reconnect();
        assertThat(device.begun).isEqualTo(2);
        assertThat(device.welcome.attributes().get(GreetingAttributes.REASON))
                .isEqualTo(Code.RESUME_UNKNOWN);
        gateway.storeAll();
        pair.settle();
        assertThat(device.outcomes).hasSize(2);
        assertThat(gateway.store.values()).containsExactly("two", "one");
        assertThat(gateway.duplicates)
                .as("the second was stored, its ACK was lost; its id is known")
                .isEqualTo(1);
    }

    @Test
    void aCrashBetweenStoreAndAcknowledgementDoublesNothing() {
        device.publish("one");
        pair.up();
        gateway.store(0);
        gateway.crash();
        pair.reconnect();
        gateway.storeAll();
        pair.settle();
        assertThat(gateway.store).hasSize(1);
        assertThat(gateway.duplicates).isEqualTo(1);
        assertThat(device.outcomes).containsOnlyKeys("one");
    }

    @Test
    void aSecondCrashStillKnowsTheFirstIdentity() {
        device.publish("one");
        pair.up();
        gateway.store(0);
        for (int i = 0; i < 3; i++) {
            gateway.crash();
            pair.reconnect();
            assertThat(gateway.underWay).hasSize(1);
        }
        gateway.storeAll();
        pair.settle();
        assertThat(gateway.store).hasSize(1);
        assertThat(device.outcomes).hasSize(1);
    }

    @Test
    void whatIsUnderWayWhenTheLineBreaksIsStoredOnce() {
        device.publish("one");
        pair.up();
        pair.reconnect();
        assertThat(gateway.underWay).as("the copy is known to be under way").hasSize(1);
        gateway.store(0);
        pair.settle();
        assertThat(device.outcomes).hasSize(1);
        assertThat(gateway.duplicates).isZero();
    }

    @Test
    void whatIsUnderWayAndThenRefusedIsToldByTheNewConnection() {
        device.publish("one");
        pair.up();
        pair.reconnect();
        gateway.refuse(0, Code.OVER_RATE, 500);
        pair.settle();
        assertThat(gateway.underWay).isEmpty();
        pair.pass(500);
        pair.settle();
        assertThat(gateway.underWay).hasSize(1);
    }

    /** The refusal of the first copy must not be taken as the answer to the second. */
    @Test
    void aRefusalOfWhatCameBeforeTheCutIsNotToldWhileItsCopyIsOnItsWay() {
        device.publish("one");
        pair.up();
        pair.cut();
        pair.connect();
        device.line.deliver(Pair.ALL, gateway.connection, pair.now);
        gateway.line.deliver(Pair.ALL, device.connection, pair.now);
        assertThat(device.line.onTheWay()).as("the copy is on its way").isPositive();
        gateway.refuse(0, Code.NOT_ALLOWED, 0);
        pair.down();
        assertThat(device.outcomes).isEmpty();
        pair.up();
        gateway.store(0);
        pair.settle();
        assertThat(device.outcomes.get("one")).isEqualTo(new Outgoing.Outcome.Delivered());
    }

    @Test
    void anAcknowledgementThatWasLostIsRepeatedByWelcome() {
        device.publish("one");
        pair.up();
        gateway.store(0);
        pair.flush();
        pair.reconnect();
        assertThat(device.outcomes).hasSize(1);
        assertThat(gateway.underWay).isEmpty();
    }

    @Test
    void aSkipThatWasLostIsRepeated() {
        device.publish("one");
        pair.up();
        gateway.refuse(0, Code.NOT_ALLOWED, 0);
        pair.down();
        assertThat(device.outcomes.get("one"))
                .isEqualTo(new Outgoing.Outcome.Refused(Code.NOT_ALLOWED, 0, null));
        assertThat(device.session.outbox().first()).isEqualTo(1);
        pair.reconnect();
        assertThat(device.session.outbox().first()).isEqualTo(2);
        assertThat(gateway.underWay).isEmpty();
    }

    @Test
    void aMessageThatExpiredWhileTheLineWasBrokenIsGivenUp() {
        device.publish("one", Attributes.NONE, pair.now + 1000);
        pair.device.connection.flush(pair.now);
        pair.cut();
        pair.now += 1000;
        pair.connect();
        pair.settle();
        assertThat(device.outcomes.get("one")).isEqualTo(new Outgoing.Outcome.Expired());
        assertThat(gateway.underWay).isEmpty();
        assertThat(gateway.session.inbox().cumulative()).isEqualTo(1);
    }

    @Test
    void commandsGoOnAfterABrokenLine() {
        gateway.send("a");
        gateway.send("b");
        gateway.connection.flush(pair.now);
        pair.reconnect();
        assertThat(device.received).containsExactly("a", "b");
        assertThat(gateway.outcomes).hasSize(2);
        pair.reconnect();
        assertThat(device.received).hasSize(2);
    }

    @Test
    void aCommandWhoseAcknowledgementWasLostIsNotGivenTwice() {
        gateway.send("a");
        pair.down();
        assertThat(device.received).containsExactly("a");
        // the device's ACK is on its way
        pair.reconnect();
        assertThat(device.received).containsExactly("a");
        assertThat(gateway.outcomes).hasSize(1);
    }

    @Test
    void anOlderAttachIsFencedOff() {
        Line stale = new Line();
        Device twin = new Device(Pair.LIMITS);
        pair.reconnect();
        pair.reconnect();
        long attach = device.session.view().attach();
        assertThat(attach).isEqualTo(3);
        // a copy of the device's memory, from before its last connection
        twin.session.begin(device.session.id());
        gateway.listen(pair.now);
        twin.line = stale;
        twin.connection =
                Connection.initiate(
                        twin.session, Pair.LIMITS, Attributes.NONE, stale, twin, pair.now);
        stale.deliver(Pair.ALL, gateway.connection, pair.now);
        gateway.line.deliver(Pair.ALL, twin.connection, pair.now);
        assertThat(twin.closings).singleElement().matches(c -> c.code() == Code.TAKEN_OVER);
    }

    @Test
    void aDeviceThatLostItsMemoryBeginsANewSession() {
        device.publish("one");
        device.publish("two");
        pair.up();
        gateway.storeAll();
        pair.settle();
        // its memory is from before: the next number would be 1 again
        device.session.outbox().restart(device.session.id(), 1);
        pair.reconnect();
        assertThat(device.welcome.attributes().get(GreetingAttributes.REASON))
                .isEqualTo(Code.RESUME_GAP);
        assertThat(device.begun).isEqualTo(2);
        device.publish("three");
        pair.up();
        gateway.storeAll();
        pair.settle();
        assertThat(gateway.store.values()).containsExactly("one", "two", "three");
    }

    @Test
    void anotherDevicesSessionIsNotKnown() {
        assertThat(gateway.sessions.find(device.session.id(), "thermo-2")).isNull();
        assertThat(gateway.sessions.find(device.session.id(), Gateway.NAME)).isNotNull();
    }
}
