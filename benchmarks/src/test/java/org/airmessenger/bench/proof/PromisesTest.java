/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class PromisesTest {

    @Test
    void outageLosesNothingBuriesNothingAndFloodsNobody() throws Exception {
        holds(new OutageProof(500, Duration.ofSeconds(3)).run());
    }

    @Test
    void urgentMessageOvertakesTheBacklog() throws Exception {
        holds(new BacklogProof(20_000, 100, "256m").run());
    }

    @Test
    void devicesKeepTheirOrderThroughEightStreams() throws Exception {
        holds(new OrderProof(20_000, 8).run());
    }

    @Test
    @Tag("long")
    void nothingAcknowledgedIsLostInTwentyKillsAtFullSpeed() throws Exception {
        holds(new CrashProof(20, 0, Duration.ofSeconds(4)).run());
    }

    @Test
    @Tag("long")
    void thirtySecondsAwayLoseNothing() throws Exception {
        holds(new OutageProof(1_000, Duration.ofSeconds(30)).run());
    }

    @Test
    @Tag("long")
    void millionMessagesWaitOnDiskAndUrgentComesFirst() throws Exception {
        holds(new BacklogProof(1_000_000, 100, "256m").run());
    }

    @Test
    @Tag("long")
    void devicesKeepTheirOrderForHalfMillionMessages() throws Exception {
        holds(new OrderProof(500_000, 8).run());
    }

    private static void holds(Verdict verdict) {
        System.out.println(verdict);
        assertThat(verdict.broken()).as(verdict.toString()).isEmpty();
    }
}
