/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.load.Payload;

import org.junit.jupiter.api.Test;

class DoublesTest {

    private final Doubles doubles = new Doubles();

    @Test
    void whatComesAgainAfterAKillByTheSameIdIsNoBreach() {
        doubles.accept("a", new Payload(0, 1, 0));
        doubles.accept("b", new Payload(3, 1, 0));
        doubles.nextLife();
        doubles.accept("a", new Payload(0, 1, 0));
        assertThat(doubles.broken()).isEmpty();
    }

    @Test
    void whatComesAgainWithoutAKillIsOne() {
        doubles.accept("a", new Payload(2, 1, 0));
        doubles.accept("a", new Payload(2, 1, 0));
        assertThat(doubles.broken()).hasSize(1);
    }

    @Test
    void whatComesAgainByAnotherIdIsOne() {
        doubles.accept("a", new Payload(2, 1, 0));
        doubles.nextLife();
        doubles.accept("b", new Payload(2, 1, 0));
        assertThat(doubles.broken()).hasSize(1);
    }
}
