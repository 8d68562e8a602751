/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.files.FourFiles.Loaded;
import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Destination.Overflow;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Policy;
import org.airmessenger.control.model.Rule;
import org.airmessenger.message.LaneClass;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class FourFilesTest {

    private static final String CLOUD = "cloud: { sink: air-http-sink }\n";

    @TempDir Path home;

    @BeforeEach
    void makesConf() throws IOException {
        Files.createDirectories(home.resolve("conf"));
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(home.resolve("conf").resolve(name + ".yaml"), text);
    }

    private List<String> problems() {
        return FourFiles.load(home).problems().stream().map(Problem::toString).toList();
    }

    @Test
    void saysWhereAKeyBelongsThatStandsTooDeep() throws IOException {
        file("destinations", CLOUD);
        file("rules", "- { id: hot, match: { topic: t, where: { jsonpath: x } }, to: [cloud] }\n");
        assertThat(problems())
                .containsExactly(
                        "conf/rules.yaml:1: AIR-6003 match of rule hot has no key \"where\"; it is a key of rule hot: move it out");
    }

    @Test
    void readsWhatTheDesignShows() throws IOException {
        file(
                "destinations",
                """
                cloud:
                  sink: air-http-sink                      # any sink Kamelet
                  parameters: { url: "https://functions.example/ingest", hmacKey: "{{env:CLOUD_HMAC}}" }
                  accept: journal
                  batch: { urgent: { maxMessages: 1 }, normal: { maxMessages: 100, maxDelay: 1s, maxBytes: 1MB } }
                  concurrency: 8
                  order: device
                  retry: { initial: 200ms, max: 1m, maxAttempts: 5 }
                  compress: auto
                  caps: { urgent: { maxBytes: 1GB }, normal: { maxBytes: 10GB }, bulk: { maxBytes: 10GB, overflow: drop-oldest } }
                """);
        file(
                "rules",
                """
                - id: overheating
                  match: { topic: "sensors/+/temperature" }
                  where: { jsonpath: "$[?(@.celsius > 80)]" }
                  priority: 9
                  to: [cloud]
                  local: true
                - id: telemetry
                  match: { topic: "sensors/#" }
                  to: [cloud]
                """);
        file(
                "policies",
                """
                sensor:
                  publish: ["sensors/${device}/#"]
                  subscribe: ["commands/${device}/#"]
                  limits: { messagesPerSecond: 100, burst: 200, bytesPerSecond: 1MB, maxMessageBytes: 64KB }
                  maxPriority: 6
                """);
        file("devices", "thermo-1: { policy: sensor, tenant: plant-a }\n");

        Loaded loaded = FourFiles.load(home);

        assertThat(loaded.problems()).isEmpty();
        Model model = loaded.model();
        Destination cloud = model.destinations().get("cloud");
        assertThat(cloud.parameters()).containsEntry("hmacKey", "{{env:CLOUD_HMAC}}");
        assertThat(cloud.batches().get(LaneClass.NORMAL))
                .isEqualTo(new Destination.Batch(100, Duration.ofSeconds(1), 1 << 20));
        assertThat(cloud.caps().get(LaneClass.BULK))
                .isEqualTo(new Destination.Cap(10L << 30, Overflow.DROP_OLDEST));
        assertThat(cloud.retry().initial()).isEqualTo(Duration.ofMillis(200));
        assertThat(cloud.place()).hasToString("conf/destinations.yaml:1");
        assertThat(model.rules()).extracting(Rule::id).containsExactly("overheating", "telemetry");
        assertThat(model.rules().get(0).where())
                .isEqualTo(new Rule.Where("jsonpath", "$[?(@.celsius > 80)]"));
        assertThat(model.rules().get(1).place().line()).isEqualTo(7);
        assertThat(model.policies().get("sensor").limits())
                .isEqualTo(new Policy.Limits(100, 200, 1 << 20, 64 << 10, 100));
        assertThat(model.devices().get("thermo-1").tenant()).isEqualTo("plant-a");
    }

    @Test
    void readsHowLongARequestMayTakeAndHowManyDeadThereMayBe() throws IOException {
        file(
                "destinations",
                """
                cloud:
                  sink: air-http-sink
                  retry: { requestMax: 90s }
                  caps: { dead: { maxBytes: 64MB } }
                """);
        Destination cloud = FourFiles.load(home).model().destinations().get("cloud");
        assertThat(cloud.retry())
                .isEqualTo(
                        new Destination.Retry(
                                Duration.ofMillis(200),
                                Duration.ofMinutes(1),
                                5,
                                Duration.ofSeconds(90)));
        assertThat(cloud.deadMaxBytes()).isEqualTo(64L << 20);
    }

    @Test
    void refusesARequestWithoutEndAndAPolicyForTheDead() throws IOException {
        file(
                "destinations",
                """
                cloud:
                  sink: air-http-sink
                  retry: { requestMax: 25h }
                  caps:
                    dead: { maxBytes: 1KB, overflow: drop-oldest }
                """);
        assertThat(problems())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).contains(":3: AIR-6005", "requestMax", "1s–1d"),
                        one -> assertThat(one).contains(":5: AIR-6003", "overflow"),
                        one -> assertThat(one).contains(":5: AIR-6005", "maxBytes", "caps.dead"));
    }

    @Test
    void missingAndEmptyFilesSayThatThereIsNone() throws IOException {
        file("rules", "# nothing yet\n");
        assertThat(FourFiles.load(home)).isEqualTo(new Loaded(Model.EMPTY, List.of()));
    }

    @Test
    void whatIsNotWrittenHasItsDefault() throws IOException {
        file("destinations", CLOUD);
        file("rules", "- { id: all, match: { topic: '#' } }\n");
        file("policies", "p: {}\n");

        Model model = FourFiles.load(home).model();

        Destination cloud = model.destinations().get("cloud");
        assertThat(cloud.batches().get(LaneClass.URGENT).maxMessages()).isEqualTo(1);
        assertThat(cloud.caps().get(LaneClass.BULK).overflow()).isEqualTo(Overflow.REFUSE);
        assertThat(cloud.ordered()).isTrue();
        assertThat(cloud.acceptMemory()).isFalse();
        assertThat(cloud.compress()).isEqualTo("none");
        assertThat(model.rules().get(0).local()).isTrue();
        assertThat(model.rules().get(0).stop()).isFalse();
        assertThat(model.policies().get("p").maxPriority()).isEqualTo(6);
        assertThat(model.policies().get("p").publish()).isEmpty();
    }

    @Test
    void reportsAllProblemsOfAllFilesAtOnceEachWithItsLine() throws Exception {
        Path bad = Path.of(FourFilesTest.class.getResource("/bad-files").toURI());
        Loaded loaded = FourFiles.load(bad);
        assertThat(loaded.problems())
                .extracting(Problem::toString)
                .containsExactlyElementsOf(Files.readAllLines(bad.resolve("expected.txt")));
        assertThat(loaded.model()).isEqualTo(Model.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({
        "'a: [1,2', AIR-6002",
        "'\tx: 1', AIR-6002",
        "'a: !!java.net.URL {}', AIR-6012",
        "'!x a: {}', AIR-6012",
        "'a: &x {sink: s}\nb: *x', AIR-6012",
        "'- a', AIR-6004",
        "'just words', AIR-6004",
        "'a: {sink: s}\n---\nb: {sink: s}', AIR-6012",
        "'[a]: {sink: s}', AIR-6004",
    })
    void refusesWhatIsNotPlainYaml(String text, String code) throws IOException {
        file("destinations", text);
        assertThat(FourFiles.load(home).problems()).extracting(Problem::code).contains(code);
    }

    @Test
    void refusesAFirstPauseThatTheLanesWouldRefuseAtTheirStart() throws IOException {
        file("destinations", "a: {sink: s, retry: {initial: 2h, max: 3h}}");
        assertThat(problems()).singleElement().asString().contains("AIR-6005", "10ms–1h");
    }

    @Test
    void refusesAnAliasBombAtOnce() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i));
            bomb.append("*a%d,".formatted(i - 1).repeat(9)).append("]\n");
        }
        file("destinations", bomb.toString());
        assertThat(problems()).singleElement().asString().contains("AIR-6012", "aliases");
    }

    @Test
    void refusesAFileThatIsTooLargeUnreadOrNotText() throws IOException {
        try (var channel =
                java.nio.channels.FileChannel.open(
                        home.resolve("conf/rules.yaml"),
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {'#'}), YamlFile.MAX_BYTES);
        }
        Files.createDirectory(home.resolve("conf/policies.yaml"));
        Files.write(home.resolve("conf/devices.yaml"), new byte[] {'a', (byte) 0xff, ':'});
        assertThat(problems())
                .hasSize(3)
                .satisfiesExactly(
                        large -> assertThat(large).contains("rules.yaml:1: AIR-6001", "32MB"),
                        folder -> assertThat(folder).contains("policies.yaml:1: AIR-6001"),
                        bytes -> assertThat(bytes).contains("devices.yaml:1: AIR-6002", "UTF-8"));
    }

    @Test
    void aBrokenFileCausesNoErrorsInFilesThatReferToIt() throws IOException {
        file("destinations", "cloud: {");
        file("rules", "- { id: a, match: { topic: a }, to: [cloud] }\n");
        file("policies", "p: {");
        file("devices", "d: { policy: p }\n");
        assertThat(problems()).hasSize(2).allMatch(problem -> problem.contains(Problem.NOT_YAML));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a}}", "{{", "{{}}", "{{ }}", "{{a{{b}}}}", "{{a}} {{b", "}}{{a}}"})
    void refusesBrokenPlaceholdersWithoutShowingTheValue(String value) throws IOException {
        file("destinations", "cloud: { sink: s, parameters: { key: \"" + value + "\" } }\n");
        assertThat(FourFiles.load(home).problems())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.code()).isEqualTo(Problem.BAD_PLACEHOLDER);
                            assertThat(problem.text()).contains("parameter key");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "{{a}}", "x{{env:A}}y{{b:c}}", "{ \\\"a\\\": 1 }", "$[{a}]"})
    void takesSoundPlaceholders(String value) throws IOException {
        file("destinations", "cloud: { sink: s, parameters: { key: \"" + value + "\" } }\n");
        assertThat(problems()).isEmpty();
    }

    @Test
    void keysAndTextsAreTakenAsTheyAreWritten() throws IOException {
        file("policies", "'no': { publish: [1, on] }\n");
        file(
                "devices",
                "0012: { policy: no, tenant: 1_0 }\n12:30:45: { policy: 'no' }\nyes: {policy: no}\n");
        Model model = FourFiles.load(home).model();
        assertThat(model.devices()).containsOnlyKeys("0012", "12:30:45", "yes");
        assertThat(model.devices().get("0012").tenant()).isEqualTo("1_0");
        assertThat(model.policies().get("no").publish()).containsExactly("1", "on");
    }

    @Test
    void othersAddTheirChecksAndFindTheLines() throws IOException {
        file("destinations", "cloud:\n  sink: s\n  parameters:\n    url: u\n    maxBites: 7\n");
        Loaded loaded =
                FourFiles.load(
                        home,
                        List.of(
                                (model, places, problems) ->
                                        problems.accept(
                                                new Problem(
                                                        "AIR-9999",
                                                        places.of(
                                                                "conf/destinations.yaml",
                                                                "cloud",
                                                                "parameters",
                                                                "maxBites"),
                                                        model.destinations()
                                                                .get("cloud")
                                                                .sink()))));
        assertThat(loaded.problems())
                .singleElement()
                .hasToString("conf/destinations.yaml:5: AIR-9999 s");
        assertThat(loaded.model()).isEqualTo(Model.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({"512,512", "512B,512", "64KB,65536", "10GB,10737418240", "2TB,2199023255552"})
    void sizesArePowersOf1024(String text, long bytes) {
        assertThat(Quantities.bytes(text)).isEqualTo(bytes);
        assertThat(Quantities.bytes(Quantities.size(bytes))).isEqualTo(bytes);
    }

    @Test
    void readsTenThousandDevicesQuickly() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append("device-").append(i).append(": { policy: p }\n");
        }
        file("devices", text.toString());
        file("policies", "p: {}\n");
        assertThat(text.toString().getBytes(StandardCharsets.UTF_8).length).isPositive();
        assertThat(FourFiles.load(home).model().devices()).hasSize(10_000);
    }
}
