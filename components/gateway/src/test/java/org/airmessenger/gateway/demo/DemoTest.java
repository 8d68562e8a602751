/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.files.FourFiles;
import org.airmessenger.gateway.demo.function.Arrival;
import org.airmessenger.gateway.demo.function.CloudFunction;
import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;
import org.airmessenger.message.Lanes;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

class DemoTest {

    @Test
    void durationIsNumberWithUnit() {
        assertThat(Demo.parse("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Demo.parse("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThatThrownBy(() -> Demo.parse("soon")).hasMessageContaining("AIR-9080");
        assertThatThrownBy(() -> DemoPlan.of(Duration.ofSeconds(1)))
                .hasMessageContaining("must be 5s to 1h");
    }

    @Test
    void outageIsInsideTheShowWhateverItsDuration() {
        for (int seconds : new int[] {5, 20, 30, 3_600}) {
            DemoPlan plan = DemoPlan.of(Duration.ofSeconds(seconds));
            assertThat(plan.awayFrom()).isPositive().isLessThan(plan.awayUntil());
            assertThat(plan.awayUntil()).isLessThan(plan.duration());
        }
    }

    @Test
    void sensorsComeByEveryDoor() {
        DemoPlan plan = DemoPlan.of(Duration.ofSeconds(5));
        assertThat(IntStream.range(0, plan.sensors()).mapToObj(plan::door).toList())
                .contains("mqtt", "http", "websocket", "wire");
    }

    @Test
    void everySensorRaisesAlarms() {
        assertThat(DemoPlan.ALARM_EVERY % DemoPlan.of(Duration.ofSeconds(5)).sensors()).isOdd();
    }

    @Test
    void homeIsSoundHidesTheKeyAndVanishes() throws Exception {
        ThrowawayCertificate certificate = ThrowawayCertificate.make();
        Path folder;
        try (DemoHome home = DemoHome.create();
                CloudFunction function = CloudFunction.start(FunctionOptions.secure(certificate))) {
            folder = home.folder();
            home.issueIdentities(2);
            home.configure(2, function, certificate, "a-key-that-is-long-enough");
            assertThat(FourFiles.load(folder).problems()).isEmpty();
            assertThat(folder.resolve("conf/destinations.yaml"))
                    .content()
                    .doesNotContain("a-key-that-is-long-enough");
            assertThat(home.certificates().resolve("thermo-2.key")).exists();
        }
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    void acknowledgedMessageThatDidNotArriveIsMissing() {
        Score score = new Score();
        score.acknowledged("a", DemoPlan.MQTT);
        score.acknowledged("b", DemoPlan.WIRE);
        score.arrived(arrival("b", 4));
        score.arrived(arrival("c", 4));
        assertThat(score.missing()).isEqualTo(1);
        assertThat(score.byDoor()).containsEntry("mqtt", 1L).containsEntry("wire", 1L);
    }

    @Test
    void urgentLatencyLeavesOutWhatTheOutageHeldBack() {
        Score score = new Score();
        long now = System.nanoTime();
        score.published("before", now - Duration.ofMillis(5).toNanos());
        score.arrived(arrival("before", 9));
        score.functionWent(System.nanoTime());
        score.published("held", now - Duration.ofHours(1).toNanos());
        score.functionCame();
        score.arrived(arrival("held", 9));
        assertThat(score.urgentCount()).isEqualTo(1);
        assertThat(score.urgentMillis(99)).isBetween(5.0, 60_000.0);
    }

    @Test
    void endIsBadIfSomethingIsLostAlthoughTheLedgerBalances() {
        assertThat(outcome(10, 0, 0).isWell()).isTrue();
        assertThat(outcome(10, 0, 1).isWell()).isFalse();
        assertThat(outcome(9, 0, 0).balanced()).isFalse();
        assertThat(outcome(9, 1, 0).isWell()).isFalse();
        assertThat(outcome(10, 0, 0).values())
                .containsEntry("accepted", 10L)
                .containsEntry("dropped", 0L)
                .containsEntry("balanced", true)
                .containsEntry("doors", Map.of("wire", 10L))
                .containsKey("urgent_p99_ms");
    }

    @Test
    void elsewhereThanOnTerminalItPrintsPlainLinesOnceSecond() {
        StringWriter text = new StringWriter();
        Screen screen = new Screen(new PrintWriter(text), false);
        screen.show(moment(), 1_000);
        screen.show(moment(), 1_500);
        screen.show(moment(), 2_000);
        assertThat(text.toString().lines()).hasSize(2);
        assertThat(text.toString()).doesNotContain("\u001b").contains("function away");
    }

    private static Arrival arrival(String id, int priority) {
        return new Arrival(id, "thermo-1", priority, 0, -1);
    }

    private static Outcome outcome(long delivered, long waiting, long missing) {
        Lanes.Account account =
                new Lanes.Account(
                        "cloud", 10, 0, delivered, waiting, 0, Map.of("expired", 0L), 0, 0, 3);
        return new Outcome(account, 10, 10 - missing, missing, 0, 4.2, Map.of("wire", 10L), 800);
    }

    private static Moment moment() {
        return new Moment(3, 30, 400, 1_200, 900, 7, 3.1, 9.9, 12, 2, 298, Moment.Cloud.AWAY);
    }
}
