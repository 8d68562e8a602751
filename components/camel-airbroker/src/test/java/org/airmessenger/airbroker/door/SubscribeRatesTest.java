/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class SubscribeRatesTest {

    private final AtomicLong clock = new AtomicLong(-1_000);
    private final SubscribeRates rates = new SubscribeRates(10, 20, clock::get);

    private void pass(long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void servesABurstAndThenTheRate() {
        assertThat(rates.take("a", 15)).isEqualTo(15);
        assertThat(rates.debtMillis("a")).isZero();
        // the rest of the burst is there, the other fifteen are owed
        assertThat(rates.take("a", 20)).isEqualTo(20);
        assertThat(rates.debtMillis("a")).isBetween(1_500L, 1_501L);
        assertThat(rates.take("a", 1)).isZero();
        pass(1_600);
        assertThat(rates.debtMillis("a")).isZero();
        assertThat(rates.take("a", 1)).isEqualTo(1);
    }

    @Test
    void servesNoMoreThanABurstAtOnce() {
        assertThat(rates.take("a", 1_000_000)).isEqualTo(20);
        pass(60_000);
        assertThat(rates.take("a", 1_000_000)).isEqualTo(20);
    }

    @Test
    void harmsNoOtherDevice() {
        rates.take("a", 20);
        rates.take("a", 20);
        assertThat(rates.debtMillis("b")).isZero();
        assertThat(rates.take("b", 20)).isEqualTo(20);
    }

    @Test
    void forgetsDevicesThatOweNothing() {
        for (int i = 0; i < 25_000; i++) {
            rates.take("d" + i, 1);
            pass(10);
        }
        assertThat(rates.size()).isLessThan(11_200);
    }
}
