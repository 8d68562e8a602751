/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class ComparisonTest {

    private static Arrived wanted(String device, String body) {
        return new Arrived(null, device, null, null, body);
    }

    private static Arrived came(String id, String device, String laneClass, String body) {
        return new Arrived(id, device, "t/" + device, laneClass, body);
    }

    @Test
    void comparesOnlyWhatIsSaidAndJsonByItsMeaning() {
        Comparison same =
                Comparison.of(
                        List.of(wanted("one", "{\"a\":1,\"b\":2}"), wanted(null, "text")),
                        List.of(
                                came("1", "one", "normal", "{ \"b\": 2, \"a\": 1 }"),
                                came("2", "two", "bulk", "text")));

        assertThat(same.isComplete()).isTrue();
        assertThat(same.differences()).isEmpty();
    }

    @Test
    void namesWhatIsMissingAndWhatNobodyExpected() {
        Comparison other =
                Comparison.of(
                        List.of(wanted("one", "a"), wanted("one", "b")),
                        List.of(came("1", "one", "normal", "b"), came("2", "two", "bulk", "c")));

        assertThat(other.isComplete()).isFalse();
        assertThat(other.differences())
                .containsExactly("missing      one  a", "unexpected   two  t/two  bulk  c");
    }

    @Test
    void wantsOrderWithinADeviceAndClassAlone() {
        List<Arrived> expected =
                List.of(wanted("one", "a"), wanted("one", "b"), wanted("two", "c"));
        Arrived a = came("1", "one", "normal", "a");
        Arrived b = came("2", "one", "normal", "b");
        Arrived urgent = came("2", "one", "urgent", "b");
        Arrived c = came("3", "two", "normal", "c");

        assertThat(Comparison.of(expected, List.of(c, a, b)).differences()).isEmpty();
        assertThat(Comparison.of(expected, List.of(urgent, c, a)).differences()).isEmpty();
        assertThat(Comparison.of(expected, List.of(b, a, c)).differences())
                .containsExactly("out of order one  t/one  normal  b");
    }

    @Test
    void takesADuplicateForWhatItIsButNotTwoEqualMessages() {
        List<Arrived> expected = List.of(wanted("one", "a"));
        Arrived first = came("1", "one", "normal", "a");

        assertThat(Comparison.of(expected, List.of(first, first)).differences()).isEmpty();
        assertThat(
                        Comparison.of(expected, List.of(first, came("2", "one", "normal", "a")))
                                .differences())
                .containsExactly("unexpected   one  t/one  normal  a");
    }
}
