/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Bye;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.NoteAttributes;
import org.airmessenger.airwire.codec.SendAttributes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 5.12: who is not let in as he is learns it, and nothing waits for ever. */
class NotLetInTest {

    private final Pair pair = new Pair();

    @ParameterizedTest
    @CsvSource({
        // code of the BYE, RETRY, and whether coming again as before does not help
        "VERSION, 0x43, 0, true",
        "NOT_AUTHENTICATED, 0x44, 0, true",
        "BANNED, 0x45, 0, true",
        "a code of a later day, 0x5f, 0, true",
        "MALFORMED, 0x80, 0, true",
        "UNSUPPORTED_CRITICAL, 0x89, 0, true",
        "banned for a while, 0x45, 60000, false",
        "TAKEN_OVER, 0x42, 0, false",
        "EXPIRED_PROOF, 0x46, 0, false",
        "OK, 0x00, 0, false",
        "SHUTDOWN, 0x60, 0, false",
        "OVERLOADED, 0x63, 0, false",
        "REPLACED, 0x64, 0, false"
    })
    void saysByItsCodeWhetherItIsForGood(String what, String code, long retry, boolean forGood) {
        Bye bye = new Bye(Integer.decode(code), retry, NoteAttributes.detail("why"));
        assertThat(Closing.byPeer(bye).isForGood()).as(what).isEqualTo(forGood);
        assertThat(Closing.byUs(Integer.decode(code), retry, "why").isForGood()).isFalse();
        assertThat(Closing.broken().isForGood()).isFalse();
    }

    @Test
    void tellsAllThatWaitAndAllThatWereUnderWay() {
        pair.connected();
        pair.device.publish("a1");
        pair.settle();
        pair.device.publish("a2");
        pair.cut();
        pair.device.session.notLetIn(Code.NOT_AUTHENTICATED, "who are you?");
        assertThat(pair.device.outcomes)
                .containsOnlyKeys("a1", "a2")
                .containsValue(
                        new Outgoing.Outcome.NotLetIn(Code.NOT_AUTHENTICATED, "who are you?"));
        assertThat(pair.device.session.outstanding()).isZero();
    }

    @Test
    void beginsAnotherSessionIfItEverIsLetIn() {
        pair.connected();
        pair.device.publish("a1");
        pair.settle();
        pair.cut();
        pair.device.session.notLetIn(Code.BANNED, null);
        assertThat(pair.device.session.id()).isNull();
        pair.device.publish("a2");
        pair.connect();
        pair.settle();
        pair.gateway.storeAll();
        pair.settle();
        assertThat(pair.device.begun).isEqualTo(2);
        assertThat(pair.device.outcomes.get("a2")).isEqualTo(new Outgoing.Outcome.Delivered());
    }

    /** Who sends again as soon as he hears of it waits for the next time, and for nothing else. */
    @Test
    void takesWhatIsOfferedMeanwhileForTheNextTime() {
        List<Outgoing.Outcome> heard = new ArrayList<>();
        offer(heard);
        pair.device.session.notLetIn(Code.NOT_AUTHENTICATED, null);
        assertThat(heard).hasSize(1);
        assertThat(pair.device.session.outstanding()).isEqualTo(1);
    }

    private void offer(List<Outgoing.Outcome> heard) {
        pair.device.session.offer(
                Outgoing.to("t", new byte[1])
                        .listener(
                                (message, outcome) -> {
                                    heard.add(outcome);
                                    offer(heard);
                                })
                        .build());
    }

    @Test
    void isToldAtOnceWhatCannotBeBound() {
        Session session = pair.device.session;
        assertThatThrownBy(() -> session.alias("", Attributes.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TOPIC must have 1 to 512 bytes but had 0");
        Attributes id = Attributes.builder().with(SendAttributes.ID, "a").build();
        assertThatThrownBy(() -> session.alias("t", id)).hasMessageContaining("one message only");
        Attributes large =
                Attributes.builder().with(SendAttributes.CONTENT_TYPE, "x".repeat(510)).build();
        assertThatThrownBy(() -> session.alias("t", large)).hasMessageContaining("had 513");
    }

    @Test
    void neverAsksForMoreThanADayOfPatience() {
        assertThat(Connection.withinADay(-1)).isZero();
        assertThat(Connection.withinADay(86_400_000)).isEqualTo(86_400_000);
        assertThat(Connection.withinADay(Long.MAX_VALUE)).isEqualTo(86_400_000);
    }
}
