/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Ranges;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;
import java.util.TreeSet;

/** PROTOCOL.md, 7.1 and 7.2. */
class InboxTest {

    private final Inbox inbox = new Inbox(64);

    @Test
    void takesANumberOnce() {
        assertThat(inbox.arrive(1)).isEqualTo(Inbox.Arrival.TAKE);
        assertThat(inbox.arrive(1)).isEqualTo(Inbox.Arrival.UNDER_WAY);
        inbox.stored(1);
        assertThat(inbox.arrive(1)).isEqualTo(Inbox.Arrival.RESOLVED);
        assertThat(inbox.cumulative()).isEqualTo(1);
    }

    @Test
    void takesARefusedNumberAgain() {
        inbox.arrive(1);
        assertThat(inbox.refused(1)).isEqualTo(Inbox.Refusal.TELL);
        assertThat(inbox.cumulative()).as("a refusal resolves nothing").isZero();
        assertThat(inbox.arrive(1)).isEqualTo(Inbox.Arrival.TAKE);
    }

    @Test
    void refusesACopyOfWhatWasGivenUp() {
        inbox.arrive(1);
        inbox.refused(1);
        assertThat(inbox.skip(1, 1)).isTrue();
        assertThat(inbox.arrive(1)).isEqualTo(Inbox.Arrival.RESOLVED);
        assertThat(inbox.cumulative()).isEqualTo(1);
    }

    @Test
    void letsWhatIsUnderWayEndBeforeItIsGivenUp() {
        inbox.arrive(1);
        inbox.skip(1, 1);
        assertThat(inbox.cumulative()).as("it may still be stored").isZero();
        assertThat(inbox.refused(1)).isEqualTo(Inbox.Refusal.RESOLVED);
        assertThat(inbox.cumulative()).isEqualTo(1);
    }

    @Test
    void saysNothingOfARefusalWhoseCopyHasNotCome() {
        inbox.arrive(1);
        inbox.attached();
        assertThat(inbox.refused(1)).isEqualTo(Inbox.Refusal.SILENT);
        assertThat(inbox.arrive(1)).isEqualTo(Inbox.Arrival.TAKE);
        assertThat(inbox.refused(1)).isEqualTo(Inbox.Refusal.TELL);
    }

    @Test
    void givesUpARowOfWhichSomeAreStored() {
        inbox.arrive(3);
        inbox.stored(3);
        assertThat(inbox.skip(1, 4)).as("4 was never seen").isFalse();
        assertThat(inbox.cumulative()).isEqualTo(4);
    }

    @Test
    void refusesWhatIsOutsideTheWindow() {
        assertThat(inbox.arrive(64)).isEqualTo(Inbox.Arrival.TAKE);
        refuses(() -> inbox.arrive(65));
        refuses(() -> inbox.arrive(0));
        refuses(() -> inbox.arrive(-1));
        refuses(() -> inbox.skip(1, 65));
        refuses(() -> inbox.skip(5, 4));
        inbox.arrive(1);
        inbox.stored(1);
        assertThat(inbox.arrive(65)).isEqualTo(Inbox.Arrival.TAKE);
        refuses(() -> inbox.arrive(66));
    }

    private static void refuses(Runnable what) {
        assertThatThrownBy(what::run)
                .isInstanceOfSatisfying(
                        AirwireException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.BAD_SEQUENCE));
    }

    @Test
    void reportsAtMost32RangesAndKnowsTheRest() {
        Inbox large = new Inbox(1024);
        for (long number = 2; number <= 200; number += 2) {
            large.arrive(number);
            large.stored(number);
        }
        assertThat(large.ranges().count()).isEqualTo(Ranges.MAX);
        assertThat(large.ranges().above(0)).startsWith(2, 2, 4, 4).endsWith(64, 64);
        assertThat(large.arrive(200)).isEqualTo(Inbox.Arrival.RESOLVED);
    }

    @Test
    void startsAgainWithANewEpoch() {
        inbox.arrive(1);
        inbox.stored(1);
        inbox.startAt(5, 10);
        assertThat(inbox.epoch()).isEqualTo(5);
        assertThat(inbox.cumulative()).isEqualTo(9);
        assertThat(inbox.arrive(9)).isEqualTo(Inbox.Arrival.RESOLVED);
        assertThat(inbox.arrive(10)).isEqualTo(Inbox.Arrival.TAKE);
    }

    /** Against the simplest thing that could be right: a set. */
    @Test
    void knowsWhatASetWouldKnow() {
        for (int window : new int[] {1, 2, 63, 64, 65, 100, 1000, 8192}) {
            SplittableRandom random = new SplittableRandom(window);
            Inbox tested = new Inbox(window);
            TreeSet<Long> resolved = new TreeSet<>();
            for (int i = 0; i < 5000; i++) {
                long number = tested.cumulative() + 1 + random.nextInt(Math.min(window, 40));
                boolean known = resolved.contains(number);
                Inbox.Arrival arrival = tested.arrive(number);
                assertThat(arrival == Inbox.Arrival.RESOLVED).isEqualTo(known);
                if (!known && random.nextInt(3) > 0) {
                    tested.stored(number);
                    resolved.add(number);
                } else if (!known) {
                    tested.refused(number);
                }
                long cumulative = 0;
                while (resolved.contains(cumulative + 1)) {
                    cumulative++;
                }
                assertThat(tested.cumulative()).isEqualTo(cumulative);
            }
        }
    }

    @Test
    void expandsNumbersToTheNearest() {
        assertThat(Numbers.expand(0x0001, 2, 1)).isEqualTo(1);
        assertThat(Numbers.expand(0xffff, 2, 0x10000)).isEqualTo(0xffff);
        assertThat(Numbers.expand(0x0000, 2, 0xffff)).isEqualTo(0x10000);
        assertThat(Numbers.expand(0x7fff, 2, 1)).isEqualTo(0x7fff);
        assertThat(Numbers.expand(0x8001, 2, 1)).isEqualTo(1 - 0x8000);
        assertThat(Numbers.expand(0x12345678, 4, 0xA_1234_5670L)).isEqualTo(0xA_1234_5678L);
        assertThat(Numbers.expand(0xa82f30ea & 0xffff, 2, 0xa82f30eaL + 100))
                .isEqualTo(0xa82f30eaL);
    }
}
