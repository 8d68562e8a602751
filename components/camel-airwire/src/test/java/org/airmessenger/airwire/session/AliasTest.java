/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.SendAttributes;

import org.junit.jupiter.api.Test;

/** PROTOCOL.md, 8.1. */
class AliasTest {

    private static final Attributes URGENT =
            Attributes.builder().with(SendAttributes.PRIORITY, 9L).build();

    private final Pair pair = new Pair().connected();

    @Test
    void twentyBytesByAnAliasCostFiveMore() {
        pair.device.session.alias("t/x", Attributes.NONE);
        pair.device.publish("x234567890123456789.");
        pair.settle();
        pair.device.publish("x2345678901234567890");
        pair.device.connection.flush(pair.now);
        assertThat(pair.device.line.onTheWay()).isEqualTo(25);
    }

    @Test
    void bindsATopicThatComesASecondTime() {
        pair.device.publish("a1");
        pair.device.connection.flush(pair.now);
        assertThat(pair.device.line.hex()).isEqualTo("0913000103742f616131");
        pair.settle();
        pair.device.publish("a2");
        pair.device.connection.flush(pair.now);
        assertThat(pair.device.line.hex()).isEqualTo("06600003742f61" + "061100020" + "06132");
        pair.settle();
        pair.device.publish("a3");
        pair.device.connection.flush(pair.now);
        assertThat(pair.device.line.hex()).isEqualTo("06110003" + "006133");
        pair.settle();
        assertThat(pair.gateway.underWay).extracting(Incoming::topic).containsOnly("t/a");
    }

    @Test
    void anAliasCarriesItsDefaults() {
        Attributes json =
                Attributes.builder()
                        .with(SendAttributes.PRIORITY, 8L)
                        .with(SendAttributes.CONTENT_TYPE, "application/json")
                        .build();
        pair.device.session.alias("t/a", json);
        pair.device.publish("a1", json, Outgoing.NEVER);
        pair.device.publish("a2", Attributes.NONE, Outgoing.NEVER);
        Attributes other = URGENT.over(json);
        pair.device.publish("a3", other, Outgoing.NEVER);
        pair.settle();
        assertThat(pair.gateway.underWay)
                .extracting(m -> new String(m.payload()) + m.attributes())
                .containsExactlyInAnyOrder(
                        "a1{PRIORITY=8, CONTENT_TYPE=application/json}",
                        "a2{}",
                        "a3{PRIORITY=9, CONTENT_TYPE=application/json}");
    }

    @Test
    void aRefusedAliasIsNotTriedAgain() {
        pair.gateway.bindCode = Code.NOT_ALLOWED;
        for (int i = 0; i < 5; i++) {
            pair.device.publish("a" + i);
            pair.settle();
            pair.gateway.storeAll();
            pair.settle();
        }
        assertThat(pair.device.session.aliases().sent()).isEqualTo(1);
        assertThat(pair.gateway.store.values())
                .containsExactlyInAnyOrder("a0", "a1", "a2", "a3", "a4");
        assertThat(pair.device.outcomes).hasSize(5);
    }

    @Test
    void aliasesOutliveABrokenLine() {
        pair.device.publish("a1");
        pair.device.publish("a2");
        pair.settle();
        pair.gateway.storeAll();
        pair.reconnect();
        assertThat(pair.device.welcome.flags()).isEqualTo(7);
        pair.device.publish("a3");
        pair.device.connection.flush(pair.now);
        assertThat(pair.device.line.hex()).isEqualTo("06110003" + "006133");
    }

    @Test
    void aliasesOfWhichABindWasLostAreBoundAnew() {
        pair.device.publish("a1");
        pair.settle();
        pair.device.publish("a2");
        pair.device.connection.flush(pair.now);
        pair.reconnect();
        assertThat(pair.device.welcome.flags()).isEqualTo(1 | 4);
        pair.gateway.storeAll();
        pair.settle();
        assertThat(pair.gateway.store.values()).containsExactly("a1", "a2");
    }
}
