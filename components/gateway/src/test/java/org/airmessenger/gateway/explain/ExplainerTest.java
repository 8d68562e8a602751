/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.files.Places;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.gateway.explain.Explanation.Verdict;
import org.airmessenger.gateway.guard.Guard;
import org.airmessenger.gateway.guard.GuardSpending;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

class ExplainerTest {

    private static final String POLICIES =
            """
            sensor:
              publish:
                - "status/${device}"
                - "sensors/${device}/#"
              limits: { messagesPerSecond: 1, burst: 2, maxMessageBytes: 100B }
              maxPriority: 6
            """;

    private static final String RULES =
            """
            - id: overheating
              match: { topic: "sensors/+/temperature" }
              where: { jsonpath: "$[?(@.celsius > 80)]" }
              priority: 9
              to: [cloud]
            - id: cold
              match: { topic: "sensors/#" }
              where: { jq: ".celsius < -20" }
              to: [cloud]
            - id: words
              match: { topic: "sensors/#" }
              where: { simple: "${header.AirQos} > 5 && ${body} contains 'x'" }
              to: [cloud]
            - id: secret
              match: { topic: "sensors/+/secret" }
              to: [live]
              local: false
              stop: true
            - id: telemetry
              match: { topic: "sensors/#" }
              to: [cloud]
            - id: elsewhere
              match: { topic: "other/#" }
              to: [cloud]
            """;

    private static final String DESTINATIONS =
            """
            cloud: { sink: air-http-sink, parameters: { url: "https://functions.example/in" } }
            live: { sink: air-http-sink, accept: memory, batch: { normal: { maxMessages: 1 } } }
            """;

