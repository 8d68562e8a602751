/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class CasesRunnerTest {

    private static final String ROUTE =
            """
            - route:
                id: my-route
                errorHandler: { noErrorHandler: {} }
                from:
                  uri: direct:guard
                  steps:
                    - setHeader: { name: AirPriority, expression: { constant: { expression: "7" } } }
                    - to: { uri: "https://example.com/ingest", parameters: { any: thing } }
            """;

    @TempDir private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(home.resolve("routes"));
        Files.createDirectories(home.resolve("kamelets"));
        Files.writeString(home.resolve("routes/my-route.camel.yaml"), ROUTE);
    }

    private List<CaseResult> run(String cases) throws IOException {
        Path file = Files.writeString(home.resolve("my-route.cases.yaml"), cases);
        return new CasesRunner(home).run(file);
    }

    private List<String> differences(String cases) throws IOException {
        return run(cases).stream()
                .flatMap(result -> result.differences().stream())
                .map(Difference::toString)
                .toList();
    }

    @Test
    void saysWhatWasExpectedAndWhatHappenedWithFileAndLine() throws IOException {
        List<CaseResult> results =
                run(
                        """
                        cases:
                          - name: wrong in every way
                            in: { topic: t, body: hello }
                            out:
                              refused: not-allowed
                              to: ["direct:elsewhere"]
                              priority: 9
                              body: bye
                              lanes: [cloud.urgent]
                              headers: { AirTopic: u }
                          - name: right
                            in: { topic: t }
                            out: { priority: 7, to: ["https:example.com/ingest"] }
                        """);
        assertThat(results).extracting(CaseResult::passed).containsExactly(false, true);
        assertThat(results.get(0).place()).hasToString("my-route.cases.yaml:2");
        assertThat(results.get(0).differences())
                .extracting(Difference::toString)
                .containsExactly(
                        "my-route.cases.yaml:5 refused must be not-allowed but was null",
                        "my-route.cases.yaml:6 to must be [direct:elsewhere] but was"
                                + " [https:example.com/ingest]",
                        "my-route.cases.yaml:7 priority must be 9 but was 7",
                        "my-route.cases.yaml:8 body must be bye but was hello",
                        "my-route.cases.yaml:9 lanes must be [cloud.urgent] but was nothing",
                        "my-route.cases.yaml:10 headers.AirTopic must be u but was t");
    }

    @Test
    void failureThatNobodyExpectedIsADifference() throws IOException {
        assertThat(
                        differences(
                                """
                                cases:
                                  - name: fails
                                    in: { topic: t }
                                    answers: { "https:example.com/ingest": { refused: lane-full } }
                                    out: { priority: 7 }
                                """))
                .singleElement()
                .asString()
                .startsWith("my-route.cases.yaml:2 kept must be true but was false");
    }

    @Test
    void stubGivesTheAnswerOfTheCase() throws IOException {
        assertThat(
                        differences(
                                """
                                cases:
                                  - name: answers
                                    in: { topic: t }
                                    answers:
                                      "https:example.com/ingest": { headers: { Status: 200 }, body: ok }
                                    out: { body: ok, headers: { Status: 200 } }
                                  - name: fails
                                    in: { topic: t }
                                    answers: { "https:example.com/ingest": { failed: no route to host } }
                                    out: { failed: no route }
                                """))
                .isEmpty();
    }

    @Test
    void namesEveryProblemOfTheFileItself() throws IOException {
        assertThat(
                        differences(
                                """
                                modle: {}
                                model:
                                  rules:
                                    - id: a
                                      match: { topic: "a/#" }
                                      where: { jq: "env" }
                                      to: [missing]
                                cases:
                                  - name: no out
                                    in: {}
                                """))
                .hasSize(4)
                .anyMatch(
                        p ->
                                p.startsWith(
                                        "my-route.cases.yaml:1 AIR-9090 the key modle of the file is unknown; did you mean model?"))
                .anyMatch(
                        p ->
                                p.startsWith(
                                        "my-route.cases.yaml:9 AIR-9090 a case must have name, in and"))
                .anyMatch(p -> p.startsWith("my-route.cases.yaml:4 AIR-3001 "))
                .anyMatch(p -> p.startsWith("my-route.cases.yaml:7 AIR-6009 "));
    }

    @Test
    void refusesEmptyFileAndFileThatIsNoYaml() throws IOException {
        assertThat(differences("")).anyMatch(p -> p.contains("at least one case"));
        assertThat(differences("{")).anyMatch(p -> p.contains("must be YAML"));
    }

    @Test
    void unknownKeysOfInAndOutAreDifferences() throws IOException {
        assertThat(
                        differences(
                                """
                                cases:
                                  - name: typo in
                                    in: { topik: t }
                                    out: { priority: 7 }
                                  - name: typo out
                                    in: { topic: t }
                                    out: { prioritty: 7 }
                                """))
                .hasSize(2)
                .anyMatch(p -> p.contains("the key topik of in is unknown"))
                .anyMatch(p -> p.contains("the key prioritty of out is unknown"));
    }

    @Test
    void refusesFileOfAnotherName() {
        assertThatThrownBy(() -> CasesRunner.stemOf(Path.of("a.yaml")))
                .hasMessageStartingWith("AIR-9040");
    }
}
