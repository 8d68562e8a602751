/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.control.model.Policy;
import org.airmessenger.control.model.Policy.Limits;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Topics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Random;

class PolicyBookTest {

    private static final Place PLACE = new Place("conf/policies.yaml", 1);
    private static final Limits LIMITS = new Limits(1, 2, 3, 4, 5);
    private static final Identity D1 = new Identity("d1", "acme", "p", "mqtt");
    private static final Identity NO_TENANT = new Identity("d1", null, "p", "mqtt");

    private static Model model(List<String> filters) {
        Policy policy = new Policy("p", filters, filters, LIMITS, 6, PLACE);
        return new Model(Map.of(), List.of(), Map.of("p", policy), Map.of());
    }

    private static PolicyBook book(String... filters) {
        return new PolicyBook(new LiveModel(model(List.of(filters))));
    }

    @ParameterizedTest
    @CsvSource({
        // filter of the policy,       topic,            may publish
        "sensors/${device}/#,          sensors/d1/t,     true",
        "sensors/${device}/#,          sensors/d1,       true",
        "sensors/${device}/#,          sensors/d1/,      true",
        "sensors/${device}/#,          sensors/d10/t,    false",
        "sensors/${device}/#,          sensors/d/t,      false",
        "sensors/${device}/#,          sensors/D1/t,     false",
        "sensors/${device}/#,          sensors//t,       false",
        "${tenant}/${device},          acme/d1,          true",
        "${tenant}/${device},          acme/d1/x,        false",
        "${tenant}-${device}/x,        acme-d1/x,        true",
        "a${device}b${device}c,        ad1bd1c,          true",
        "a${device}b${device}c,        ad1bd2c,          false",
        "a/+/c,                        a/b/c,            true",
        "a/+/c,                        a//c,             true",
        "a/+,                          a,                false",
        "a/+,                          a/b/c,            false",
        "+,                            a,                true",
        "+/+,                          /a,               true",
        "#,                            a/b,              true",
        "#,                            $SYS/x,           false",
        "+/x,                          $SYS/x,           false",
        "$SYS/#,                       $SYS/x,           true",
        "'a/',                         a,                false",
        "'a/',                         a/,               true",
        "a,                            a/,               false",
    })
    void allowsExactlyTheTopicsOfItsFilters(String filter, String topic, boolean allowed) {
        assertThat(book(filter).mayPublish(D1, topic)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        // filter of the policy,       filter asked,     may subscribe
        "commands/${device}/#,         commands/d1/#,    true",
        "commands/${device}/#,         commands/d1/+,    true",
        "commands/${device}/#,         commands/d1,      true",
        "commands/${device}/#,         commands/+/#,     false",
        "commands/${device}/#,         commands/#,       false",
        "commands/${device}/#,         #,                false",
        "commands/${device}/#,         +/d1/#,           false",
        "a/+,                          a/+,              true",
        "a/+,                          a/#,              false",
        "a/#,                          a/+/#,            true",
        "+/#,                          #,                false",
        "#,                            #,                true",
        "#,                            +/+,              true",
        "#,                            $SYS/#,           false",
        "a/+/c,                        a/b/+,            false",
    })
    void allowsASubscriptionOnlyIfAllOfItIsAllowed(String filter, String asked, boolean allowed) {
        assertThat(book(filter).maySubscribe(D1, asked)).isEqualTo(allowed);
    }

    @Test
    void agreesWithTheContainmentOfTopicsWhateverIsAsked() {
        Random random = new Random(7);
        String[] outer = {"a", "b", "+", "${device}", "x${device}", "${tenant}", "", "$s"};
        String[] inner = {"a", "b", "+", "d1", "xd1", "acme", "", "$s"};
        for (int i = 0; i < 50_000; i++) {
            String filter = words(random, outer);
            String asked = words(random, inner);
            String filled = filter.replace("${device}", "d1").replace("${tenant}", "acme");
            if (filled.isEmpty() || asked.isEmpty()) {
                continue;
            }
            assertThat(new TopicPattern(filter).contains(asked, D1))
                    .as("%s contains %s", filter, asked)
                    .isEqualTo(Topics.contains(filled, asked));
        }
    }

