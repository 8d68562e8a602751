/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How often a gateway that is away is dialled: counted, by a clock of its own. */
class WaitsTest {

    private static final long MINUTE = 60_000;

    private static Waits eager() {
        return new Waits(200, 5_000, limit -> 0);
    }

    private static Waits patient() {
        return new Waits(200, 5_000, limit -> limit - 1);
    }

    /** Attempts within a minute, of connections that are over at once. */
    private static int attempts(Waits waits, boolean ready) {
        int attempts = 0;
        for (long now = 0; now < MINUTE; attempts++) {
            if (ready) {
                waits.over(0, false);
            }
            now += waits.next(0);
        }
        return attempts;
    }

    @Test
    void aGatewayThatIsAwayIsDialledEveryFewSeconds() {
        // 0.1, 0.2, 0.4, 0.8, 1.6, then 2.5 s each, if chance is always against it
        assertThat(attempts(eager(), false)).isLessThanOrEqualTo(29);
        assertThat(attempts(patient(), false)).isBetween(12, 18);
    }

    @Test
    void oneThatGreetsAndEndsEachConnectionIsDialledNoMoreOften() {
        assertThat(attempts(eager(), true)).isEqualTo(attempts(eager(), false));
    }

    @Test
    void aLineThatWorkedComesBackSoon() {
        Waits waits = eager();
        attempts(waits, false);
        waits.over(1, true);
        assertThat(waits.next(0)).isEqualTo(100);
    }

    @Test
    void aLineThatWasUpForLongComesBackSoonThoughNothingWasSaid() {
        Waits waits = eager();
        attempts(waits, false);
        waits.over(4_999, false);
        assertThat(waits.next(0)).isEqualTo(2_500);
        waits.over(5_000, false);
        assertThat(waits.next(0)).isEqualTo(100);
    }

    @Test
    void nobodyComesBackBeforeItMay() {
        assertThat(eager().next(60_000)).isEqualTo(60_000);
        assertThat(patient().next(60_000)).isEqualTo(120_099);
    }

    @Test
    void chanceSpreadsAtMostAsMuchAgain() {
        assertThat(eager().next(0)).isEqualTo(100);
        assertThat(patient().next(0)).isEqualTo(199);
    }
}
