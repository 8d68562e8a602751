/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.bare.BareSubject;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class TrialTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void measuresBareBrokerEndToEnd(boolean mutualTls) throws Exception {
        Case conditions = new Case(1, mutualTls, 64, 4);
        Effort effort =
                new Effort(
                        List.of(conditions),
                        1,
                        Duration.ofMillis(300),
                        Duration.ofMillis(500),
                        Duration.ofMillis(500),
                        500);
        try (Subject subject = new BareSubject(List.of("-Xmx256m"))) {
            Measurement measured = new Trial(subject, conditions, effort).run(1);
            assertThat(measured.lost()).isZero();
            assertThat(measured.perSecond()).isPositive();
            assertThat(measured.cpuMicros()).isPositive();
            assertThat(measured.paced().ackP50()).isPositive();
            assertThat(measured.paced().endP99()).isGreaterThan(measured.paced().endP50());
        }
    }
}
