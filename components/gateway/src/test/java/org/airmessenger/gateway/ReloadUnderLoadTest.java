/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.demo.function.FunctionReport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Engineers edit while devices publish: no message notices. */
class ReloadUnderLoadTest {

    private static final List<String> FILES =
            List.of(
                    "routes/2-guard.camel.yaml",
                    "routes/3-lanes.camel.yaml",
                    "routes/4-delivery.camel.yaml",
                    "routes/5-sink-http.camel.yaml",
                    "kamelets/air-guard-size-action.kamelet.yaml",
                    "routes/1-source-mqtt.camel.yaml",
                    "kamelets/air-http-sink.kamelet.yaml",
                    "kamelets/air-lanes-classify-action.kamelet.yaml");

    @TempDir Path folder;
    private ReloadFixture fixture;

    @BeforeEach
    void makeHome() throws IOException {
        fixture = new ReloadFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void losesDoublesAndRefusesNothingDuringTwentyEdits() throws Exception {
        editsWhileMessagesFlow(1_000, 20, Duration.ofMillis(100));
    }

    @Test
    @Tag("long")
    void losesNothingAtFiveThousandPerSecond() throws Exception {
        editsWhileMessagesFlow(5_000, 20, Duration.ofSeconds(2));
    }

    private void editsWhileMessagesFlow(int perSecond, int edits, Duration between)
            throws Exception {
        fixture.startUnwatched();
        try (MqttLoad load = new MqttLoad(fixture.port(), 16)) {
            load.begin(perSecond);
            long begun = System.nanoTime();
            await().atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(
                            () -> {
                                assertThat(load.failures()).isEmpty();
                                assertThat(fixture.function.report().messages()).isGreaterThan(100);
                            });
            for (int i = 0; i < edits; i++) {
                String file = FILES.get(i % FILES.size());
                int number = i;
                fixture.edit(file, text -> text + "\n# edit " + number + "\n");
                assertThat(fixture.reloadInside()).contains(file + " changed");
                long before = fixture.function.report().messages();
                await(file + " edit " + i)
                        .atMost(60, TimeUnit.SECONDS)
                        .until(
                                () ->
                                        !load.failures().isEmpty()
                                                || fixture.function.report().messages() > before);
                assertThat(load.failures()).as(file).isEmpty();
                await().pollDelay(between).until(() -> true);
            }
            load.end();
            System.out.printf(
                    "%d edits among %d messages, %d per second%n",
                    edits, load.sent(), load.sent() * 1_000_000_000 / (System.nanoTime() - begun));
            await().atMost(60, TimeUnit.SECONDS).until(load::isAnswered);
            assertThat(load.failures()).isEmpty();
            assertThat(load.lostConnections()).isZero();
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> fixture.function.report().messages() >= load.sent());
            FunctionReport report = fixture.function.report();
            assertThat(report.messages()).isEqualTo(load.sent());
            assertThat(report.duplicates()).isZero();
            assertThat(report.inversions()).isZero();
        }
        assertThat(fixture.air("ledger")).startsWith("0\n");
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> {
                            assertThat(fixture.routes("2-guard")).hasSize(5);
                            assertThat(fixture.routes("4-delivery-cloud")).hasSize(1);
                            assertThat(fixture.routes("1-source-mqtt")).hasSize(1);
                        });
    }
}
