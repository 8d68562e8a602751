/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.cloud.FarEnd;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/**
 * Each sink in a whole gateway that is killed under load, as is what it delivers to: what was
 * acknowledged is compared with what the far end has, message by message.
 */
class LossTest {

    /** The sinks; {@code air-http-sink} is in {@link EveryDoorLossTest}. */
    enum Sink {
        FILE(FileFarEnd::new, 12),
        DEVICE(DeviceFarEnd::new, 12),
        MQTT(MqttFarEnd::new, 12),
        KAFKA(KafkaFarEnd::new, 12),
        LAMBDA(LambdaFarEnd::new, 12),
        GATEWAY(GatewayFarEnd::new, 20);

        private final FarEnd.Maker<?> maker;
        private final int often;

        Sink(FarEnd.Maker<?> maker, int often) {
            this.maker = maker;
            this.often = often;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingAcknowledgedIsLostWhenGatewayAndFarEndAreKilled(Sink sink) throws Exception {
        holds(sink.name(), sink.maker, new CrashProof(2, 500, Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void nothingAcknowledgedIsLostInManyKills(Sink sink) throws Exception {
        holds(sink.name(), sink.maker, new CrashProof(sink.often, 1_000, Duration.ofSeconds(4)));
    }

    private static <F extends FarEnd> void holds(
            String sink, FarEnd.Maker<F> maker, CrashProof proof) throws Exception {
        Verdict verdict = proof.run(maker, true);
        System.out.println(sink + ": " + verdict);
        assertThat(verdict.broken()).as(verdict.toString()).isEmpty();
    }
}
