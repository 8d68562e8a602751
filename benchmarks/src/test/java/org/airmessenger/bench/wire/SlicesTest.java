/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Nothing counts before the process is warm; and nobody always goes first. */
class SlicesTest {

    private final List<String> order = new ArrayList<>();
    private final Map<String, Slices.Side> sides = new LinkedHashMap<>();

    private void side(String name, double... figures) {
        Queue<Cost> left = new ArrayDeque<>();
        for (double figure : figures) {
            left.add(cost(figure));
        }
        sides.put(
                name,
                () -> {
                    order.add(name);
                    return left.size() > 1 ? left.remove() : left.element();
                });
    }

    /** So many messages in a second. */
    private static Cost cost(double messages) {
        return new Cost((long) messages, 1_000_000, 0);
    }

    @Test
    void isWarmWhenTwoRoundsInARowBroughtNothingNew() throws Exception {
        side("a", 100, 200, 250, 255, 256);
        side("b", 50, 51, 51, 51, 51);
        Slices slices = new Slices(sides);
        assertThat(slices.warmUp(20)).isEqualTo(5);
        assertThat(slices.isWarm()).isTrue();
    }

    @Test
    void isNotWarmWhileOneSideStillGetsFaster() throws Exception {
        side("a", 100);
        side("b", 50, 60, 70, 80, 90, 100, 110);
        Slices slices = new Slices(sides);
        assertThat(slices.warmUp(5)).isEqualTo(5);
        assertThat(slices.isWarm()).isFalse();
    }

    @Test
    void isNotWarmBecauseTwoSlicesWereAlikeByChance() throws Exception {
        side("a", 100, 101, 150, 200, 201, 202);
        Slices slices = new Slices(sides);
        assertThat(slices.warmUp(20)).isEqualTo(6);
    }

    @Test
    void measuresSoManySlicesOfEach() throws Exception {
        side("a", 1, 2, 3);
        side("b", 4, 5, 6);
        assertThat(new Slices(sides).measure(3))
                .containsEntry("a", List.of(cost(1), cost(2), cost(3)))
                .containsEntry("b", List.of(cost(4), cost(5), cost(6)));
    }

    @Test
    void letsEachGoFirst() throws Exception {
        side("a", 1);
        side("b", 1);
        side("c", 1);
        new Slices(sides).measure(3);
        assertThat(order).containsExactly("a", "b", "c", "c", "a", "b", "b", "c", "a");
    }
}