    @TempDir private Path folder;
    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        home = folder.resolve("a home, 100% mine");
        Path root = Path.of(System.getProperty("air.project.root"));
        copy(root, "routes", ".camel.yaml");
        copy(root, "kamelets", ".kamelet.yaml");
        write("conf/policies.yaml", POLICIES);
        write("conf/rules.yaml", RULES);
        write("conf/destinations.yaml", DESTINATIONS);
        write(
                "conf/devices.yaml",
                "t-1: { policy: sensor }\nt-2: { policy: sensor, revoked: true }\n");
        write("conf/gateway.properties", "# mine\nair.guard.maxBytes = 1MB\n");
    }

    private void copy(Path root, String kind, String suffix) throws IOException {
        Files.createDirectories(home.resolve(kind));
        try (Stream<Path> files = Files.list(root.resolve(kind))) {
            for (Path file : files.filter(one -> one.toString().endsWith(suffix)).toList()) {
                Files.copy(file, home.resolve(kind).resolve(file.getFileName().toString()));
            }
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Explanation explain(Question question, Guard guard) throws Exception {
        List<Problem> problems = new ArrayList<>();
        var settings = SettingsReader.read(home, List.of(), Map.of(), problems);
        assertThat(problems).isEmpty();
        AtomicReference<Places> places = new AtomicReference<>();
        FourFiles.Loaded loaded =
                FourFiles.load(home, List.of((model, where, found) -> places.set(where)));
        assertThat(loaded.problems()).isEmpty();
        Scene scene = new Scene(home, loaded.model(), places.get(), guard, null, null);
        return Explainer.explain(home, settings.asProperties(), scene, question);
    }

    private Explanation explain(String device, String topic, String body) throws Exception {
        return explain(question(device, topic, body, null), null);
    }

    private static Question question(String device, String topic, String body, Integer priority) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Question(device, topic, bytes, priority, 1, null, false, List.of());
    }

    private static List<String> texts(Explanation explanation) {
        return explanation.verdicts().stream()
                .map(
                        one ->
                                "%s %s %s: %s [%s:%d%s]"
                                        .formatted(
                                                one.room(),
                                                one.verdict(),
                                                one.what(),
                                                one.text(),
                                                one.file(),
                                                one.line(),
                                                one.entry() == null ? "" : " " + one.entry()))
                .toList();
    }

    @Test
    void tellsEveryRoomsVerdictWithTheLineThatMadeIt() throws Exception {
        Explanation explanation =
                explain("t-1", "sensors/t-1/temperature", "{\"celsius\": 81, \"v\": 1}");
        assertThat(explanation.accepted()).as(explanation.reason()).isTrue();
        assertThat(texts(explanation))
                .containsSubsequence(
                        "source passed device: registered, policy sensor [conf/devices.yaml:1]",
                        "source passed packet: 23 bytes of at most 1048576 [conf/gateway.properties:0 air.source.mqtt.maxPacketBytes]",
                        "guard passed topic: the policy sensor allows \"sensors/t-1/temperature\" by \"sensors/${device}/#\" [conf/policies.yaml:4]",
                        "guard passed size: 23 bytes of at most 100 [conf/policies.yaml:5]",
                        "guard passed rate of messages: 1 of 2 messages left after this one, 1 more per second [conf/policies.yaml:5]",
                        "lanes matched rule overheating: \"sensors/+/temperature\" matches the topic and its jsonpath holds: to [cloud], priority 9 [conf/rules.yaml:1]",
                        "lanes not-matched rule cold: jq \".celsius < -20\" does not hold: .celsius is 81 [conf/rules.yaml:8]",
                        "lanes not-matched rule words: simple \"${header.AirQos} > 5 && ${body} contains 'x'\" does not hold: ${body} is {\"celsius\": 81, \"v\": 1}, ${header.AirQos} is 1 [conf/rules.yaml:12]",
                        "lanes not-matched rule secret: \"sensors/+/secret\" does not match \"sensors/t-1/temperature\" [conf/rules.yaml:15]",
                        "lanes matched rule telemetry: \"sensors/#\" matches the topic: to [cloud] [conf/rules.yaml:19]",
                        "lanes decided priority: 9, so the class is urgent: the rule overheating sets it [conf/rules.yaml:4]");
        assertThat(explanation.plan().destinations())
                .singleElement()
                .satisfies(
                        lane -> {
                            assertThat(lane.lane()).isEqualTo("cloud.urgent");
                            assertThat(lane.durable()).isTrue();
                            assertThat(lane.line()).isEqualTo(1);
                            assertThat(lane.settings())
                                    .containsEntry("batch", "each alone")
                                    .containsEntry("cap", "1GB, then refuse");
                        });
    }

    @Test
    void saysWhyAConditionDoesNotHold() throws Exception {
        assertThat(whyNot("overheating", "{\"celsius\": 21.5}"))
                .endsWith("does not hold: @.celsius is 21.5");
        assertThat(whyNot("overheating", "{\"kelvin\": 300}"))
                .endsWith("does not hold: @.celsius is absent");
        assertThat(whyNot("overheating", "[{\"celsius\": 1}, {\"celsius\": 2}]"))
                .endsWith("of 2 elements the first has: @.celsius is 1");
        assertThat(whyNot("overheating", "celsius > 80")).isEqualTo("the body is not JSON");
        write("conf/gateway.properties", "air.lanes.maxParsedBytes = 10B\n");
        assertThat(whyNot("overheating", "{\"celsius\": 99}"))
                .contains("15 bytes")
                .contains("no more than 10");
    }

    private String whyNot(String rule, String body) throws Exception {
        return explain("t-1", "sensors/t-1/temperature", body).verdicts().stream()
                .filter(one -> one.what().equals("rule " + rule))
                .filter(one -> one.verdict().equals("not-matched"))
                .map(Verdict::text)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsWhichRuleStoppedTheOthersAndThatMemoryIsAtMostOnce() throws Exception {
        Explanation explanation = explain("t-1", "sensors/t-1/secret", "{\"celsius\": 0}");
        assertThat(texts(explanation))
                .anyMatch(text -> text.startsWith("lanes matched rule secret"))
                .contains(
                        "lanes not-tried rule telemetry: the rule secret before it stops [conf/rules.yaml:18]");
        assertThat(explanation.plan().local()).isFalse();
        assertThat(explanation.plan().destinations())
                .singleElement()
                .matches(lane -> !lane.durable() && lane.lane().equals("live.normal"));
    }

    @Test
    void tellsThatAPriorityIsClampedByThePolicy() throws Exception {
        Explanation explanation = explain(question("t-1", "sensors/t-1/x", "", 9), null);
        assertThat(texts(explanation))
                .contains(
                        "lanes decided priority: 6, so the class is normal: the device asked for 9, but 6 is the highest that its policy sensor grants [conf/policies.yaml:6]");
    }

    @Test
    void tellsTheCodeThatTheDeviceWouldGet() throws Exception {
        assertRefused(explain("t-9", "sensors/t-9/x", ""), "AIR-6102", "not-authenticated");
        assertRefused(explain("t-2", "sensors/t-2/x", ""), "AIR-6103", "banned");
        assertRefused(explain("t-1", "sensors/+/x", ""), "AIR-1021", "malformed");
        assertRefused(explain("t-1", "sensors/t-9/x", ""), "AIR-2003", "not-allowed");
        assertRefused(explain("t-1", "sensors/t-1/x", "x".repeat(101)), "AIR-2006", "too-large");
        assertRefused(explain("t-1", "status/t-1", ""), "AIR-3101", "no-receiver");
    }

    private static void assertRefused(Explanation explanation, String code, String word) {
        assertThat(explanation.accepted()).isFalse();
        assertThat(explanation.code()).as(explanation.reason()).isEqualTo(code);
        assertThat(explanation.refusal()).isEqualTo(word);
        Verdict last = explanation.verdicts().get(explanation.verdicts().size() - 1);
        assertThat(last.verdict()).isEqualTo("refused");
        assertThat(last.text()).isEqualTo(explanation.reason());
    }

    @Test
    void aTopicThatSomebodySubscribedToNeedsNoRule() throws Exception {
        Question question =
                new Question("t-1", "status/t-1", new byte[0], null, 1, null, true, List.of());
        assertThat(explain(question, null).accepted()).isTrue();
    }

    @Test
    void limitsAreThoseThatAreLeftNowAndNothingIsTakenFromThem() throws Exception {
        Model model = FourFiles.load(home).model();
        Guard guard =
                new Guard(new LiveModel(model), new SimpleMeterRegistry(), () -> 1_000_000_000L);
        Question question = question("t-1", "sensors/t-1/x", "", null);
        for (int i = 0; i < 5; i++) {
            assertThat(texts(explain(question, guard)))
                    .anyMatch(text -> text.contains("1 of 2 messages left after this one"));
        }
        GuardSpending.spend(guard, model, "t-1", 2);
        Explanation refused = explain(question, guard);
        assertThat(refused.code()).as(refused.reason()).isEqualTo("AIR-2007");
        assertThat(texts(refused)).anyMatch(text -> text.contains("[conf/policies.yaml:5]"));
    }

    @Test
    void anEngineersOwnStepIsAskedTooAndNothingLeavesTheProcess() throws Exception {
        String route = Files.readString(home.resolve("routes/2-guard.camel.yaml"));
        write(
                "routes/2-guard.camel.yaml",
                route.stripTrailing()
                        .replace(
                                "        - to: direct:lanes",
                                "        - to: https://never.example/asked\n"
                                        + "        - to: kamelet:my-check-action\n"
                                        + "        - to: direct:lanes\n"));
        write(
                "kamelets/my-check-action.kamelet.yaml",
                """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: { name: my-check-action }
                spec:
                  definition: { title: My check, type: object }
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: not on Sundays
                """);
        Explanation explanation = explain("t-1", "sensors/t-1/x", "");
        assertThat(explanation.accepted()).isFalse();
        assertThat(explanation.refusal()).isEqualTo("failed");
        assertThat(explanation.code()).isEqualTo("AIR-1023");
        int line = route.lines().toList().indexOf("        - to: direct:lanes") + 1;
        assertThat(texts(explanation))
                .contains(
                        "guard passed step https://never.example/asked: lets the message on [routes/2-guard.camel.yaml:"
                                + line
                                + "]",
                        "guard refused step kamelet:my-check-action: not on Sundays [routes/2-guard.camel.yaml:"
                                + (line + 1)
                                + "]");
    }
}
