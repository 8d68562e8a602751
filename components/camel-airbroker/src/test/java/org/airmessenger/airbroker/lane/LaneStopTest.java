/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.camel.Consumer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;

class LaneStopTest extends InHouse {

    @Test
    void givesUpARequestThatNeverEndsAndIgnoresItsLateAnswer() throws Exception {
        LaneConfiguration lanes = smallBatches();
        lanes.setRequestMax(10_000);
        Sink sink = Sink.holding();
        house.consume("cloud", lanes, sink);
        house.send("m0", "d1", 4, "cloud").get();
        Sink.Held lost = sink.next();
        house.clock.advance(9_999);
        assertThat(house.lane("cloud").inFlight()).isEqualTo(1);
        sink.letGo();
        await().untilAsserted(
                        () -> {
                            house.clock.advance(1_000);
                            assertThat(house.account("cloud").waiting()).isZero();
                        });
        lost.accept();
        house.send("m1", "d1", 4, "cloud").get();
        await().until(() -> sink.accepted().size() == 2);
        assertThat(sink.accepted()).containsExactly("m0", "m1");
        await().untilAsserted(() -> assertThat(house.account("cloud").delivered()).isEqualTo(2));
        assertThat(house.lane("cloud").inFlight()).isZero();
    }

    @Test
    void getsQuietAfterAStopEvenIfARequestNeverEnds() throws Exception {
        LaneConfiguration lanes = smallBatches();
        lanes.setRequestMax(10_000);
        Sink sink = Sink.holding();
        Consumer consumer = house.consume("cloud", lanes, sink);
        house.send("m0", "d1", 4, "cloud").get();
        sink.next();
        consumer.stop();
        Sink second = Sink.accepting();
        house.consume("cloud", lanes, second);
        await().untilAsserted(
                        () -> {
                            house.clock.advance(10_000);
                            assertThat(second.accepted()).containsExactly("m0");
                        });
    }

    @Test
    void canStartAgainAfterAStopThatWasInterrupted() throws Exception {
        house.declare("cloud", smallBatches());
        for (int i = 0; i < 6; i++) {
            house.send("m" + i, "d1", 4, "cloud").get();
        }
        Sink sink = Sink.holding();
        Consumer consumer = house.consume("cloud", smallBatches(), sink);
        Sink.Held late = sink.next();
        // whoever stops has no patience any more
        Thread.currentThread().interrupt();
        consumer.stop();
        assertThat(Thread.interrupted()).isTrue();
        Sink second = Sink.accepting();
        house.consume("cloud", smallBatches(), second);
        await().during(Duration.ofMillis(100)).until(() -> second.requests().isEmpty());
        late.fail(new IOException("gone"));
        await().until(() -> second.accepted().size() == 6);
        assertThat(second.accepted()).containsExactly("m0", "m1", "m2", "m3", "m4", "m5");
        await().untilAsserted(() -> assertThat(house.account("cloud").difference()).isZero());
    }
}