    private static String words(Random random, String[] from) {
        StringBuilder text = new StringBuilder(from[random.nextInt(from.length)]);
        for (int level = random.nextInt(4); level > 0; level--) {
            text.append('/').append(from[random.nextInt(from.length)]);
        }
        return random.nextInt(4) == 0 ? text.append("/#").toString() : text.toString();
    }

    private static Identity scoped(String... scope) {
        return new Identity(
                "d1", "acme", "p", "mqtt", new Proof("t", "k", Proof.FOREVER, List.of(scope)));
    }

    @ParameterizedTest
    @CsvSource({
        // policy,         scope,           topic or filter, allowed
        "sensors/d1/#,     sensors/+/fine,  sensors/d1/fine, true",
        "sensors/d1/#,     sensors/+/fine,  sensors/d1/x,    false",
        "sensors/d1/#,     sensors/+/fine,  sensors/d2/fine, false",
        "sensors/d1/#,     '#',             sensors/d1/x,    true",
        "sensors/d1/#,     '#',             sensors/d2/x,    false",
        "sensors/d1/#,     commands/#,      sensors/d1/x,    false",
        "sensors/d1/#,     sensors/d1/a,    sensors/d1/a,    true",
        "sensors/d1/#,     sensors/d1/a,    sensors/d1/+,    false",
        "sensors/d1/#,     sensors/d1/a,    sensors/d1/#,    false",
        "sensors/d1/#,     sensors/d1/+,    sensors/d1/+,    true",
        "sensors/d1/#,     sensors/d1/#,    sensors/d1,      true",
        "$SYS/#,           '#',             $SYS/x,          false",
    })
    void theScopeOfATokenOnlyTakesAway(String policy, String scope, String asked, boolean allowed) {
        PolicyBook book = book(policy);
        Identity identity = scoped(scope);
        assertThat(book.mayPublish(identity, asked)).isEqualTo(allowed);
        assertThat(book.maySubscribe(identity, asked)).isEqualTo(allowed);
        assertThat(book.allows(identity, asked)).isEqualTo(allowed ? policy : null);
    }

    @Test
    void oneFilterOfTheScopeIsEnough() {
        Identity identity = scoped("a", "b/#");
        assertThat(book("#").mayPublish(identity, "b/c")).isTrue();
        assertThat(book("#").mayPublish(identity, "c")).isFalse();
    }

    @Test
    void deniesWhatNobodyAllowed() {
        assertThat(book().mayPublish(D1, "a")).isFalse();
        assertThat(book("${tenant}/x").mayPublish(NO_TENANT, "/x")).isFalse();
        assertThat(book("${tenant}/x").mayPublish(NO_TENANT, "null/x")).isFalse();
        Identity stranger = new Identity("d1", null, "gone", "mqtt");
        assertThat(book("#").mayPublish(stranger, "a")).isFalse();
        assertThat(book("#").maySubscribe(stranger, "a")).isFalse();
        assertThat(book("#").maxPriority(stranger)).isZero();
        assertThat(book("#").limits(stranger).maxMessageBytes()).isZero();
    }

    @Test
    void followsTheModel() {
        LiveModel live = new LiveModel(model(List.of("a")));
        PolicyBook book = new PolicyBook(live);
        assertThat(book.limits(D1)).isEqualTo(LIMITS);
        assertThat(book.maxPriority(D1)).isEqualTo(6);
        live.replace(model(List.of("b")));
        assertThat(book.mayPublish(D1, "a")).isFalse();
        assertThat(book.mayPublish(D1, "b")).isTrue();
        live.replace(Model.EMPTY);
        assertThat(book.mayPublish(D1, "b")).isFalse();
    }

    @Test
    void allocatesNothingWhenAsked() {
        PolicyBook book = book("x/y", "sensors/${device}/#", "${tenant}/${device}/+");
        var threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        boolean all = true;
        for (int i = 0; i < 20_000; i++) {
            all &= book.mayPublish(D1, "acme/d1/t");
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            all &= book.mayPublish(D1, "acme/d1/t");
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(all).isTrue();
    }
}
