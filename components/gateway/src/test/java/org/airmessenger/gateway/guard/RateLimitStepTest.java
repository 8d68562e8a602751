/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import static org.airmessenger.gateway.guard.GuardFixture.LIMITS;
import static org.airmessenger.gateway.guard.GuardFixture.THERMO;
import static org.airmessenger.gateway.guard.GuardFixture.model;
import static org.airmessenger.gateway.guard.GuardFixture.policy;
import static org.airmessenger.gateway.guard.GuardFixture.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.model.Policy.Limits;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class RateLimitStepTest {

    private final GuardFixture fixture = new GuardFixture(policy(LIMITS, 9, "#"));
    private final RateLimitStep step = fixture.start(new RateLimitStep());

    private int allowed(RateLimitStep step, Identity identity, int bytes, Integer priority, int n) {
        int allowed = 0;
        for (int i = 0; i < n; i++) {
            Exchange exchange = fixture.message(identity, "t", bytes);
            if (priority != null) {
                exchange.getMessage().setHeader(AirHeaders.PRIORITY, priority);
            }
            allowed += verdict(step, exchange) == null ? 1 : 0;
        }
        return allowed;
    }

    private int allowed(int n) {
        return allowed(step, THERMO, 10, null, n);
    }

    private static Identity device(String id, String tenant) {
        return new Identity(id, tenant, "sensor", "mqtt");
    }

    @Test
    void refusesWhatIsBeyondTheBurstAndSaysWhenToTryAgain() {
        assertThat(allowed(20)).isEqualTo(20);
        RefusedException refusal = verdict(step, fixture.message(THERMO, "t", 10));
        assertThat(refusal.refusal()).isEqualTo(Refusal.OVER_RATE);
        assertThat(refusal.retryAfterMillis()).isEqualTo(100);
        assertThat(refusal).hasMessageStartingWith("AIR-2007");
        assertThat(fixture.refused("over-rate")).isEqualTo(1);
    }

    @Test
    void refillsAtTheSustainedRate() {
        allowed(100);
        fixture.passSeconds(0.5);
        assertThat(allowed(100)).isEqualTo(5);
        fixture.passSeconds(1);
        assertThat(allowed(100)).isEqualTo(10);
    }

    @Test
    void clockThatJumpsForwardGrantsOneBurstAndNoMore() {
        allowed(100);
        fixture.passSeconds(1e9 / 1e3);
        assertThat(allowed(100)).isEqualTo(20);
    }

    @Test
    void clockThatJumpsBackwardGrantsNothing() {
        allowed(100);
        fixture.passSeconds(-0.9);
        assertThat(allowed(100)).isZero();
        fixture.passSeconds(0.9 + 1);
        assertThat(allowed(100)).isEqualTo(10);
    }

    @Test
    void countsBytesToo() {
        Limits narrow = new Limits(1000, 1000, 2_000, 1_000, 5);
        fixture.model.replace(model(policy(narrow, 9, "#")));
        assertThat(allowed(step, THERMO, 900, null, 10)).isEqualTo(2);
        RefusedException refusal = verdict(step, fixture.message(THERMO, "t", 900));
        assertThat(refusal).hasMessageStartingWith("AIR-2008");
        assertThat(refusal.retryAfterMillis()).isEqualTo(350);
        assertThat(allowed(step, THERMO, 100, null, 10)).isEqualTo(2);
    }

    @Test
    void bodyLargerThanOneSecondsBytesStillPassesWithFullBudget() {
        Limits slow = new Limits(1000, 1000, 100, 1_000, 5);
        fixture.model.replace(model(policy(slow, 9, "#")));
        assertThat(allowed(step, THERMO, 1_000, null, 2)).isEqualTo(1);
    }

    @Test
    void largestLimitsThatTheFilesAllowDoNotOverflow() {
        Limits huge = new Limits(1_000_000, 10_000_000, 1L << 40, 1 << 28, 1_000_000);
        fixture.model.replace(model(policy(huge, 9, "#")));
        assertThat(allowed(step, THERMO, 1_000_000, null, 500)).isEqualTo(500);
        assertThat(allowed(step, THERMO, 1_000_000, 9, 500)).isEqualTo(500);
        fixture.passSeconds(1e9);
        assertThat(allowed(step, THERMO, 1_000_000, null, 500)).isEqualTo(500);
        RateLimitStep shared = new RateLimitStep();
        shared.setTenantBytesPerSecond(100_000_000_000L);
        fixture.start(shared);
        assertThat(allowed(shared, THERMO, 1_000_000, null, 500)).isEqualTo(500);
    }

    @Test
    void oneDeviceHarmsNoOther() {
        allowed(1000);
        assertThat(allowed(step, device("thermo-2", "plant-a"), 10, null, 20)).isEqualTo(20);
    }

    @Test
    void urgentHasBudgetOfItsOwnEvenWhenTelemetryUsedUpTheOther() {
        allowed(1000);
        assertThat(allowed(step, THERMO, 10, 9, 10)).isEqualTo(5);
        fixture.passSeconds(1);
        assertThat(allowed(step, THERMO, 10, 7, 10)).isEqualTo(5);
        assertThat(allowed(100)).as("urgent took nothing from the ordinary").isEqualTo(10);
    }

    @Test
    void urgentPaysForItsBytesLikeAllOthers() {
        Limits narrow = new Limits(1000, 1000, 2_000, 1_000, 5);
        fixture.model.replace(model(policy(narrow, 9, "#")));
        assertThat(allowed(step, THERMO, 900, 9, 5)).isEqualTo(2);
        assertThat(allowed(step, THERMO, 10, 9, 5))
                .as("what was refused cost nothing")
                .isEqualTo(3);
    }

    @Test
    void askingForMoreThanThePolicyGrantsDrawsOnTheOrdinaryBudget() {
        fixture.model.replace(model(policy(LIMITS, 6, "#")));
        assertThat(allowed(step, THERMO, 10, 9, 100)).isEqualTo(20);
        assertThat(allowed(100)).isZero();
    }

    @Test
    void refusalOfTenantOrListenerCostsTheDeviceNothing() {
        RateLimitStep shared = new RateLimitStep();
        shared.setTenantMessagesPerSecond(12);
        shared.setListenerMessagesPerSecond(8);
        fixture.start(shared);
        assertThat(allowed(shared, THERMO, 10, null, 100)).isEqualTo(8);
        RefusedException refusal = verdict(shared, fixture.message(THERMO, "t", 10));
        assertThat(refusal).hasMessageStartingWith("AIR-2011");
        // the device paid 8 of 20, its tenant 8 of 12: the 93 refused cost nobody anything
        assertThat(allowed(100)).isEqualTo(12);
        shared.setListenerMessagesPerSecond(0);
        RateLimitStep tenantOnly = new RateLimitStep();
        tenantOnly.setTenantMessagesPerSecond(12);
        fixture.start(tenantOnly);
        assertThat(allowed(tenantOnly, device("a", "plant-a"), 10, null, 20)).isEqualTo(4);
        assertThat(verdict(tenantOnly, fixture.message(device("b", "plant-a"), "t", 1)))
                .hasMessageStartingWith("AIR-2010");
        assertThat(allowed(tenantOnly, device("c", "plant-b"), 10, null, 20)).isEqualTo(12);
        assertThat(allowed(tenantOnly, device("d", null), 10, null, 20)).isEqualTo(20);
    }

    @Test
    void sharedBudgetsCountBytesToo() {
        RateLimitStep shared = new RateLimitStep();
        shared.setTenantBytesPerSecond(100);
        fixture.start(shared);
        assertThat(allowed(shared, THERMO, 40, null, 10)).isEqualTo(2);
        assertThat(allowed(shared, device("b", "plant-a"), 20, null, 10)).isEqualTo(1);
    }

    @Test
    void changeOfLimitsKeepsWhatWasSpentInProportion() {
        allowed(1000);
        fixture.model.replace(model(policy(new Limits(100, 200, 1_000_000, 1_000, 5), 9, "#")));
        assertThat(allowed(1000)).as("an empty budget stays empty").isZero();
        fixture.passSeconds(1);
        assertThat(allowed(1000)).isEqualTo(100);
        Identity quiet = device("quiet", null);
        assertThat(allowed(step, quiet, 1, null, 100)).isEqualTo(100);
        fixture.model.replace(model(policy(LIMITS, 9, "#")));
        assertThat(allowed(step, quiet, 1, null, 100)).as("half spent stays half").isEqualTo(10);
    }

    @Test
    void budgetsOfDevicesThatAreGoneAreForgottenButNotBeforeTheyAreFullAgain() {
        fixture.model.replace(model(policy(new Limits(1, 600, 1_000_000, 1_000, 5), 9, "#")));
        Guard guard = fixture.camel.getRegistry().lookupByNameAndType(Guard.BEAN, Guard.class);
        allowed(1000);
        fixture.passSeconds(300);
        guard.budgets().cleanUp();
        assertThat(guard.budgets().devices()).isEqualTo(1);
        assertThat(allowed(1000)).isEqualTo(300);
        fixture.passSeconds(601);
        guard.budgets().cleanUp();
        assertThat(guard.budgets().devices()).isZero();
        assertThat(allowed(1000)).isEqualTo(600);
    }

    @Test
    void neverGrantsMoreThanTheBurstToManyThreadsWhileLimitsChange() throws Exception {
        Limits tight = new Limits(1, 500, 1_000_000_000, 1_000, 5);
        Limits same = new Limits(1, 500, 1_000_000_000, 1_000, 6);
        fixture.model.replace(model(policy(tight, 9, "#")));
        AtomicInteger allowed = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(4);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int t = 0; t < 4; t++) {
            boolean changes = t == 0;
            threads.execute(
                    () -> {
                        ready.countDown();
                        for (int i = 0; i < 1000; i++) {
                            if (changes && i % 50 == 0) {
                                fixture.model.replace(
                                        model(policy(i % 100 == 0 ? same : tight, 9, "#")));
                            }
                            allowed.addAndGet(allowed(1));
                        }
                    });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(allowed).hasValue(500);
    }

    @Test
    void refusesLimitsOutsideTheirRange() {
        assertThatThrownBy(() -> step.setTenantBytesPerSecond(-1))
                .hasMessageContaining("AIR-2020 air.guard.tenant.bytesPerSecond must be 0–");
    }
}
