/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class FlowTest {

    private static final class Reader implements Flow.Tap {
        private boolean paused;

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public boolean isPaused() {
            return paused;
        }
    }

    private final ByteBudget budget = new ByteBudget(100);

    private Flow flow(Reader reader, long limit) {
        return new Flow(budget, limit, reader, Runnable::run);
    }

    @Test
    void stopsReadingAtItsOwnLimitAndGoesOnAtHalfOfIt() {
        Reader reader = new Reader();
        Flow flow = flow(reader, 40);
        flow.take(39);
        assertThat(reader.isPaused()).isFalse();
        flow.take(1);
        assertThat(reader.isPaused()).isTrue();
        flow.give(10);
        flow.resumeIfRoom();
        assertThat(reader.isPaused()).isTrue();
        flow.give(10);
        flow.resumeIfRoom();
        assertThat(reader.isPaused()).isFalse();
    }

    @Test
    void whoStoppedBecauseOfOthersIsWokenByThem() {
        Reader greedy = new Reader();
        Reader modest = new Reader();
        Flow much = flow(greedy, 1000);
        Flow little = flow(modest, 1000);
        much.take(99);
        little.take(1);
        assertThat(modest.isPaused()).isTrue();
        little.give(1);
        assertThat(modest.isPaused()).isFalse();
        little.take(1);
        much.give(99);
        assertThat(modest.isPaused()).isFalse();
        assertThat(budget.used()).isOne();
    }

    @Test
    void takesNothingBeyondTheBudgetWhenItAsksFirst() {
        assertThat(budget.tryTake(60)).isTrue();
        assertThat(budget.tryTake(41)).isFalse();
        assertThat(budget.tryTake(40)).isTrue();
        assertThat(budget.isSpent()).isTrue();
        AtomicInteger woken = new AtomicInteger();
        budget.whenFree(woken::incrementAndGet);
        assertThat(woken).hasValue(0);
        budget.give(1);
        assertThat(woken).hasValue(1);
    }

    @Test
    void countsWhatAnOlderConnectionLeft() {
        Reader reader = new Reader();
        Flow flow = flow(reader, 40);
        flow.inherit(40);
        assertThat(reader.isPaused()).isTrue();
        assertThat(budget.used()).isZero();
        flow.inherit(-40);
        flow.resumeIfRoom();
        assertThat(reader.isPaused()).isFalse();
    }
}
