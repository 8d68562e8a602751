/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

class LoadTest {

    private static final Fleet FLEET = Fleet.plain("d", "sensors/%s/temperature");
    private static final Duration SOON = Duration.ofSeconds(20);

    private final FakeBroker broker = new FakeBroker();

    @AfterEach
    void closeBroker() {
        broker.close();
    }

    @Test
    void everyAcknowledgedMessageIsKnownExactly() throws Exception {
        try (Load load = load(LoadPlan.to(broker.port(), 7), false)) {
            PhaseResult result = load.run(Phase.atFullSpeed(10_001, SOON));
            assertThat(result.finished()).isTrue();
            assertThat(result.sent()).isEqualTo(10_001);
            assertThat(result.acknowledged()).isEqualTo(10_001);
            assertThat(Balance.of(load.acknowledged(), broker.tally))
                    .isEqualTo(new Balance(10_001, 10_001, 0, 0, 0, 0));
        }
    }

    @Test
    void phasesContinueTheSequencesOfTheOneBefore() throws Exception {
        try (Load load = load(LoadPlan.to(broker.port(), 3).inVersion5(), false)) {
            load.run(Phase.atFullSpeed(100, SOON));
            PhaseResult second = load.run(Phase.atFullSpeed(200, SOON));
            assertThat(second.acknowledged()).isEqualTo(200);
            assertThat(broker.tally.received()).isEqualTo(300);
            assertThat(broker.tally.duplicates()).isZero();
        }
    }

    @Test
    void fixedRateTakesAsLongAsItShould() throws Exception {
        try (Load load = load(LoadPlan.to(broker.port(), 4), false)) {
            PhaseResult result = load.run(Phase.atRate(500, 1_000));
            assertThat(result.seconds()).isGreaterThan(0.49);
            assertThat(result.acknowledged()).isEqualTo(500);
            assertThat(result.latency().getTotalCount()).isEqualTo(500);
        }
    }

    @Test
    void endsWhenItsTimeIsOverAndWaitsForWhatIsInFlight() throws Exception {
        try (Load load = load(LoadPlan.to(broker.port(), 3), false)) {
            PhaseResult result =
                    load.start(Phase.atFullSpeed(100_000_000, SOON))
                            .endAfter(Duration.ofMillis(100));
            assertThat(result.finished()).isTrue();
            assertThat(result.sent()).isBetween(1L, 99_999_999L);
            assertThat(result.acknowledged()).isEqualTo(result.sent());
        }
    }

    @Test
    void messagesAtMostOnceNeedNoAnswer() throws Exception {
        broker.answers = false;
        try (Load load = load(LoadPlan.to(broker.port(), 2).withQos(0), false)) {
            PhaseResult result =
                    load.run(Phase.atFullSpeed(5_000, SOON).withLead(100, broker.tally::received));
            assertThat(result.finished()).isTrue();
            assertThat(result.sent()).isEqualTo(5_000);
            assertThat(result.acknowledged()).isZero();
        }
    }

    @Test
    void silentBrokerEndsThePhaseAtItsLimitAndNothingCountsAsAcknowledged() throws Exception {
        broker.answers = false;
        try (Load load = load(LoadPlan.to(broker.port(), 2).withWindow(10), false)) {
            PhaseResult result = load.run(Phase.atFullSpeed(1_000, Duration.ofMillis(300)));
            assertThat(result.finished()).isFalse();
            assertThat(result.sent()).isEqualTo(20);
            assertThat(Balance.of(load.acknowledged(), broker.tally).acknowledged()).isZero();
        }
    }

    @Test
    void refusedMessageIsNotAcknowledged() throws Exception {
        broker.reason = 0x97;
        try (Load load = load(LoadPlan.to(broker.port(), 1).inVersion5(), false)) {
            PhaseResult result = load.run(Phase.atFullSpeed(50, SOON));
            assertThat(result.refused()).isEqualTo(50);
            assertThat(result.acknowledged()).isZero();
        }
    }

    @Test
    void steadfastLoadSurvivesCutConnectionsWithoutSendingTwice() throws Exception {
        broker.dies = 0.002;
        try (Load load = load(LoadPlan.to(broker.port(), 5), true)) {
            PhaseResult result = load.run(Phase.atFullSpeed(3_000, SOON));
            assertThat(result.finished()).isTrue();
            assertThat(result.acknowledged() + result.abandoned()).isEqualTo(3_000);
            Balance balance = Balance.of(load.acknowledged(), broker.tally);
            assertThat(balance.lost()).isZero();
            assertThat(balance.duplicates()).isZero();
        }
    }

    @Test
    void lossIsSeen() throws Exception {
        try (Load load = load(LoadPlan.to(broker.port(), 1), false)) {
            load.run(Phase.atFullSpeed(10, SOON));
            Tally forgetful = new Tally(1);
            forgetful.receive(new Payload(0, 3, System.nanoTime()));
            forgetful.receive(new Payload(0, 2, System.nanoTime()));
            forgetful.receive(new Payload(0, 2, System.nanoTime()));
            forgetful.receive(new Payload(0, 77, System.nanoTime()));
            assertThat(Balance.of(load.acknowledged(), forgetful))
                    .isEqualTo(new Balance(10, 3, 8, 1, 1, 1));
        }
    }

    @Test
    void refusedConnectionIsAnError() {
        broker.accepts = false;
        try (Load load = new Load(LoadPlan.to(broker.port(), 1), FLEET, false)) {
            assertThatThrownBy(() -> load.connect(SOON))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not accepted");
        }
    }

    @Test
    void neverLeavesThisMachine() {
        InetSocketAddress far = new InetSocketAddress("192.0.2.1", 1883);
        assertThatThrownBy(() -> new LoadPlan(far, 1, 1, false, 64, 50, false, false))
                .hasMessageContaining("must be loopback");
    }

    private static Load load(LoadPlan plan, boolean steadfast) throws Exception {
        Load load = new Load(plan, FLEET, steadfast);
        load.connect(SOON);
        return load;
    }
}
