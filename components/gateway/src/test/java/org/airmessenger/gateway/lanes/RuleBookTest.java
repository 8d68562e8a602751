/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import static org.airmessenger.gateway.lanes.LanesFixture.model;
import static org.airmessenger.gateway.lanes.LanesFixture.rule;
import static org.airmessenger.gateway.lanes.LanesFixture.where;
import static org.airmessenger.gateway.lanes.LanesFixture.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Rule;
import org.airmessenger.message.Plan;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

class RuleBookTest {

    private final LanesFixture fixture = new LanesFixture();

    @Test
    void namesEveryWrongConditionWithItsLineAndChangesNothing() {
        LiveModel live = new LiveModel(model(rule("a", "#", "cloud")));
        Sorting sorting = new Sorting(live, fixture.meters);
        RuleBook before = sorting.book();
        assertThatThrownBy(
                        () ->
                                live.replace(
                                        model(
                                                where(3, "jsonpath", "$["),
                                                where(7, "jq", ".a == env"),
                                                where(9, "simple", "${bean:x} == 1"),
                                                where(11, "groovy", "1"),
                                                where(13, "jq", " "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conf/rules.yaml:3: AIR-3001 rule \"rule-3\": ")
                .hasMessageContaining("conf/rules.yaml:7: ")
                .hasMessageContaining("conf/rules.yaml:9: ")
                .hasMessageContaining("conf/rules.yaml:11: ")
                .hasMessageContaining("conf/rules.yaml:13: ");
        assertThat(sorting.book()).isSameAs(before);
    }

    @Test
    void noRulePlansNothingButLocalSubscribers() {
        Plan plan = fixture.decide(fixture.book(rule("a", "other", "cloud")), "t");
        assertThat(plan).isEqualTo(new Plan(List.of(), Set.of(), true, 4));
        assertThat(fixture.meters.counter("air_lanes_unmatched_total").count()).isEqualTo(1);
    }

    @Test
    void allMatchingRulesCountUntilOneThatStops() {
        RuleBook book =
                fixture.book(
                        rule("a", "t/#", "cloud"),
                        with(rule("b", "t/+", "live", "cloud"), null, true, true),
                        rule("c", "#", "never"));
        Plan plan = fixture.decide(book, "t/x");
        assertThat(plan.destinations()).containsExactly("cloud", "live");
        assertThat(plan.memory()).containsExactly("live");
        assertThat(fixture.decide(book, "u").destinations()).containsExactly("never");
    }

    @Test
    void ruleWhoseConditionFailsDoesNotStop() {
        Rule first = where(1, "jsonpath", "$[?(@.celsius > 80)]");
        RuleBook book = fixture.book(with(first, 9, true, true), rule("b", "#", "live"));
        Plan hot = book.decide(fixture.view("{\"celsius\":81}"), "t", null, null);
        assertThat(hot).isEqualTo(new Plan(List.of("cloud"), Set.of(), true, 9));
        Plan mild = book.decide(fixture.view("{\"celsius\":20}"), "t", null, null);
        assertThat(mild.destinations()).containsExactly("live");
    }

    @Test
    void localSubscribersGetItUnlessEveryMatchingRuleSaysNo() {
        Rule no = with(rule("a", "t", "cloud"), null, false, false);
        assertThat(fixture.decide(fixture.book(no), "t").local()).isFalse();
        assertThat(fixture.decide(fixture.book(no, rule("b", "#", "cloud")), "t").local()).isTrue();
    }

    @Test
    void highestPriorityThatARuleSetsWinsOverWhatTheDeviceAsked() {
        RuleBook book =
                fixture.book(
                        with(rule("a", "t", "cloud"), 2, true, false),
                        with(rule("b", "t/#", "cloud"), 3, true, false),
                        rule("c", "#", "cloud"));
        assertThat(book.decide(fixture.view(""), "t", 9, "sensor").priority()).isEqualTo(3);
    }

    @Test
    void deviceGetsWhatItAsksUpToItsPolicy() {
        RuleBook book = fixture.book(rule("a", "#", "cloud"));
        assertThat(book.decide(fixture.view(""), "t", 5, "sensor").priority()).isEqualTo(5);
        assertThat(book.decide(fixture.view(""), "t", 0, "sensor").priority()).isZero();
        assertThat(book.decide(fixture.view(""), "t", 9, "sensor").priority()).isEqualTo(6);
        assertThat(book.decide(fixture.view(""), "t", 99, "sensor").priority()).isEqualTo(6);
        assertThat(book.decide(fixture.view(""), "t", -1, "sensor").priority()).isEqualTo(4);
        assertThat(book.decide(fixture.view(""), "t", 9, "unknown").priority()).isEqualTo(4);
        assertThat(book.decide(fixture.view(""), "t", 9, null).priority()).isEqualTo(4);
        assertThat(book.decide(fixture.view(""), "t", null, "sensor").priority()).isEqualTo(4);
    }

    @Test
    void messageSeesOneModelOrTheOtherButNeverAMixture() throws Exception {
        LiveModel live = new LiveModel(model(rule("a", "t", "x"), rule("b", "#", "x2")));
        Sorting sorting = new Sorting(live, fixture.meters);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean mixed = new AtomicBoolean();
        CountDownLatch seen = new CountDownLatch(1000);
        Thread reader =
                new Thread(
                        () -> {
                            while (!stop.get()) {
                                List<String> to =
                                        fixture.decide(sorting.book(), "t").destinations();
                                if (!to.equals(List.of("x", "x2"))
                                        && !to.equals(List.of("y", "y2"))) {
                                    mixed.set(true);
                                }
                                seen.countDown();
                            }
                        });
        reader.start();
        for (int i = 0; i < 500 || seen.getCount() > 0; i++) {
            String name = i % 2 == 0 ? "y" : "x";
            live.replace(model(rule("a", "t", name), rule("b", "#", name + "2")));
        }
        stop.set(true);
        reader.join();
        assertThat(mixed).isFalse();
    }

    @Test
    void ruleCountersAreBoundedAndVanishWithTheirRules() {
        Rule[] many =
                IntStream.range(0, 1500)
                        .mapToObj(i -> rule("r" + i, "t" + i, "cloud"))
                        .toArray(Rule[]::new);
        RuleBook book = fixture.book(many);
        fixture.decide(book, "t7");
        fixture.decide(book, "t1400");
        assertThat(fixture.meters.find("air_lanes_rule_matches_total").counters()).hasSize(1001);
        assertThat(matches("r7")).isEqualTo(1);
        assertThat(matches("(others)")).isEqualTo(1);
        fixture.book(rule("r7", "#", "cloud"));
        assertThat(fixture.meters.find("air_lanes_rule_matches_total").counters()).hasSize(1);
        assertThat(matches("r7")).as("a rule that stays keeps its count").isEqualTo(1);
    }

    private double matches(String rule) {
        return fixture.meters.counter("air_lanes_rule_matches_total", "rule", rule).count();
    }
}
