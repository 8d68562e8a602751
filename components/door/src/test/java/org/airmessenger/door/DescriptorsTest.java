/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class DescriptorsTest {

    private final AtomicLong open = new AtomicLong();
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();

    private Descriptors of(long limit) {
        return new Descriptors(
                () -> {
                    looks.incrementAndGet();
                    return open.get();
                },
                limit,
                now::get);
    }

    @Test
    void keepsATenthForTheJournal() {
        open.set(899);
        Descriptors descriptors = of(1_000);
        assertThat(descriptors.take()).isTrue();
        assertThat(descriptors.take()).as("the 901st").isFalse();
    }

    @Test
    void keepsNoMoreThanAThousand() {
        open.set(998_999);
        Descriptors descriptors = of(1_000_000);
        assertThat(descriptors.take()).isTrue();
        assertThat(descriptors.take()).isFalse();
    }

    @Test
    void looksOnceASecondAndCountsWhatCameSince() {
        Descriptors descriptors = of(1_000);
        for (int i = 0; i < 900; i++) {
            assertThat(descriptors.take()).isTrue();
        }
        assertThat(descriptors.take()).isFalse();
        assertThat(looks).hasValue(1);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(descriptors.take()).as("they are closed again").isTrue();
        assertThat(looks).hasValue(2);
    }

    @Test
    void knowsThoseOfThisProcess() {
        assertThat(Descriptors.PROCESS.limit()).isPositive();
        assertThat(Descriptors.PROCESS.open()).isLessThan(Descriptors.PROCESS.limit());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        DoorMetrics metrics = new DoorMetrics(registry);
        assertThat(metrics).isNotNull();
        assertThat(registry.get("air_source_descriptors_limit").gauge().value())
                .isEqualTo(Descriptors.PROCESS.limit());
        assertThat(registry.get("air_source_descriptors").gauge().value()).isPositive();
    }
}
