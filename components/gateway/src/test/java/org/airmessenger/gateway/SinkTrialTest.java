/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.api.OperatorClient;
import org.airmessenger.gateway.cli.Air;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Wrong values of sink parameters: told by doctor, start and reload alike, all at once. */
class SinkTrialTest {

    private static final String WRONG =
            """
            good: { sink: air-http-sink, parameters: { url: "http://127.0.0.1:9/" } }
            web:
              sink: air-http-sink
              parameters:
                url: "ftp://127.0.0.1/x"
                timeout: 1h
                hmacKey: "topsecret"
            events:
              sink: air-kafka-sink
              parameters:
                brokers: "nowhere"
                topic: "a/{nobody}"
            other:
              sink: air-mqtt-sink
              parameters:
                url: "mqtt://broker.example"
                topic: "a/+"
            files:
              sink: air-file-sink
              parameters:
                folder: "../elsewhere"
            cloud:
              sink: air-aws-lambda-sink
              parameters:
                functionName: "no name!"
                region: eu-central-1
            back:
              sink: air-device-sink
              parameters:
                topic: "commands/#"
            own:
              sink: our-own-sink
              parameters:
                level: LOUD
            region:
              sink: air-gateway-sink
              parameters:
                host: "region.example:0"
                timeout: 1h
                device: "not one!"
                keyFile: "conf/nothing.key"
                presence: "presence/there"
                plain: true
            """;

    private static final List<String> PLACES =
            List.of(
                    "conf/destinations.yaml:5: AIR-5001 url",
                    "conf/destinations.yaml:6: AIR-5004 timeout",
                    "conf/destinations.yaml:7: AIR-5006 hmacKey",
                    "conf/destinations.yaml:11: AIR-5101 brokers",
                    "conf/destinations.yaml:12: AIR-5102 topic",
                    "conf/destinations.yaml:16: AIR-5121 url",
                    "conf/destinations.yaml:17: AIR-5122 topic",
                    "conf/destinations.yaml:21: AIR-5150 folder",
                    "conf/destinations.yaml:25: AIR-5060 functionName",
                    "conf/destinations.yaml:30: AIR-5140 topic",
                    "conf/destinations.yaml:32: AIR-9037",
                    "conf/destinations.yaml:38: AIR-5160 host",
                    "conf/destinations.yaml:39: AIR-5163 timeout",
                    "conf/destinations.yaml:40: AIR-5161 device",
                    "conf/destinations.yaml:41: AIR-5164 keyFile",
                    "conf/destinations.yaml:41: AIR-5165 keyFile",
                    "conf/destinations.yaml:42: AIR-5167 presence");

    private static final List<String> SETS =
            List.of(
                    "air.source.mqtt.port=0",
                    "air.source.web.port=0",
                    "air.source.wire.port=0",
                    "air.control.port=0");

    private static final String OWN =
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: our-own-sink
              labels: { camel.apache.org/kamelet.type: sink }
            spec:
              definition:
                title: Our Own Sink
                required: [level]
                properties:
                  level: { title: Level, description: How loud, type: string }
              dependencies: ["camel:core", "camel:kamelet", "camel:file"]
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - to: "file:out?bufferSize={{level}}"
            """;

    @TempDir Path folder;
    private Path home;
    private String out;

    @BeforeEach
    void makeHome() throws IOException {
        home = folder.resolve("home");
        System.setProperty("air.dist", System.getProperty("air.project.root"));
        air("init");
        Files.writeString(home.resolve("conf/rules.yaml"), "[]\n");
        Files.writeString(home.resolve("kamelets/our-own-sink.kamelet.yaml"), OWN);
    }

    @AfterEach
    void forget() {
        System.clearProperty("air.dist");
    }

    private void destinations(String text) throws IOException {
        Files.writeString(home.resolve("conf/destinations.yaml"), text);
    }

    private int air(String... words) {
        StringWriter written = new StringWriter();
        var line = Air.commandLine();
        line.setOut(new PrintWriter(written, true));
        line.setErr(new PrintWriter(written, true));
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        if (words[0].equals("doctor")) {
            SETS.forEach(each -> all.addAll(List.of("--set", each)));
        }
        int code = line.execute(all.toArray(String[]::new));
        out = written.toString();
        return code;
    }

    private Settings settings() {
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home, SETS, Map.of(), problems);
        assertThat(problems).isEmpty();
        return settings;
    }

    @Test
    void doctorTellsTheWrongValuesOfAllSinksAtOnceEachAtItsLine() throws IOException {
        destinations(WRONG);
        assertThat(air("doctor")).isEqualTo(Air.FAILED);
        assertThat(out).contains(PLACES).doesNotContain("topsecret").doesNotContain(":1: AIR");
        destinations(WRONG.lines().findFirst().orElseThrow() + "\n");
        assertThat(air("doctor")).as(() -> out).isZero();
    }

    @Test
    void aStartTellsTheSame() throws IOException {
        destinations(WRONG);
        RefusedStart refused =
                catchThrowableOfType(RefusedStart.class, () -> AirGateway.start(settings()));
        assertThat(refused.problems().stream().map(Problem::toString).toList())
                .hasSize(PLACES.size())
                .allSatisfy(problem -> assertThat(PLACES).anyMatch(problem::startsWith));
    }

    @Test
    void aReloadTellsTheSameAndChangesNothing() throws IOException {
        destinations(WRONG.lines().findFirst().orElseThrow() + "\n");
        try (AirGateway gateway = AirGateway.start(settings())) {
            destinations(WRONG);
            ControlException refused =
                    catchThrowableOfType(
                            ControlException.class, () -> OperatorClient.of(home).reload());
            assertThat(refused).hasMessageContaining("nothing was changed");
            assertThat(refused.problems().toString()).contains(PLACES);
            assertThat(gateway.isRunning()).isTrue();
            air("status");
            assertThat(out).contains(PLACES);
        }
    }
}
