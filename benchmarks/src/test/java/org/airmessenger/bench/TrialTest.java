/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.bare.BareSubject;
import org.airmessenger.bench.jvm.Jdk;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class TrialTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void measuresBareBrokerEndToEnd(boolean mutualTls) throws Exception {
        Jdk jdk = Jdk.own();
        Case conditions = new Case(1, mutualTls, 64, 4, jdk.name());
        Effort effort =
                Effort.ofQuick()
                        .withWarmUp(Duration.ofMillis(300))
                        .lasting(Duration.ofMillis(500))
                        .atRate(500);
        try (Subject subject = new BareSubject(jdk, List.of("-Xmx256m"))) {
            Measurement measured = new Trial(subject, conditions, effort).run(1);
            assertThat(measured.lost()).isZero();
            assertThat(measured.speed().perSecond()).isPositive();
            assertThat(measured.speed().cpuMicros()).isPositive();
            assertThat(measured.paced().acks().getMaxValue()).isPositive();
            assertThat(measured.paced().ends().getTotalCount()).isEqualTo(250);
        }
    }
}
