/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** An id is in a run exactly if it was one of those that the run was made of. */
class RunTest {

    private static Runs runs(String... ids) {
        Runs runs = new Runs();
        runs.add(Run.of(List.of(ids)));
        return runs;
    }

    @Test
    void isOfIdsThatCountOn() {
        assertThat(Run.of(List.of("s-1-98", "s-1-99", "s-1-100")))
                .isEqualTo(new Run("s-1-", 98, 3));
        assertThat(Run.of(List.of("0", "1"))).isEqualTo(new Run("", 0, 2));
        assertThat(Run.of(List.of("a09", "a010"))).isEqualTo(new Run("a0", 9, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a1",
                "a b",
                "a1 a3",
                "a2 a1",
                "a1 a1",
                "a1 b2",
                "a09 a10",
                "a1 a02",
                "a1 a2 a3 a",
                "a999999999999999999 a1000000000000000000"
            })
    void isOfNoOthers(String ids) {
        assertThat(Run.of(List.of(ids.split(" ")))).isNull();
    }

    @Test
    void hasItsIdsAndNoneThatLookLikeThem() {
        Runs runs = runs("s-08", "s-09", "s-010", "s-011");
        assertThat(List.of("s-08", "s-09", "s-010", "s-011")).allMatch(runs::has);
        assertThat(
                        List.of(
                                "s-07",
                                "s-012",
                                "s-8",
                                "s-9",
                                "s-10",
                                "s-008",
                                "s-09a",
                                "s-0",
                                "s-",
                                "",
                                "s-8000000000000000000",
                                "s-018446744073709551625",
                                "t-08"))
                .noneMatch(runs::has);
    }

    @Test
    void forgetsOneRunOfSeveral() {
        Runs runs = runs("a1", "a2");
        Run second = Run.of(List.of("a3", "a4"));
        runs.add(second);
        runs.add(Run.of(List.of("a8", "a9")));
        runs.remove(second);
        assertThat(List.of("a1", "a2", "a8", "a9")).allMatch(runs::has);
        assertThat(List.of("a3", "a4", "a5", "a7")).noneMatch(runs::has);
    }
}
