/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;

class TestCommandTest {

    private static final String KAMELET =
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: { name: shout-action }
            spec:
              definition:
                title: Shout
                type: object
                required: [mark]
                properties: { mark: { title: Mark, type: string } }
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - setBody: { simple: { expression: "${body}{{mark}}" } }
            """;

    private static final String GOOD =
            """
            parameters: { mark: "!" }
            cases:
              - name: it shouts
                in: { topic: t, body: hello }
                out: { body: "hello!", to: ["direct:next"] }
            """;

    @TempDir private Path folder;
    private Path own;
    private CommandKit kit;

    @BeforeEach
    void makeFiles() throws IOException {
        kit = new CommandKit(folder.resolve("no-home"));
        own = Files.createDirectories(folder.resolve("team, 100% own"));
        write("shout-action.kamelet.yaml", KAMELET);
        write("shout-action.cases.yaml", GOOD);
    }

    @AfterEach
    void forget() {
        kit.close();
    }

    private Path write(String name, String text) throws IOException {
        Path file = own.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void findsFilesFoldersAndPatternsAndTheKameletBesideThem() throws IOException {
        write("test/shout-action.cases.yaml", GOOD);
        for (String argument :
                new String[] {own + "/shout-action.cases.yaml", own.toString(), own + "/*"}) {
            assertThat(kit.air("test", argument, "--json")).as(kit.err() + kit.out()).isZero();
        }
        assertThat(kit.air("test", own.toString(), "--json")).isZero();
        assertThat(kit.json().path("cases").asInt()).isEqualTo(2);
        assertThat(kit.air("test", own + "/**", "--json")).isZero();
        assertThat(kit.air("test", own + "/nothing-*")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9092");
        assertThat(kit.air("test", own + "/absent.cases.yaml")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9093");
    }

    @Test
    void showsExpectedAndActualOfEveryFieldAndEndsWithOne() throws Exception {
        write(
                "shout-action.cases.yaml",
                GOOD
                        + """
                          - name: it whispers
                            in: { topic: t, body: hello }
                            out:
                              body: hello
                              priority: 3
                        """);
        Path junit = folder.resolve("reports/junit.xml");
        String cases = own.resolve("shout-action.cases.yaml").toString();
        assertThat(kit.air("test", cases, "--junit", junit.toString())).isEqualTo(Air.FAILED);
        assertThat(kit.out().lines().map(String::strip))
                .containsSubsequence(
                        "shout-action.cases.yaml:6 it whispers",
                        "shout-action.cases.yaml:9 body",
                        "expected hello",
                        "actual   hello!",
                        "shout-action.cases.yaml:10 priority",
                        "expected 3",
                        "actual   null",
                        "2 cases in 1 files, 1 failed");
        Document xml =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
        Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
                .contains("body must be hello but was hello!");
        assertThat(kit.air("test", cases, "--json")).isEqualTo(Air.FAILED);
        JsonNode row = kit.json().path("files").path(0).path("results").path(1);
        assertThat(row.path("differences").path(0).path("expected").asText()).isEqualTo("hello");
        assertThat(row.path("differences").path(0).path("actual").asText()).isEqualTo("hello!");
    }

    @Test
    void namesAllThatIsWrongWithAFileWithLinesAndEndsWithTwo() throws IOException {
        write(
                "wrong.cases.yaml",
                """
                with: [no-such-route]
                cases:
                  - name: first
                    tims: 3
                    pause: soon
                    in: { topic: t, priority: 10, qos: many }
                    out: { refused: not-alowed, boddy: x }
                  - name: second
                    times: 0
                    in: { topic: t }
                    in: { topic: u }
                    out: []
                """);
        assertThat(kit.air("test", own.toString())).isEqualTo(Air.WRONG);
        assertThat(kit.out().lines().map(String::strip))
                .contains("passed  " + own.resolve("shout-action.cases.yaml") + "  1")
                .contains(
                        "wrong.cases.yaml:4 AIR-9090 the key tims of a case is unknown; did you mean times?",
                        "wrong.cases.yaml:5 AIR-9090 pause must be a duration such as 0.5s or 2m but was soon",
                        "wrong.cases.yaml:6 AIR-9090 priority of in must be 0–9 but was 10",
                        "wrong.cases.yaml:6 AIR-9090 qos of in must be 0–2 but was many",
                        "wrong.cases.yaml:7 AIR-9090 refused must be a word for a refusal but was not-alowed; did you mean not-allowed?",
                        "wrong.cases.yaml:7 AIR-9090 the key boddy of out is unknown; did you mean body?",
                        "wrong.cases.yaml:9 AIR-9090 times must be 1–100000 but was 0",
                        "wrong.cases.yaml:11 AIR-9090 the key in stands twice in a case",
                        "wrong.cases.yaml:12 AIR-9090 out must be a map (key: value) but was not",
                        "wrong.cases.yaml:1 AIR-9091 with must name route files but there is no no-such-route.camel.yaml")
                .anyMatch(line -> line.startsWith("wrong.cases.yaml:1 AIR-9091 a cases file must"))
                .anyMatch(line -> line.endsWith("1 files are wrong"));
    }

    @Test
    void aCasesFileMayNameWhatItTestsAndTakeTheFourFilesOfAFolder() throws IOException {
        write("conf/policies.yaml", "sensor: { publish: [\"#\"] }\n");
        write("conf/devices.yaml", "t-1: { policy: sensor }\n");
        write("conf/destinations.yaml", "cloud: { sink: air-http-sink }\n");
        write("conf/rules.yaml", "- { id: all, match: { topic: \"a/#\" }, to: [cloud] }\n");
        Path expect =
                write(
                        "expect.yaml",
                        """
                        test: 2-guard
                        with: [3-lanes]
                        model: .
                        cases:
                          - name: what is sent goes to the cloud
                            in: { device: t-1, topic: a/b }
                            out: { lanes: [cloud.normal], to: ["airbroker:lanes"] }
                        """);
        assertThat(kit.air("test", expect.toString())).as(kit.out()).isZero();
        write("conf/rules.yaml", "- { id: all, match: { topic: \"a/#\" }, to: [clod] }\n");
        assertThat(kit.air("test", expect.toString())).isEqualTo(Air.WRONG);
        assertThat(kit.out()).contains("expect.yaml:3 conf/rules.yaml:1: AIR-6009");
    }

    @Test
    void everyCasesFileOfTheProjectPasses() {
        String root = System.getProperty("air.project.root");
        assertThat(kit.air("test", root + "/kamelets/test", root + "/routes/test"))
                .as(kit.out())
                .isZero();
    }
}
