/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class CheckCommandsTest {

    private static final String ROOT = System.getProperty("air.project.root");

    private static final String BAD_KAMELET =
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: other-sink
              labels:
                camel.apache.org/kamelet.type: "action"
            spec:
              definition:
                tittle: Mine
                type: object
                required: [urll]
                properties:
                  url: { title: URL, type: strng }
                  idle: { title: Idle, type: string }
              template:
                beans:
                  - name: signer
                    type: "#class:com.example.Missing"
                from:
                  uri: kamelet:source
                  steps:
                    - to:
                        uri: vertx-http:https://x
                        parameters:
                          conectTimeout: 5
                          responseTimeout: "{{ulr}}"
                    - to: direct:x?failIfNoConsumers=maybe
                    - to: nats:topic
                    - to: kafkaa:topic
                    - to: kamelet:air-guard-size-action?maxBites=7
                    - to: kamelet:no-such-action
                    - kamelet: { name: air-guard-size-action }
            """;

    @TempDir private Path folder;
    private CommandKit kit;

    @BeforeEach
    void know() {
        kit = new CommandKit(folder.resolve("no-home"));
    }

    @AfterEach
    void forget() {
        kit.close();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<String> lines(String... words) {
        assertThat(kit.air(words)).as(kit.out() + kit.err()).isEqualTo(Air.FAILED);
        return kit.out().lines().map(line -> line.replace(folder + "/", "")).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"our-mark-action", "our-service-sink", "our-room-source"})
    void aNewKameletPassesItsCheckAndItsCasesRightAway(String name) {
        String out = folder.resolve("team").toString();
        assertThat(kit.air("kamelet", "new", name, "--out", out)).as(kit.err()).isZero();
        assertThat(kit.air("kamelet", "check", out)).as(kit.out()).isZero();
        assertThat(kit.air("test", out)).as(kit.out()).isZero();
        assertThat(kit.out()).doesNotContain("\n0 cases");
        assertThat(kit.air("kamelet", "new", name, "--out", out)).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9095");
    }

    @Test
    void aNewKameletNeedsANameThatSaysWhatItIs() {
        for (String name : List.of("our-thing", "Our-sink", "our-sinks", "our_x-sink")) {
            assertThat(kit.air("kamelet", "new", name, "--out", folder.toString()))
                    .isEqualTo(Air.WRONG);
            assertThat(kit.err()).contains("AIR-9094");
        }
    }

    @Test
    void everyKameletAndRouteOfTheProjectPasses() {
        assertThat(kit.air("kamelet", "check", ROOT + "/kamelets")).as(kit.out()).isZero();
        assertThat(kit.air("route", "check", ROOT + "/routes")).as(kit.out()).isZero();
        assertThat(kit.air("route", "check", ROOT + "/docs")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9092");
    }

    @Test
    void findsAllThatIsWrongWithAKameletAtOnceWithLines() throws IOException {
        Path file = write("my-sink.kamelet.yaml", BAD_KAMELET);
        assertThat(lines("kamelet", "check", file.toString()))
                .anyMatch(line -> line.startsWith("my-sink.kamelet.yaml:4: AIR-9016"))
                .anyMatch(line -> line.startsWith("my-sink.kamelet.yaml:5: AIR-9058"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:9: AIR-9053 .*no key tittle"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:11: AIR-9058 .*urll.*url\\?"))
                .anyMatch(line -> line.startsWith("my-sink.kamelet.yaml:13: AIR-9053"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:13: AIR-9058 .*url must.*"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:14: AIR-9058 .*idle.*"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:18: AIR-9059 .*Missing.*"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "my-sink.kamelet.yaml:25: AIR-9056 .*no option"
                                                + " conectTimeout.*connectTimeout.*"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:26: AIR-9054 .*ulr.*url\\?"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "my-sink.kamelet.yaml:27: AIR-9056 .*failIfNoConsumers must"
                                                + " be true or false but was maybe.*"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "my-sink.kamelet.yaml:28: AIR-9055 .*camel-nats.jar.*"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:29: AIR-9055 .*kafka\\?"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:30: AIR-9014 .*maxBites.*"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:31: AIR-9013 .*no-such.*"))
                .anyMatch(line -> line.matches("my-sink.kamelet.yaml:32: AIR-9021 .*"));
    }

    @Test
    void findsAllThatIsWrongWithARouteAtOnceWithLines() throws IOException {
        Path file =
                write(
                        "my.camel.yaml",
                        """
                        - route:
                            id: mine
                            errorHandlr: {}
                            from:
                              uri: direct:mine
                              steps:
                                - sett: { name: x }
                                - setHeader: { nam: a, expression: { constant: { expression: b } } }
                                - choice:
                                    when:
                                      - simple: "${body} == 1"
                                        stepz: []
                                - to: airbroker:lanes?sppeed=1
                        - route:
                            id: mine
                            from: { uri: "direct:other", steps: [ { to: "direct:mine" } ] }
                        """);
        List<String> lines = lines("route", "check", file.toString());
        assertThat(lines)
                .anyMatch(line -> line.matches("my.camel.yaml:3: AIR-9053 .*errorHandlr"))
                .anyMatch(line -> line.matches("my.camel.yaml:7: AIR-9053 .*sett"))
                .anyMatch(line -> line.matches("my.camel.yaml:8: AIR-9053 .*nam.*"))
                .anyMatch(line -> line.matches("my.camel.yaml:12: AIR-9053 .*stepz.*"))
                .anyMatch(line -> line.matches("my.camel.yaml:13: AIR-9056 .*sppeed.*"))
                .anyMatch(line -> line.matches("my.camel.yaml:15: AIR-9020 .*"))
                .hasSizeLessThan(12);
        assertThat(kit.air("route", "check", file.toString(), "--json")).isEqualTo(Air.FAILED);
        assertThat(kit.json().path("problems")).hasSize(lines.size() - 1);
    }

    @Test
    void whatLooksRightButDoesNotStartIsFound() throws IOException {
        Path file =
                write(
                        "my.camel.yaml",
                        """
                        - route:
                            id: mine
                            from:
                              uri: direct:mine
                              steps:
                                - setBody: { simple: { expression: "${nofunction(" } }
                        """);
        assertThat(lines("route", "check", file.toString()))
                .anyMatch(line -> line.contains("AIR-9057") && line.contains("nofunction"));
    }

    @Test
    void aValueThatHadToBeInventedForTheTrialIsNamed() throws IOException {
        Path file =
                write(
                        "my-filter-action.kamelet.yaml",
                        """
                        apiVersion: camel.apache.org/v1
                        kind: Kamelet
                        metadata: { name: my-filter-action }
                        spec:
                          definition:
                            type: object
                            required: [condition]
                            properties: { condition: { title: Condition, type: string } }
                          template:
                            from:
                              uri: kamelet:source
                              steps:
                                - filter: { simple: "{{condition}}", steps: [ { stop: {} } ] }
                        """);
        assertThat(lines("kamelet", "check", file.toString()))
                .anyMatch(line -> line.contains("AIR-9057") && line.contains("[condition] had no"));
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("type: string", "type: string, example: '${body} == 1'"));
        assertThat(kit.air("kamelet", "check", file.toString())).as(kit.out()).isZero();
    }

    @Test
    void saysWhatIsWrongWithAFileAndNotItsNameAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("no-folder"), "");
        assertThat(kit.air("kamelet", "new", "my-mark-action", "--out", file.toString()))
                .isEqualTo(Air.FAILED);
        assertThat(kit.err()).contains("AIR-9039", "FileAlreadyExists", "no-folder");
    }
}
