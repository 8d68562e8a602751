/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ExpectFileTest {

    @TempDir Path folder;

    private Sample read(String text) throws IOException {
        Files.writeString(folder.resolve("expect.yaml"), text);
        return ExpectFile.read(folder);
    }

    @Test
    void readsADay() throws IOException {
        Sample sample =
                read(
                        """
                        title: a day
                        servers: { cloud: { kind: function } }
                        steps:
                          - away: cloud
                          - publish: { device: d-1, topic: t, bodies: [{ a: 1 }, text], refused: QUOTA_EXCEEDED }
                          - arrives: { cloud: [{ device: d-1, class: urgent, body: { a: 1 } }] }
                          - ledger: { cloud: { accepted: 1 } }
                        """);

        assertThat(sample.title()).isEqualTo("a day");
        assertThat(sample.steps())
                .containsExactly(
                        new Step.Away("cloud"),
                        new Step.Publish(
                                "d-1", "t", List.of("{\"a\":1}", "text"), "QUOTA_EXCEEDED"),
                        new Step.Arrives(
                                Map.of(
                                        "cloud",
                                        List.of(
                                                new Arrived(
                                                        null,
                                                        "d-1",
                                                        null,
                                                        "urgent",
                                                        "{\"a\":1}")))),
                        new Step.Ledger(Map.of("cloud", Map.of("accepted", 1L))));
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        servers: { cloud: { kind: fountain } }
                                        steps:
                                          - away: clouds
                                          - publish: { device: d-1, topik: t, body: x }
                                          - arrives: { cloud: [{ class: slow }] }
                                          - ledger: { cloud: { lost: 1 } }
                                          - wait: 5
                                        """))
                .hasMessageContaining("servers.cloud.kind must be one of")
                .hasMessageContaining("steps[1] must name one of [cloud] but names clouds")
                .hasMessageContaining("steps[2].publish knows no topik")
                .hasMessageContaining("class must be urgent, normal or bulk but was slow")
                .hasMessageContaining("steps[4].ledger.cloud knows no lost")
                .hasMessageContaining("steps[5] must be publish,")
                .hasMessageContaining("title must be a text");
    }

    @Test
    void saysThatThereIsNoExpectation() {
        assertThatThrownBy(() -> ExpectFile.read(folder))
                .hasMessageContaining("must have an expect.yaml");
    }
}
