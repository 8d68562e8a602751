/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.LaneClass;

import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A dispatcher is woken by what makes a difference, not by each message. */
class LaneWindowTest extends InHouse {

    private static final int MOST = 50;

    private final AtomicInteger signals = new AtomicInteger();
    private LaneWindow window;
    private int come;

    @BeforeEach
    void takesMessages() throws Exception {
        LaneQueue lane = house.declare("cloud", new LaneConfiguration()).lane(LaneClass.NORMAL);
        window =
                new LaneWindow(
                        lane, 1L << 40, MOST, 1 << 20, house.clock, signals::incrementAndGet);
        lane.queue.addConsumer(window);
    }

    /** Returns once the broker has given all of them to the window. */
    private void come(int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            house.send("m" + i, "d" + i, 4, "cloud").get();
        }
        QueueImpl queue = (QueueImpl) house.server.locateQueue("lane.cloud.normal");
        await().until(() -> queue.getDeliveringCount() >= Math.min(MOST, come + messages));
        assertThat(queue.flushExecutor()).isTrue();
        come += messages;
    }

    @Test
    void saysThatEachHasComeUntilItIsToldWhatIsWorthALook() throws Exception {
        come(3);
        assertThat(signals).hasValue(3);
    }

    @Test
    void saysNothingOfThoseThatMakeNoDifference() throws Exception {
        window.worthALook(10, 1 << 20);
        come(9);
        assertThat(signals).hasValue(0);
        come(1);
        assertThat(signals).hasValue(1);
    }

    @Test
    void countsOnlyWhatIsNotSeenYet() throws Exception {
        window.worthALook(10, 1 << 20);
        come(9);
        while (window.poll() != null) {
            continue;
        }
        come(9);
        assertThat(signals).hasValue(0);
    }

    @Test
    void saysThatManyBytesHaveCome() throws Exception {
        window.worthALook(10, 1);
        come(1);
        assertThat(signals).hasValue(1);
    }

    @Test
    void saysThatItIsFull() throws Exception {
        window.worthALook(10 * MOST, 1 << 30);
        come(MOST);
        assertThat(signals).hasPositiveValue();
    }

    @Test
    void saysAtOnceWhatHadComeBeforeItWasWorthALook() throws Exception {
        window.worthALook(10, 1 << 20);
        come(5);
        window.worthALook(5, 1 << 20);
        assertThat(signals).hasValue(1);
    }

    @Test
    void knowsWhenEachCame() throws Exception {
        window.worthALook(10, 1 << 20);
        come(1);
        house.clock.advance(7);
        come(1);
        long first = window.poll().arrived();
        assertThat(window.poll().arrived() - first).isEqualTo(TimeUnit.MILLISECONDS.toNanos(7));
    }
}
