/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import org.airmessenger.control.ControlException;
import org.airmessenger.gateway.demo.function.FunctionReport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** What an engineer does to routes and Kamelets while the gateway runs. */
class RouteReloadTest {

    private static final String GUARD = "routes/2-guard.camel.yaml";
    private static final String SIZE = "kamelets/air-guard-size-action.kamelet.yaml";
    private static final Duration LONG = Duration.ofSeconds(60);

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
    void appliesAChangedRouteAndAChangedKamelet() throws Exception {
        fixture.startUnwatched();
        assertThat(isKept("\"four\"")).isTrue();
        fixture.edit(GUARD, text -> text.replace("{{air.guard.maxBytes:1048576}}", "3"));
        assertThat(fixture.reload()).containsExactly(GUARD + " changed");
        assertThat(isKept("\"four\"")).isFalse();
        assertThat(isKept("1")).isTrue();

        fixture.edit(GUARD, text -> text.replace("maxBytes: \"3\"", "maxBytes: \"1000\""));
        fixture.edit(SIZE, text -> text.replace("\"{{maxBytes}}\"", "\"5\""));
        assertThat(fixture.reload()).containsExactly(SIZE + " changed", GUARD + " changed");
        assertThat(isKept("\"four\"")).isFalse();
        assertThat(isKept("1234")).isTrue();
        assertThat(fixture.reload()).isEmpty();
        await().atMost(LONG).until(() -> fixture.routes("2-guard").size() == 5);
    }

