/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReachTest {

    private static final long SECOND = 1_000_000_000L;

    private final Reach reach = new Reach(SECOND, 8 * SECOND, 64, () -> 1);

    @Test
    void growsItsPausesUpToTheLongest() {
        assertThat(reach.pause(0)).isEqualTo(SECOND);
        assertThat(reach.pause(2)).isEqualTo(4 * SECOND);
        assertThat(reach.pause(1000)).isEqualTo(8 * SECOND);
    }

    @Test
    void jittersBetweenHalfAndTheWhole() {
        assertThat(new Reach(SECOND, SECOND, 1, () -> 0).pause(0)).isEqualTo(SECOND / 2);
    }

    @Test
    void countsOnlyProbesWhileAway() {
        reach.failed(0, 0, "gone", false);
        reach.failed(0, 0, "gone", false);
        assertThat(reach.untilProbe(0)).isEqualTo(SECOND);
        reach.failed(SECOND, 0, "gone", true);
        assertThat(reach.untilProbe(SECOND)).isEqualTo(2 * SECOND);
    }

    @Test
    void isBackOnlyByAProbe() {
        reach.failed(0, 0, "gone", false);
        reach.answered(false);
        assertThat(reach.isAway()).isTrue();
        reach.answered(true);
        assertThat(reach.isAway()).isFalse();
        assertThat(reach.reason()).isEmpty();
    }

    @Test
    void restartsAtOneAndDoublesUpToTheMost() {
        reach.failed(0, 0, "gone", false);
        reach.answered(true);
        assertThat(reach.level()).isEqualTo(1);
        reach.answered(false);
        assertThat(reach.level()).isEqualTo(2);
        reach.answered(false);
        reach.answered(false);
        assertThat(reach.level()).isEqualTo(4);
        for (int i = 0; i < 200; i++) {
            reach.answered(false);
        }
        assertThat(reach.level()).isEqualTo(64);
    }

    @Test
    void halvesAfterAWishToWaitAndGrantsIt() {
        reach.failed(0, 30 * SECOND, "too much", false);
        assertThat(reach.untilProbe(0)).isEqualTo(30 * SECOND);
        reach.answered(true);
        assertThat(reach.level()).isEqualTo(32);
    }

    @Test
    void grantsNoWishBeyondADay() {
        reach.failed(0, Long.MAX_VALUE / 2, "never", false);
        assertThat(reach.untilProbe(0)).isEqualTo(86_400 * SECOND);
    }
}
