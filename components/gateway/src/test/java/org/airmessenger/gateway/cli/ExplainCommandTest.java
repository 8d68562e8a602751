/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.api.OperatorClient;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.gateway.guard.Guard;
import org.airmessenger.gateway.guard.GuardSpending;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ExplainCommandTest {

    private static final String BEFORE_LANES = "- to: log:passed\n        - to: direct:lanes";

    @TempDir private Path folder;
    private Path home;
    private CommandKit kit;

    @BeforeEach
    void makeHome() throws IOException {
        home = folder.resolve("home");
        kit = new CommandKit(home);
        assertThat(kit.air("init")).isZero();
        Files.writeString(
                home.resolve("conf/destinations.yaml"),
                "cloud: { sink: air-http-sink, parameters: { url: \"http://127.0.0.1:9/\" } }\n");
        Files.writeString(
                home.resolve("conf/rules.yaml"),
                "- { id: all, match: { topic: \"sensors/#\" }, to: [cloud] }\n");
        Files.writeString(
                home.resolve("conf/policies.yaml"),
                """
                sensor:
                  publish: ["sensors/${device}/#"]
                  limits: { messagesPerSecond: 1, burst: 3 }
                """);
        Files.writeString(home.resolve("conf/devices.yaml"), "t-1: { policy: sensor }\n");
    }

    @AfterEach
    void forget() {
        kit.close();
    }

    private int explain(String topic, String... more) {
        List<String> words = new ArrayList<>(List.of("explain", "-d", "t-1", "-t", topic));
        words.addAll(List.of(more));
        return kit.air(words.toArray(String[]::new));
    }

    @Test
    void endsWithZeroForAcceptedOneForRefusedAndTwoForAskedWrongly() throws IOException {
        Path body = Files.writeString(folder.resolve("body.json"), "{\"celsius\": 20}");
        assertThat(explain("sensors/t-1/t", "-p", "@" + body)).as(kit.err()).isEqualTo(Air.OK);
        assertThat(kit.out())
                .startsWith("accepted")
                .contains("conf/policies.yaml:2")
                .contains("conf/rules.yaml:1")
                .contains("cloud.normal by air-http-sink, at least once")
                .contains("no gateway was asked");
        assertThat(explain("sensors/t-2/t")).isEqualTo(Air.FAILED);
        assertThat(kit.out()).startsWith("refused (not-allowed) AIR-2003");
        assertThat(explain("sensors/t-1/t", "--priority", "10")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9096");
        assertThat(explain("sensors/t-1/t", "-p", "@nowhere")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9097");
        assertThat(kit.air("explain", "-d", "t-1")).isEqualTo(Air.WRONG);
        Files.writeString(home.resolve("conf/devices.yaml"), "t-1: { policy: sensr }\n");
        assertThat(explain("sensors/t-1/t")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("conf/devices.yaml:1: AIR-6009");
    }

    @Test
    void tellsWhatATokensScopeTakesAway() {
        String[] fine = {"--scope", "sensors/${device}/fine", "--scope", "x/#"};
        assertThat(explain("sensors/t-1/fine", fine)).as(kit.out()).isEqualTo(Air.OK);
        assertThat(explain("sensors/t-1/coarse", fine)).isEqualTo(Air.FAILED);
        assertThat(kit.out())
                .startsWith("refused (not-allowed) AIR-2013")
                .contains("scope of the device's token")
                .doesNotContain("conf/policies.yaml:2");
        assertThat(explain("x/y", fine)).isEqualTo(Air.FAILED);
        assertThat(kit.out()).startsWith("refused (not-allowed) AIR-2003");
        assertThat(explain("sensors/t-1/fine", "--scope", "a/#/b")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-6165");
    }

    @Test
    void asksTheRunningGatewayAndChangesNothingInIt() throws Exception {
        List<Problem> problems = new ArrayList<>();
        List<String> sets =
                List.of(
                        "air.source.mqtt.port=0",
                        "air.source.web.port=0",
                        "air.source.wire.port=0",
                        "air.control.port=0");
        var settings = SettingsReader.read(home, sets, Map.of(), problems);
        assertThat(problems).isEmpty();
        try (AirGateway gateway = AirGateway.start(settings)) {
            for (int i = 0; i < 5; i++) {
                assertThat(explain("sensors/t-1/t", "--json")).as(kit.err()).isEqualTo(Air.OK);
                JsonNode answer = kit.json();
                assertThat(answer.path("live").asBoolean()).isTrue();
                assertThat(answer.toString()).contains("2 of 3 messages left after this one");
                JsonNode lane = answer.path("plan").path("destinations").path(0);
                assertThat(lane.path("state").path("state").asText()).isEqualTo("untried");
                assertThat(lane.path("state").path("waiting").asText()).isEqualTo("0");
            }
            assertThat(explain("sensors/t-1/t", "--scope", "sensors/+/x")).isEqualTo(Air.FAILED);
            assertThat(kit.out()).contains("AIR-2013");
            assertThat(explain("sensors/t-1/t", "--scope", "#/x")).isEqualTo(Air.WRONG);
            assertThat(kit.air("ledger", "--json")).isZero();
            assertThat(kit.json().path("accounts").path(0).path("accepted").asLong()).isZero();
            spend(gateway);
            assertThat(explain("sensors/t-1/t")).isEqualTo(Air.FAILED);
            assertThat(kit.out()).startsWith("refused (over-rate) AIR-2007");
            assertThat(explain("sensors/t-1/t", "--offline")).isEqualTo(Air.OK);
            Files.writeString(home.resolve("conf/rules.yaml"), "[]\n");
            assertThat(explain("sensors/t-2/t")).isEqualTo(Air.FAILED);
            assertThat(kit.out()).contains("AIR-2003").contains("conf/ differ");
            assertThat(gateway.isRunning()).isTrue();
        }
    }

    @Test
    void tellsWhatIsInForceAfterAReloadWithTheNewLinesAndBeforeOneWithTheOld() throws Exception {
        List<Problem> problems = new ArrayList<>();
        List<String> sets =
                List.of(
                        "air.source.mqtt.port=0",
                        "air.source.web.port=0",
                        "air.source.wire.port=0",
                        "air.control.port=0",
                        "air.control.reload.enabled=false");
        var settings = SettingsReader.read(home, sets, Map.of(), problems);
        assertThat(problems).isEmpty();
        Path rules = home.resolve("conf/rules.yaml");
        Path guard = home.resolve("routes/2-guard.camel.yaml");
        String steps = Files.readString(guard);
        try (AirGateway gateway = AirGateway.start(settings)) {
            assertThat(explain("sensors/t-1/t")).isEqualTo(Air.OK);
            assertThat(kit.out()).contains("conf/rules.yaml:1", "cloud.normal");

            Files.writeString(
                    rules,
                    """
                    # two lines
                    # of comment
                    - id: alarms
                      match: { topic: "sensors/+/t" }
                      priority: 9
                      to: [cloud]
                    """);
            Files.writeString(guard, steps.replace("- to: direct:lanes", BEFORE_LANES));
            assertThat(explain("sensors/t-1/t")).isEqualTo(Air.OK);
            assertThat(kit.out())
                    .contains("cloud.normal", "conf/rules.yaml:1")
                    .contains("conf/ and routes/ or kamelets/ differ")
                    .doesNotContain("log:passed");

            assertThat(gateway.isRunning()).isTrue();
            OperatorClient.of(home).reload();
            assertThat(explain("sensors/t-1/t")).isEqualTo(Air.OK);
            assertThat(kit.out())
                    .contains("alarms", "conf/rules.yaml:3", "cloud.urgent", "step log:passed")
                    .doesNotContain("differ", "conf/rules.yaml:1");

            // what is broken is not in force, and what is in force is told
            Files.writeString(guard, "- route: { nonsense");
            assertThat(explain("sensors/t-1/t")).as(kit.err()).isEqualTo(Air.OK);
            assertThat(kit.out())
                    .contains("step log:passed", "the files in routes/ or kamelets/ differ");

            // lines alone move, too
            Files.writeString(guard, steps);
            Files.writeString(rules, "# a third\n" + Files.readString(rules));
            OperatorClient.of(home).reload();
            assertThat(explain("sensors/t-1/t")).isEqualTo(Air.OK);
            assertThat(kit.out())
                    .contains("conf/rules.yaml:4")
                    .doesNotContain("conf/rules.yaml:3", "log:passed", "differ");
        }
    }

    private static void spend(AirGateway gateway) {
        Registry registry = gateway.camel().getRegistry();
        Guard guard = registry.lookupByNameAndType(Guard.BEAN, Guard.class);
        LiveModel live = registry.lookupByNameAndType(LiveModel.BEAN, LiveModel.class);
        GuardSpending.spend(guard, live.current(), "t-1", 3);
    }
}
