/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class TopicsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "/", "a//b", "sensors/thermo-1/temperature", "ä/ö", "😀/x"})
    void acceptsWhatMqttAllows(String topic) {
        assertThat(Topics.problemOfName(topic)).isNull();
        assertThat(Topics.problemOfFilter(topic)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/+", "#", "a#", "$SYS/x", "a\u0000b", "a\ud800", "\udc00a"})
    void refusesNamesThatAreNoTopics(String topic) {
        assertThat(Topics.problemOfName(topic)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/#/b", "a#", "#/a", "a+", "+a/b", "a/b+", "a\u0000"})
    void refusesFiltersWithMisplacedWildcards(String filter) {
        assertThat(Topics.problemOfFilter(filter)).isNotNull();
    }

    @Test
    void refusesMoreLevelsOrBytesThanTheLimit() {
        assertThat(Topics.problemOfName("a" + "/a".repeat(31))).isNull();
        assertThat(Topics.problemOfName("a" + "/a".repeat(32))).contains("32 levels but had 33");
        assertThat(Topics.problemOfName("ä".repeat(256))).isNull();
        assertThat(Topics.problemOfName("ä".repeat(256) + "a")).contains("512 bytes but had 513");
    }

    @ParameterizedTest
    @CsvSource({
        "#, a/b, true",
        "#, a/#, true",
        "#, +/b, true",
        "#, $SYS/a, false",
        "+/a, $SYS/a, false",
        "$SYS/#, $SYS/a, true",
        "a/#, a, true",
        "a/#, a/b/c, true",
        "a/#, a/+/c, true",
        "a/#, +, false",
        "a/#, ab, false",
        "a/+, a, false",
        "a/+, a/b, true",
        "a/+, a/+, true",
        "a/+, a/#, false",
        "a/+, a/b/c, false",
        "a/b, a/+, false",
        "+, a, true",
        "+, a/b, false",
        "a/+/c, a/b/c, true",
        "a/+/c, a/b/d, false",
        "+/+, /a, true",
        "/+, /a, true",
        "+, /a, false"
    })
    void containsByLevels(String outer, String inner, boolean contained) {
        assertThat(Topics.contains(outer, inner)).isEqualTo(contained);
    }

    @Test
    void containmentMeansThatEveryMatchedTopicIsMatchedByTheOuterFilter() {
        Random random = new Random(7);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            names.add(random(random, "a", "b", ""));
        }
        for (int i = 0; i < 20_000; i++) {
            String outer = randomFilter(random);
            String inner = randomFilter(random);
            if (Topics.contains(outer, inner)) {
                for (String name : names) {
                    if (Topics.contains(inner, name)) {
                        assertThat(Topics.contains(outer, name))
                                .as("%s contains %s, so it must match %s", outer, inner, name)
                                .isTrue();
                    }
                }
            }
        }
    }

    private static String randomFilter(Random random) {
        String filter = random(random, "a", "b", "+");
        return random.nextInt(3) == 0 ? filter + "/#" : filter;
    }

    private static String random(Random random, String... levels) {
        List<String> parts = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            parts.add(levels[random.nextInt(levels.length)]);
        }
        String joined = String.join("/", parts);
        return joined.isEmpty() ? "a" : joined;
    }
}
