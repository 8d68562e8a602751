/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The dispatcher does not look at each message that comes; what is due is sent in time all the
 * same.
 */
class LaneBatchTest extends InHouse {

    private void fill(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            house.send("m" + i, "d" + i, 4, "cloud").get();
        }
    }

    @Test
    void waitsNoLongerThanItsDelayBehindARequestOfOthers() throws Exception {
        LaneConfiguration lanes = new LaneConfiguration();
        lanes.setNormalMaxDelay(500);
        lanes.setNormalMaxMessages(10);
        Sink sink = Sink.holding();
        house.consume("cloud", lanes, sink);
        fill(0, 10);
        Sink.Held first = sink.next();
        await().until(() -> house.lane("cloud").inFlight() == 1);
        // no timer of those before looks for it
        house.clock.advance(700);
        house.send("late", "d99", 4, "cloud").get();
        areInMemory(11);
        house.clock.advance(499);
        await().during(Duration.ofMillis(100)).until(sink::isIdle);
        house.clock.advance(1);
        assertThat(sink.next().ids()).containsExactly("late");
        first.accept();
    }

    @Test
    void fillsTheNextRequestWhileThePlacesAreTaken() throws Exception {
        LaneConfiguration lanes = new LaneConfiguration();
        lanes.setNormalMaxDelay(3_600_000);
        lanes.setNormalMaxMessages(10);
        lanes.setConcurrency(1);
        Sink sink = Sink.holding();
        house.consume("cloud", lanes, sink);
        fill(0, 10);
        Sink.Held first = sink.next();
        fill(10, 25);
        areInMemory(25);
        assertThat(sink.isIdle()).isTrue();
        first.accept();
        Sink.Held second = sink.next();
        assertThat(second.ids()).containsExactlyElementsOf(fromTo(10, 20));
        fill(25, 30);
        second.accept();
        assertThat(sink.next().ids()).containsExactlyElementsOf(fromTo(20, 30));
    }

    private static List<String> fromTo(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    /** All that was sent is with the dispatcher. */
    private void areInMemory(int messages) {
        QueueImpl queue = (QueueImpl) house.server.locateQueue("lane.cloud.normal");
        await().until(() -> queue.getDeliveringCount() == messages);
        assertThat(queue.flushExecutor()).isTrue();
    }
}
