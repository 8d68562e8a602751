/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** PROTOCOL.md, 7.2: an ACK waits for company while there is some to come, and not for long. */
class CompanyTest {

    /** So much credit that none is given meanwhile: it would take the ACK along. */
    private static final Limits LIMITS =
            new Limits(4096, 64, 16, 1024, 1 << 20, 60, 0, false, List.of(), false, null);

    private final Pair pair = new Pair(LIMITS, LIMITS).connected();

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            pair.device.publish("m" + i);
        }
        pair.up();
        assertThat(pair.gateway.underWay).hasSize(count);
    }

    private void store(int count) {
        for (int i = 0; i < count; i++) {
            pair.gateway.store(0);
        }
        pair.gateway.connection.flush(pair.now);
    }

    private String said() {
        return pair.gateway.line.hex();
    }

    @Test
    void theLastOfThoseThatAreUnderWayEndsTheWait() {
        publish(3);
        store(1);
        assertThat(said()).as("two more are to come").isEmpty();
        store(1);
        assertThat(said()).isEmpty();
        store(1);
        assertThat(said()).as("up to 3").isEqualTo("03200003");
    }

    @Test
    void whoIsAloneDoesNotWait() {
        publish(1);
        store(1);
        assertThat(said()).isEqualTo("03200001");
    }

    @Test
    void itWaitsFiveMilliseconds() {
        publish(2);
        store(1);
        assertThat(pair.gateway.connection.dueAt()).isEqualTo(pair.now + 5);
        pair.pass(4);
        assertThat(said()).isEmpty();
        pair.pass(1);
        assertThat(said()).isEqualTo("03200001");
        assertThat(pair.gateway.connection.dueAt()).as("nothing is owed").isGreaterThan(pair.now);
    }

    @Test
    void whatJoinsDoesNotProlongTheWait() {
        publish(3);
        store(1);
        pair.pass(4);
        store(1);
        pair.pass(1);
        assertThat(said()).isEqualTo("03200002");
    }

    @Test
    void thirtyTwoAreEnough() {
        publish(34);
        store(31);
        assertThat(said()).isEmpty();
        store(1);
        assertThat(said()).isEqualTo("03200020");
    }

    @Test
    void itGoesAlongWithWhateverGoes() {
        publish(2);
        store(1);
        pair.gateway.send("open");
        pair.gateway.connection.flush(pair.now);
        pair.down();
        assertThat(pair.device.received).containsExactly("open");
        assertThat(pair.device.outcomes).containsOnlyKeys("m0");
    }

    @Test
    void whatWasRefusedIsNotWaitedFor() {
        publish(2);
        store(1);
        pair.gateway.refuse(0, 2, 0);
        pair.gateway.connection.flush(pair.now);
        assertThat(said()).as("NACK of 2, and ACK up to 1").contains("300002").contains("03200001");
    }

    @Test
    void aGoodbyeIsNotWaitedWith() {
        publish(2);
        store(1);
        pair.gateway.connection.end(0x60, 0, null, pair.now);
        assertThat(said()).startsWith("03200001");
    }

    @Test
    void aLineThatBreaksWhileAnAckWaitsLosesAndDoublesNothing() {
        publish(2);
        store(1);
        pair.reconnect();
        pair.gateway.storeAll();
        pair.settle();
        pair.pass(5);
        pair.settle();
        assertThat(pair.device.outcomes).containsOnlyKeys("m0", "m1");
        assertThat(pair.gateway.store).hasSize(2);
        assertThat(pair.gateway.duplicates).isZero();
    }
}