    @Test
    void namesEverythingThatIsWrongAndChangesNothing() throws Exception {
        fixture.startUnwatched();
        String good = Files.readString(fixture.home.resolve(GUARD));
        fixture.edit(GUARD, text -> text.replace("maxBytes:", "maxBites:"));
        fixture.write("routes/7-broken.camel.yaml", "- route:\n    id: 7-broken\n   from: x\n");
        fixture.write("routes/8-twice.camel.yaml", route("2-guard", "direct:guard", "direct:gone"));
        fixture.edit(
                "conf/destinations.yaml", text -> text.replace("air-http-sink", "air-htpp-sink"));
        ControlException refused =
                catchThrowableOfType(ControlException.class, () -> fixture.reload());
        assertThat(refused).hasMessageStartingWith("AIR-6026");
        assertThat(refused.problems())
                .extracting(Object::toString)
                .anyMatch(
                        one -> one.matches("routes/2-guard.camel.yaml:\\d+: AIR-9014 .*maxBites.*"))
                .anyMatch(one -> one.matches("routes/7-broken.camel.yaml:\\d+: AIR-9011 .*"))
                .anyMatch(one -> one.matches("routes/8-twice.camel.yaml:\\d+: AIR-9020 .*"))
                .anyMatch(one -> one.matches("routes/8-twice.camel.yaml:\\d+: AIR-9023 .*"))
                .anyMatch(one -> one.matches("routes/8-twice.camel.yaml:\\d+: AIR-9024 .*"))
                .anyMatch(one -> one.matches("conf/destinations.yaml:\\d+: AIR-9013 .*"));

        assertThat(fixture.status().path("reload").path("outcome").asText()).isEqualTo("refused");
        assertThat(fixture.status().path("ready").asBoolean()).isTrue();
        assertThat(fixture.air("status")).contains("routes/7-broken.camel.yaml:");
        assertThat(fixture.health()).contains("\"UP\"", "routes/7-broken.camel.yaml:", "AIR-9011");
        assertThat(isKept("\"four\"")).isTrue();

        Files.delete(fixture.home.resolve("routes/7-broken.camel.yaml"));
        Files.delete(fixture.home.resolve("routes/8-twice.camel.yaml"));
        fixture.write(GUARD, good);
        fixture.edit(
                "conf/destinations.yaml", text -> text.replace("air-htpp-sink", "air-http-sink"));
        assertThat(fixture.reload()).isEmpty();
        assertThat(fixture.health()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void changesNothingIfOneRouteOfManyCannotStart() throws Exception {
        fixture.startUnwatched();
        fixture.edit(GUARD, text -> text.replace("{{air.guard.maxBytes:1048576}}", "3"));
        fixture.write("routes/9-odd.camel.yaml", route("9-odd", "direct:odd", "nosuch:thing"));
        assertThatThrownBy(() -> fixture.reload())
                .hasMessageStartingWith("AIR-9060")
                .hasMessageContaining("9-odd")
                .hasMessageContaining("nosuch");
        assertThat(isKept("\"four\"")).isTrue();
        assertThat(fixture.routes("2-guard")).hasSize(5).allMatch(id -> !id.contains("!"));
        assertThat(fixture.routes("9-odd")).isEmpty();
    }

    @Test
    void addsARouteWithItsFileAndRemovesItWithIt() throws Exception {
        fixture.startUnwatched();
        String file = "routes/1-source-tick.camel.yaml";
        fixture.write(file, route("1-source-tick", "probe:tick", "log:tick?level=DEBUG"));
        assertThat(fixture.reload()).containsExactly(file + " added");
        assertThat(fixture.routes("1-source-tick")).hasSize(1);
        Files.delete(fixture.home.resolve(file));
        assertThat(fixture.reload()).containsExactly(file + " removed");
        await().atMost(LONG).until(() -> fixture.routes("1-source-tick").isEmpty());

        Files.delete(fixture.home.resolve(GUARD));
        assertThatThrownBy(() -> fixture.reload())
                .satisfies(
                        e ->
                                assertThat(((ControlException) e).problems())
                                        .anyMatch(one -> one.code().equals("AIR-9024")));
        assertThat(fixture.routes("2-guard")).hasSize(5);
    }

    @Test
    void leavesNothingBehindHoweverOften() throws Exception {
        fixture.startUnwatched();
        int endpoints = fixture.gateway.camel().getEndpoints().size();
        int routes = fixture.routes("").size();
        for (int i = 0; i < 10; i++) {
            fixture.edit(GUARD, text -> text + "\n# again\n");
            fixture.edit(SIZE, text -> text + "\n# again\n");
            fixture.edit("kamelets/air-http-sink.kamelet.yaml", text -> text + "\n# again\n");
            fixture.edit("routes/4-delivery.camel.yaml", text -> text + "\n# again\n");
            assertThat(fixture.reload()).hasSize(4);
        }
        await().atMost(LONG)
                .untilAsserted(
                        () -> {
                            assertThat(fixture.routes("")).hasSize(routes);
                            assertThat(fixture.gateway.camel().getEndpoints()).hasSize(endpoints);
                        });
    }

    @Test
    void refusesWhatTakesEffectAtAStartOnly() throws Exception {
        fixture.startUnwatched();
        fixture.edit("routes/control-operator.camel.yaml", text -> text + "\n# more\n");
        ControlException refused =
                catchThrowableOfType(ControlException.class, () -> fixture.reload());
        assertThat(refused.problems())
                .extracting(Object::toString)
                .singleElement()
                .asString()
                .startsWith("routes/control-operator.camel.yaml:1: AIR-9026");
    }

    @Test
    void servesADestinationByAKameletThatWasDroppedIn() throws Exception {
        fixture.startUnwatched();
        fixture.write(
                "kamelets/my-log-sink.kamelet.yaml",
                kamelet("my-log-sink", "kamelet:source", "log:mine?level=DEBUG"));
        fixture.edit("conf/destinations.yaml", text -> text + "mine: { sink: my-log-sink }\n");
        fixture.edit("conf/rules.yaml", text -> text.replace("[cloud]", "[cloud, mine]"));
        assertThat(fixture.reload())
                .contains("kamelets/my-log-sink.kamelet.yaml added", "conf/rules.yaml changed");
        assertThat(isKept("1")).isTrue();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(fixture.air("ledger", "--json")).contains("mine"));
        assertThat(fixture.air("ledger")).startsWith("0\n");
    }

    @Test
    void buildsAKameletInTheMiddleOfATemplate() throws Exception {
        fixture.startUnwatched();
        fixture.write(
                "kamelets/my-log-action.kamelet.yaml",
                kamelet("my-log-action", "kamelet:source", "log:mine?level=DEBUG"));
        fixture.edit(
                "routes/4-delivery.camel.yaml",
                text ->
                        text.replace(
                                "          - to: \"direct:sink-",
                                "          - to: kamelet:my-log-action\n"
                                        + "          - to: kamelet:my-log-action\n"
                                        + "          - to: \"direct:sink-"));
        assertThat(fixture.reload()).hasSize(2);
        assertThat(isKept("{\"seq\":1}")).isTrue();
        await().atMost(LONG).until(() -> fixture.function.report().messages() == 1);
    }

    @Test
    void opensASourceOnlyAfterTheFormerOneIsClosed() throws Exception {
        ProbeComponent.EVENTS.clear();
        fixture.startUnwatched();
        fixture.write(
                "kamelets/my-door-source.kamelet.yaml",
                kamelet("my-door-source", "probe:door", "kamelet:sink"));
        String file = "routes/1-source-mine.camel.yaml";
        fixture.write(file, route("1-source-mine", "kamelet:my-door-source", "log:mine"));
        fixture.reload();
        assertThat(ProbeComponent.EVENTS).containsExactly("open door");
        fixture.edit(file, text -> text + "# again\n");
        fixture.reload();
        assertThat(ProbeComponent.EVENTS).containsExactly("open door", "close door", "open door");
        Files.delete(fixture.home.resolve(file));
        fixture.reload();
        assertThat(ProbeComponent.EVENTS)
                .containsExactly("open door", "close door", "open door", "close door");
        await().atMost(LONG).until(() -> fixture.routes("1-source-mine").isEmpty());
    }

    @Test
    void takesASourceAndTheDeviceThatItSpeaksAsInOneChange() throws Exception {
        fixture.startUnwatched();
        String file = "routes/1-source-clock.camel.yaml";
        String source =
                "kamelet:air-timer-source?period=50&body=1&topic=sensors/clock/t&device=clock";
        fixture.write(file, route("1-source-clock", source, "direct:guard"));
        assertThatThrownBy(fixture::reload).hasMessageContaining("AIR-1102");
        assertThat(fixture.routes("1-source-clock")).isEmpty();
        fixture.write("conf/devices.yaml", "clock: { policy: load }\n");
        assertThat(fixture.reload()).hasSize(2);
        await().atMost(LONG).until(() -> fixture.function.report().messages() > 2);
        Files.delete(fixture.home.resolve(file));
        fixture.write("conf/devices.yaml", "");
        assertThat(fixture.reload()).hasSize(2);
        await().atMost(LONG).until(() -> fixture.routes("1-source-clock").isEmpty());
        assertThat(fixture.air("ledger")).startsWith("0\n");
    }

    @Test
    void keepsTheBacklogOverASwapWhileTheSinkIsAway() throws Exception {
        fixture.startUnwatched();
        fixture.function.goAway();
        try (MqttLoad device = new MqttLoad(fixture.port(), 1)) {
            for (int i = 0; i < 50; i++) {
                assertThat(device.publish("{\"seq\":" + i + "}")).isEmpty();
            }
        }
        fixture.edit("routes/4-delivery.camel.yaml", text -> text + "\n# changed\n");
        fixture.edit("routes/5-sink-http.camel.yaml", text -> text + "\n# changed\n");
        fixture.edit("kamelets/air-http-sink.kamelet.yaml", text -> text + "\n# changed\n");
        assertThat(fixture.reload()).hasSize(3);
        fixture.function.comeBack();
        await().atMost(LONG).until(() -> fixture.function.report().messages() == 50);
        FunctionReport report = fixture.function.report();
        assertThat(report.inversions()).isZero();
        assertThat(report.duplicates()).isZero();
    }

    @Test
    void noticesAFileThatAnEditorRenamedOverTheOldOne() throws Exception {
        fixture.start();
        Path next = fixture.home.resolve("routes/.2-guard.camel.yaml.swp");
        String text = Files.readString(fixture.home.resolve(GUARD));
        Files.writeString(next, text.replace("{{air.guard.maxBytes:1048576}}", "3"));
        Files.move(next, fixture.home.resolve(GUARD), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(LONG).until(() -> !isKept("\"four\""));
        assertThat(fixture.status().path("reload").path("outcome").asText()).isEqualTo("applied");
    }

    /** Whether the gateway acknowledges a message; one that is too large ends its connection. */
    private boolean isKept(String body) {
        try (MqttLoad device = new MqttLoad(fixture.port(), 1)) {
            return device.publish(body).isEmpty();
        }
    }

    private static String route(String id, String from, String to) {
        return "- route:\n    id: "
                + id
                + "\n    from:\n      uri: \""
                + from
                + "\"\n"
                + "      steps:\n        - to: \""
                + to
                + "\"\n";
    }

    private static String kamelet(String name, String from, String to) {
        return """
        apiVersion: camel.apache.org/v1
        kind: Kamelet
        metadata:
          name: %s
        spec:
          definition:
            title: Mine
            properties: {}
          template:
            from:
              uri: "%s"
              steps:
                - to: "%s"
        """
                .formatted(name, from, to);
    }
}
