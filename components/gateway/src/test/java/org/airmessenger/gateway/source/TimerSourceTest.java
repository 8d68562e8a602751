/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class TimerSourceTest {

    private static final String TIMER =
            "kamelet:air-timer-source?device=service-1&topic=RAW(beats/${device})&delay=0&period=";

    private final SourceFixture fixture = new SourceFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void everyTickIsAMessageOfItsDevice() throws Exception {
        fixture.start(TIMER + "20&contentType=text/plain&body=beat");
        await().until(() -> fixture.arrived.size() >= 3);
        SourceFixture.Arrival first = fixture.arrived.get(0);
        assertThat(first.headers())
                .containsEntry(AirHeaders.DEVICE, "service-1")
                .containsEntry(AirHeaders.TENANT, "plant-a")
                .containsEntry(AirHeaders.TOPIC, "beats/service-1")
                .containsEntry(AirHeaders.DOOR, "timer")
                .containsEntry(AirHeaders.QOS, 1)
                .containsEntry(AirHeaders.CONTENT_TYPE, "text/plain")
                .containsKeys(AirHeaders.TIME, AirHeaders.ID)
                .doesNotContainKey(AirHeaders.PRIORITY);
        assertThat(first.identity().device()).isEqualTo("service-1");
        assertThat(first.identity().policy()).isEqualTo("p");
        assertThat(fixture.ids()).doesNotHaveDuplicates();
        await().untilAsserted(() -> assertThat(fixture.count("kept", "timer")).isGreaterThan(2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"LANE_FULL", "OVER_RATE", "FAILED", "GOING_DOWN"})
    void whatIsNotKeptComesAgainAsItWas(Refusal refusal) throws Exception {
        AtomicInteger tries = new AtomicInteger();
        fixture.guard.set(
                arrival ->
                        tries.incrementAndGet() < 3
                                ? new RefusedException(refusal, "AIR-3102 not now", 1)
                                : null);
        fixture.start(TIMER + "1h&body=beat");
        await().untilAsserted(() -> assertThat(fixture.count("kept", "timer")).isEqualTo(1));
        assertThat(fixture.ids()).hasSize(3).containsOnly(fixture.ids().get(0));
        assertThat(fixture.bodies()).containsOnly("beat");
        assertThat(fixture.arrived)
                .allSatisfy(
                        arrival ->
                                assertThat(arrival.headers())
                                        .containsEntry(AirHeaders.TOPIC, "beats/service-1"));
        assertThat(fixture.endings).containsExactly(false, false, true);
        assertThat(fixture.meters.counter("air_source_retries_total", "door", "timer").count())
                .isEqualTo(2);
    }

    @Test
    void anUnexpectedFailureComesAgainToo() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        fixture.guard.set(
                arrival ->
                        tries.incrementAndGet() < 2 ? new IllegalStateException("broken") : null);
        fixture.start(TIMER + "1h");
        await().untilAsserted(() -> assertThat(fixture.count("kept", "timer")).isEqualTo(1));
        assertThat(fixture.ids()).hasSize(2).containsOnly(fixture.ids().get(0));
    }

    @Test
    void whatComesMeanwhileWaitsBehindIt() throws Exception {
        fixture.guard.set(arrival -> new RefusedException(Refusal.LANE_FULL, "AIR-3102 full"));
        fixture.start(TIMER + "5");
        await().until(() -> fixture.arrived.size() >= 3);
        List<String> whileFull = List.copyOf(fixture.ids());
        assertThat(whileFull).as("only the first is tried").containsOnly(whileFull.get(0));
        fixture.guard.set(arrival -> null);
        await().untilAsserted(() -> assertThat(fixture.count("kept", "timer")).isGreaterThan(50));
        assertThat(fixture.arrived())
                .extracting(arrival -> (Long) arrival.headers().get(AirHeaders.TIME))
                .isSorted();
        double kept = fixture.count("kept", "timer");
        assertThat(fixture.ids().stream().distinct().count()).isGreaterThanOrEqualTo((long) kept);
    }

    @Test
    void aStopDoesNotWaitForLanesThatTakeNothing() throws Exception {
        fixture.guard.set(arrival -> new RefusedException(Refusal.LANE_FULL, "AIR-3102 full"));
        fixture.start(TIMER + "5");
        await().until(() -> fixture.arrived.size() >= 3);
        long before = System.nanoTime();
        fixture.close();
        assertThat(System.nanoTime() - before).isLessThan(8_000_000_000L);
    }

    @Test
    void aPauseForgetsNothing() throws Exception {
        fixture.guard.set(arrival -> new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 1));
        fixture.start(TIMER + "20");
        await().until(() -> fixture.arrived.size() >= 2);
        String first = fixture.ids().get(0);
        String route =
                fixture.camel.getRoutes().stream()
                        .map(Route::getRouteId)
                        .filter(id -> id.startsWith("air-timer-source"))
                        .findFirst()
                        .orElseThrow();
        fixture.camel.getRouteController().suspendRoute(route);
        fixture.guard.set(arrival -> null);
        fixture.camel.getRouteController().resumeRoute(route);
        await().untilAsserted(() -> assertThat(fixture.count("kept", "timer")).isGreaterThan(3));
        assertThat(fixture.ids().stream().distinct().findFirst()).contains(first);
        assertThat(fixture.endings.stream().filter(kept -> kept).count())
                .isLessThanOrEqualTo(fixture.ids().stream().distinct().count());
    }

    @Test
    void atMostAHundredWaitAndTheRestIsCounted() throws Exception {
        fixture.guard.set(arrival -> new RefusedException(Refusal.LANE_FULL, "AIR-3102 full"));
        fixture.start(TIMER + "1");
        await().untilAsserted(
                        () -> assertThat(fixture.count("lane-full", "timer")).isGreaterThan(5));
        fixture.guard.set(arrival -> null);
        await().untilAsserted(() -> assertThat(fixture.count("kept", "timer")).isGreaterThan(100));
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"NOT_ALLOWED", "TOO_LARGE", "NO_RECEIVER", "MALFORMED"})
    void whatIsRefusedForGoodIsSkippedAndCounted(Refusal refusal) throws Exception {
        AtomicInteger tries = new AtomicInteger();
        fixture.guard.set(
                arrival ->
                        tries.incrementAndGet() == 1
                                ? new RefusedException(refusal, "AIR-2003 no")
                                : null);
        fixture.start(TIMER + "20");
        await().untilAsserted(() -> assertThat(fixture.count("kept", "timer")).isPositive());
        assertThat(fixture.count(refusal.word(), "timer")).isEqualTo(1);
        assertThat(fixture.ids()).doesNotHaveDuplicates();
    }

    @Test
    void aDeviceThatIsRevokedSpeaksNoMore() throws Exception {
        fixture.start(TIMER + "5");
        await().until(() -> fixture.arrived.size() >= 2);
        fixture.device(true);
        await().untilAsserted(() -> assertThat(fixture.count("banned", "timer")).isGreaterThan(3));
        int before = fixture.arrived.size();
        double banned = fixture.count("banned", "timer");
        await().untilAsserted(
                        () ->
                                assertThat(fixture.count("banned", "timer"))
                                        .isGreaterThan(banned + 3));
        assertThat(fixture.arrived).hasSize(before);
    }

    @Test
    void refusesToStartAsADeviceThatIsNotThere() {
        assertThatThrownBy(
                        () ->
                                fixture.start(
                                        "kamelet:air-timer-source?device=nobody&topic=t&period=1s"))
                .rootCause()
                .hasMessageStartingWith("AIR-1102")
                .hasMessageContaining("nobody");
    }

    @Test
    void refusesToStartWithATopicThatIsNone() {
        assertThatThrownBy(
                        () ->
                                fixture.start(
                                        "kamelet:air-timer-source?device=service-1&topic=RAW(a/#)"))
                .rootCause()
                .hasMessageStartingWith("AIR-1103");
    }
}
