/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class AirGatewayTest {

    @TempDir Path folder;
    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        ProbeComponent.EVENTS.clear();
        home = folder.resolve("a home, 100% mine");
        Files.createDirectories(home.resolve("routes"));
        Files.createDirectories(home.resolve("kamelets"));
        kamelet("door-source", "what", "probe:{{what}}", "kamelet:sink");
        kamelet("mark-action", "", "kamelet:source", "probe:step");
    }

    @Test
    void opensDoorsLastAndClosesThemFirstWhateverTheFilesAreCalled() throws IOException {
        route("0-first", "1-source-mqtt", "kamelet:door-source?what=door", "direct:guard");
        route("2-guard", "2-guard", "direct:guard", "kamelet:mark-action");
        route("z-lane", "3-lanes", "probe:lanes", "log:x");
        route("a-delivery", "4-delivery-cloud", "probe:delivery", "direct:sink-cloud");
        route("b-sink", "5-sink-cloud", "probe:sink", "kamelet:mark-action");
        try (AirGateway gateway = start()) {
            assertThat(gateway.camel().isStarted()).isTrue();
            assertThat(ProbeComponent.EVENTS)
                    .containsExactly("open sink", "open delivery", "open lanes", "open door");
            ProbeComponent.EVENTS.clear();
        }
        assertThat(ProbeComponent.EVENTS)
                .containsExactly("close door", "close lanes", "close delivery", "close sink");
    }

    @Test
    void reportsEverythingThatIsWrongWithTheFilesAtOnce() throws IOException {
        route("1-source", "one", "kamelet:door-source?what=door&wat=1", "kamelet:mark-actoin");
        route("2-guard", "one", "kamelet:door-source", "direct:x");
        Files.writeString(home.resolve("routes/3-lanes.camel.yaml"), "");
        Files.writeString(home.resolve("routes/4-delivery.camel.yaml"), "[]\n");
        Files.writeString(home.resolve("routes/5-sink.camel.yaml"), "- route:\n  - [\n");
        assertThat(problems())
                .containsExactly(
                        "routes/1-source.camel.yaml:4: AIR-9014 the Kamelet door-source has no parameter wat; did you mean what?",
                        "routes/1-source.camel.yaml:6: AIR-9013 there is no Kamelet mark-actoin in kamelets/; did you mean mark-action?",
                        "routes/2-guard.camel.yaml:2: AIR-9020 an id must be unique but one stands at routes/1-source.camel.yaml:2 too",
                        "routes/2-guard.camel.yaml:4: AIR-9015 the Kamelet door-source needs the parameter what, which is missing",
                        "routes/3-lanes.camel.yaml: AIR-9010 a file must not be empty: fill it or delete it",
                        "routes/4-delivery.camel.yaml:1: AIR-9019 a route file must be a list with at least one entry, each beginning with - route: or - routeTemplate:",
                        "routes/5-sink.camel.yaml:3: AIR-9011 the file must be YAML: expected the node content, but found '<stream end>'");
        assertThat(ProbeComponent.EVENTS).isEmpty();
    }

    @Test
    void reportsAllFilesThatCamelCannotLoad() throws IOException {
        Files.writeString(home.resolve("routes/1-a.camel.yaml"), "- route:\n    frm: probe:a\n");
        Files.writeString(home.resolve("routes/2-b.camel.yaml"), "- rote:\n    from: probe:b\n");
        assertThat(problems())
                .hasSize(2)
                .anySatisfy(
                        text ->
                                assertThat(text)
                                        .startsWith("routes/1-a.camel.yaml")
                                        .contains("frm"))
                .anySatisfy(
                        text ->
                                assertThat(text)
                                        .startsWith("routes/2-b.camel.yaml")
                                        .contains("rote"));
    }

    @Test
    void stopsTheStartWhenNoFileMatches() {
        assertThat(problems()).singleElement().asString().contains("AIR-9018");
    }

    @Test
    void stopsTheStartWhenADoorCannotOpen() throws IOException {
        route("1-source", "1-source", "kamelet:door-source?what=fail", "direct:guard");
        route("2-guard", "2-guard", "direct:guard", "log:x");
        route("4-delivery", "4-delivery", "probe:delivery", "log:x");
        assertThatThrownBy(this::start)
                .isInstanceOf(RefusedStart.class)
                .hasMessageContaining("port 1 is in use");
        assertThat(ProbeComponent.EVENTS)
                .containsExactly("open delivery", "close fail", "close delivery");
    }

    @Test
    void refusesASourceKameletThatStartsFromAnother() throws IOException {
        kamelet("outer-source", "", "kamelet:door-source?what=door", "kamelet:sink");
        route("1-source", "1-source", "kamelet:outer-source", "log:x");
        assertThat(problems()).singleElement().asString().contains("AIR-9017");
    }

    @Test
    void refusesTheKameletStepThatMixesRoutes() throws IOException {
        Files.writeString(
                home.resolve("routes/2-guard.camel.yaml"),
                "- route:\n    id: 2-guard\n    from:\n      uri: direct:guard\n      steps:\n"
                        + "        - kamelet:\n            name: mark-action\n");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("routes/2-guard.camel.yaml:7: AIR-9021");
    }

    private List<String> problems() {
        RefusedStart refused = catchThrowableOfType(RefusedStart.class, () -> start().close());
        return refused.problems().stream().map(Problem::toString).toList();
    }

    private AirGateway start() {
        List<Problem> problems = new ArrayList<>();
        Settings settings =
                SettingsReader.read(
                        home,
                        List.of(
                                "air.source.mqtt.enabled=false",
                                "air.source.web.port=0",
                                "air.source.wire.port=0",
                                "air.control.port=0"),
                        Map.of(),
                        problems);
        assertThat(problems).isEmpty();
        return AirGateway.start(settings, false);
    }

    private void route(String file, String id, String from, String to) throws IOException {
        Files.writeString(
                home.resolve("routes/" + file + ".camel.yaml"),
                "- route:\n    id: %s\n    from:\n      uri: %s\n      steps:\n        - to: %s\n"
                        .formatted(id, from, to));
    }

    private void kamelet(String name, String parameter, String from, String to) throws IOException {
        String definition =
                parameter.isEmpty()
                        ? "    properties: {}\n"
                        : "    required: [%s]\n    properties:\n      %s: { title: x, type: string }\n"
                                .formatted(parameter, parameter);
        Files.writeString(
                home.resolve("kamelets/" + name + ".kamelet.yaml"),
                "apiVersion: camel.apache.org/v1\nkind: Kamelet\nmetadata:\n  name: "
                        + name
                        + "\nspec:\n  definition:\n    title: x\n"
                        + definition
                        + "  template:\n    from:\n      uri: \""
                        + from
                        + "\"\n      steps:\n        - to: \""
                        + to
                        + "\"\n");
    }
}
