/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.Topics;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class RuleTrieTest {

    private static final String[] LEVELS = {"a", "b", "c", "", "ä", "$x"};

    private static List<Integer> found(RuleTrie trie, String topic) {
        RuleTrie.Found found = trie.find(topic);
        return IntStream.range(0, found.count()).mapToObj(found::index).toList();
    }

    private static String random(Random random, boolean filter) {
        List<String> levels = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            int pick = random.nextInt(filter ? 8 : 6);
            boolean last = i == count - 1;
            levels.add(pick < 6 ? LEVELS[pick] : pick == 6 || !last ? "+" : "#");
        }
        return String.join("/", levels);
    }

    @Test
    void findsExactlyWhatTheNaiveMatcherFinds() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<String> filters = new ArrayList<>();
            int count = random.nextInt(60);
            while (filters.size() < count) {
                String filter = random(random, true);
                if (Topics.problemOfFilter(filter) == null) {
                    filters.add(filter);
                }
            }
            RuleTrie trie = new RuleTrie(filters);
            for (int i = 0; i < 200; i++) {
                String topic = random(random, false);
                if (topic.isEmpty()) {
                    continue;
                }
                List<Integer> naive =
                        IntStream.range(0, filters.size())
                                .filter(n -> Topics.contains(filters.get(n), topic))
                                .boxed()
                                .toList();
                assertThat(found(trie, topic))
                        .as("seed %d, topic %s, filters %s", seed, topic, filters)
                        .isEqualTo(naive);
            }
        }
    }

    @Test
    void costDoesNotGrowWithTheNumberOfRules() {
        int few = visited(10);
        int many = visited(10_000);
        assertThat((double) many / few).isLessThanOrEqualTo(1.1);
    }

    private static int visited(int rules) {
        List<String> filters =
                IntStream.range(0, rules)
                        .mapToObj(
                                i ->
                                        switch (i % 3) {
                                            case 0 -> "sensors/device-" + i + "/temperature";
                                            case 1 -> "sensors/+/kind-" + i;
                                            default -> "plants/plant-" + i + "/#";
                                        })
                        .toList();
        return new RuleTrie(filters).find("sensors/device-0/temperature").visited();
    }

    @Test
    void thousandMatchingRulesKeepTheirOrder() {
        List<String> filters =
                IntStream.range(0, 1000).mapToObj(i -> i % 2 == 0 ? "a/#" : "+/b").toList();
        assertThat(found(new RuleTrie(filters), "a/b"))
                .isEqualTo(IntStream.range(0, 1000).boxed().toList());
    }
}
