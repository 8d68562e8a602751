/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.report.Spread;

import org.junit.jupiter.api.Test;

import java.util.List;

class CostTest {

    @Test
    void leavesTheCompilersOut() {
        Cost cost = new Cost(1_000, 500_000, 500_000);
        assertThat(cost.perSecond()).isEqualTo(2_000);
        assertThat(cost.perSecondOfAll()).isEqualTo(1_000);
        assertThat(Cost.compilers(List.of(cost, new Cost(1, 1_000_000, 0)))).isEqualTo(0.25);
    }

    @Test
    void comparesNeighboursSoThatASlowHourCountsForBoth() {
        List<Cost> side = List.of(cost(110), cost(11), cost(240));
        List<Cost> other = List.of(cost(100), cost(10), cost(200));
        assertThat(Cost.ratio(side, other)).isEqualTo(new Spread(1.1, 1.1, 1.2));
    }

    private static Cost cost(long messages) {
        return new Cost(messages, 1_000_000, 0);
    }
}
