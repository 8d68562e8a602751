/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

class CommandsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path folder;
    private Path home;
    private String out;
    private String err;
    private String distribution;

    @BeforeEach
    void knowDistribution() {
        distribution = System.getProperty(Distribution.PROPERTY);
        System.setProperty(Distribution.PROPERTY, System.getProperty("air.project.root"));
        home = folder.resolve("a home");
    }

    @AfterEach
    void forgetDistribution() {
        if (distribution == null) {
            System.clearProperty(Distribution.PROPERTY);
        } else {
            System.setProperty(Distribution.PROPERTY, distribution);
        }
    }

    @Test
    void initMakesAHomeThatStartsAndTheSecondTimeNothing() throws IOException {
        assertThat(air("init")).isZero();
        assertThat(home.resolve("conf/gateway.properties")).exists();
        assertThat(home.resolve("routes/2-guard.camel.yaml")).exists();
        assertThat(home.resolve("kamelets/air-http-sink.kamelet.yaml")).exists();
        assertThat(home.resolve("routes/pom.xml")).doesNotExist();
        Files.writeString(home.resolve("conf/rules.yaml"), "# mine\n");
        assertThat(air("init", "--json")).isZero();
        assertThat(json().path("made")).isEmpty();
        assertThat(home.resolve("conf/rules.yaml")).hasContent("# mine\n");
    }

    @Test
    void doctorFindsWhatIsWrongWithAHome() throws IOException {
        assertThat(air("doctor", "--json")).isEqualTo(Air.FAILED);
        assertThat(out).contains("run air init");
        assertThat(air("init")).isZero();
        String[] free = {
            "--set",
            "air.source.mqtt.port=0",
            "--set",
            "air.source.web.port=0",
            "--set",
            "air.source.wire.port=0",
            "--set",
            "air.control.port=0"
        };
        assertThat(air("doctor", free)).as(out).isZero();
        Files.writeString(home.resolve("conf/gateway.properties"), "air.nothing = 1\n");
        assertThat(air("doctor", free)).isEqualTo(Air.FAILED);
        assertThat(out).contains("conf/gateway.properties:1: AIR-9004");
    }

    @Test
    void tellsProblemsOfTheConfigurationAndOfAllOtherFilesAtOnce() throws IOException {
        assertThat(air("init")).isZero();
        Files.writeString(home.resolve("conf/gateway.properties"), "air.nothing = 1\n");
        Files.writeString(
                home.resolve("conf/rules.yaml"),
                "- { id: a, match: { topic: \"#\" }, to: [nowhere] }\n");
        assertThat(air("run")).isEqualTo(Air.WRONG);
        assertThat(err).contains("AIR-9004").contains("conf/rules.yaml:1: AIR-6");
        assertThat(air("doctor")).isEqualTo(Air.FAILED);
        assertThat(out).contains("AIR-9004").contains("conf/rules.yaml:1: AIR-6");
    }

    @Test
    void refusesASessionOfTheWireThatIsLongerThanWhatIsKnownAgain() throws IOException {
        assertThat(air("init")).isZero();
        assertThat(air("run", "--set", "air.source.wire.window=1001")).isEqualTo(Air.WRONG);
        assertThat(err)
                .contains("AIR-9006 air.source.wire.window must be at most")
                .contains("air.guard.duplicates.window, which is 1000, but was 1001");
        assertThat(air("run", "--set", "air.guard.duplicates.window=511")).isEqualTo(Air.WRONG);
        assertThat(err).contains("which is 511, but was 512");
    }

    @Test
    void refusesADataFolderThatOthersMayEnterAndMakesOneForItselfAlone() throws IOException {
        assertThat(air("init")).isZero();
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(air("run", "--set", "air.lanes.data=" + open)).isEqualTo(Air.WRONG);
        assertThat(err).contains("AIR-9033").contains("rwxr-xr-x");
        Path mine = folder.resolve("mine");
        try (AirGateway gateway = AirGateway.start(settings("air.lanes.data=" + mine))) {
            assertThat(gateway.isRunning()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mine)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aRefusedStartLeavesTheJournalThatItOpenedMeanwhile() throws IOException {
        assertThat(air("init")).isZero();
        Path route = home.resolve("routes/9-mine.camel.yaml");
        // only Camel finds it, while the journal is being opened
        Files.writeString(route, "- route:\n    frm: direct:mine\n");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> AirGateway.start(settings()).close())
                    .isInstanceOf(RefusedStart.class)
                    .hasMessageContaining("routes/9-mine.camel.yaml")
                    .hasMessageNotContaining("AIR-1036");
        }
        Files.delete(route);
        try (AirGateway gateway = AirGateway.start(settings())) {
            assertThat(gateway.isRunning()).isTrue();
        }
    }

    @Test
    void findsAClockThatIsBeforeTheKeysWereMade() {
        assertThat(air("init")).isZero();
        Instant past = Instant.now().minus(Duration.ofDays(400));
        List<Doctor.Finding> found =
                new Doctor(home, List.of(), Clock.fixed(past, ZoneOffset.UTC)).examine();
        assertThat(found)
                .filteredOn(finding -> finding.check().equals("clock"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.state()).isEqualTo(Doctor.BAD));
    }

    @Test
    void addsShowsAndRevokesDevicesWithoutAGateway() {
        assertThat(air("init")).isZero();
        assertThat(air("device", "add", "t-1", "--out", folder.resolve("d").toString())).isZero();
        assertThat(folder.resolve("d/t-1.key")).exists();
        assertThat(folder.resolve("d/t-1.pem")).exists();
        assertThat(folder.resolve("d/ca.pem")).exists();
        assertThat(air("device", "show", "t-1")).isZero();
        assertThat(out).contains("t-1  policy sensor");
        assertThat(air("device", "revoke", "t-1")).isZero();
        assertThat(air("device", "list", "--json")).isZero();
        assertThat(json().path("devices").path(0).path("revoked").asBoolean()).isTrue();
    }

    @Test
    void addsDevicesOneAfterTheOtherUntilOneIsRefused() {
        assertThat(air("init")).isZero();
        String to = folder.resolve("d").toString();
        assertThat(air("device", "add", "t-1", "t-2", "--out", to)).isZero();
        assertThat(out).contains("t-1 may connect").contains("t-2 may connect");
        assertThat(folder.resolve("d/t-2.pem")).exists();
        assertThat(air("device", "add", "t-3", "t-2", "t-4", "--out", to)).isEqualTo(Air.FAILED);
        assertThat(out).contains("t-3 may connect");
        assertThat(err).contains("AIR-6020").contains("t-2");
        assertThat(air("device", "show", "t-4")).isEqualTo(Air.WRONG);
    }

    @Test
    void saysWhatIsWrongWithARequestAndEndsWithTwo() {
        assertThat(air("init")).isZero();
        assertThat(air("device", "add", "t-1", "--policy", "sensr")).isEqualTo(Air.WRONG);
        assertThat(err).contains("AIR-9046").contains("sensor");
        assertThat(air("device", "show", "nobody")).isEqualTo(Air.WRONG);
        assertThat(err).contains("AIR-9045");
        assertThat(air("send", "--as", "t-1", "a/b", "x")).isEqualTo(Air.WRONG);
        assertThat(err).contains("AIR-9041").contains("t-1.pem");
        assertThat(air("nonsense")).isEqualTo(Air.WRONG);
        assertThat(air("dead", "purge", "cloud")).isEqualTo(Air.WRONG);
        assertThat(err).contains("AIR-9047");
    }

    @Test
    void saysThatNoGatewayRunsAndEndsWithOne() {
        assertThat(air("init")).isZero();
        for (String command : List.of("status", "ledger")) {
            assertThat(air(command)).isEqualTo(Air.FAILED);
            assertThat(err).contains("AIR-6301");
        }
    }

    @Test
    void aDevicesMessageIsKeptCountedAndARevokedDeviceIsOut() throws Exception {
        assertThat(air("init")).isZero();
        Files.writeString(
                home.resolve("conf/destinations.yaml"),
                "away:\n  sink: air-http-sink\n  parameters: { url: \"http://127.0.0.1:9/\" }\n");
        Files.writeString(
                home.resolve("conf/rules.yaml"),
                "- id: all\n  match: { topic: \"sensors/#\" }\n  to: [away]\n");
        try (AirGateway gateway = AirGateway.start(settings())) {
            String[] as = as(gateway, "t-1");
            assertThat(air("device", "add", "t-1", "--out", folder.toString())).isZero();
            assertThat(air("send", with(as, "sensors/t-1/a", "hello", "--priority", "5"))).isZero();
            assertThat(air("send", with(as, "other/topic", "hello"))).isEqualTo(Air.FAILED);
            assertThat(out).contains("AIR-2");
            assertThat(air("ledger", "--json")).isZero();
            assertThat(json().path("accounts").path(0).path("accepted").asLong()).isEqualTo(1);
            assertThat(air("status", "--json")).isZero();
            assertThat(air("status")).isZero();
            assertThat(out)
                    .containsPattern("away .*waiting 1 normal.* oldest \\d+ s")
                    .contains("server until 20");
            assertThat(air("dead", "list", "away")).isZero();
            assertThat(air("device", "revoke", "t-1", "--json")).isZero();
            assertThat(json().path("live").asBoolean()).isTrue();
            assertThat(air("send", with(as, "sensors/t-1/a", "hello"))).isEqualTo(Air.FAILED);
            assertThat(out).contains("BANNED");
        }
        assertThat(air("status")).isEqualTo(Air.FAILED);
    }

    @Test
    void looksAtTheLedgerAgainBeforeItSaysThatItDoesNotBalance() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        AtomicInteger looks = new AtomicInteger();
        JsonNode ledger =
                LedgerCommand.settled(
                        () ->
                                mapper.createObjectNode()
                                        .put("balanced", looks.incrementAndGet() == 3));
        assertThat(ledger.path("balanced").asBoolean()).isTrue();
        assertThat(looks).hasValue(3);
        assertThat(
                        LedgerCommand.settled(
                                        () -> mapper.createObjectNode().put("balanced", false))
                                .path("balanced")
                                .asBoolean())
                .isFalse();
    }

    @Test
    void listenPrintsWhatAnotherDeviceSends() throws Exception {
        assertThat(air("init")).isZero();
        Files.writeString(
                home.resolve("conf/policies.yaml"),
                "p: { publish: [\"a/#\"], subscribe: [\"a/#\"] }\n");
        try (AirGateway gateway = AirGateway.start(settings())) {
            for (String id : List.of("t-1", "t-2")) {
                assertThat(air("device", "add", id, "--out", folder.toString())).isZero();
            }
            StringWriter heard = new StringWriter();
            StringWriter notes = new StringWriter();
            String[] listen = with(as(gateway, "t-1"), "a/#", "-n", "1", "--timeout", "20");
            Thread listener = new Thread(() -> execute(heard, notes, "listen", listen));
            listener.start();
            await().atMost(PATIENCE).until(() -> notes.toString().contains("listening"));
            assertThat(air("send", with(as(gateway, "t-2"), "a/b", "hello"))).isZero();
            listener.join(PATIENCE.toMillis());
            assertThat(heard.toString()).contains("a/b hello");
        }
    }

    private Settings settings(String... more) {
        List<Problem> problems = new ArrayList<>();
        List<String> sets =
                List.of(
                        with(
                                more,
                                "air.source.mqtt.port=0",
                                "air.source.web.port=0",
                                "air.source.wire.port=0",
                                "air.control.port=0"));
        Settings settings = SettingsReader.read(home, sets, Map.of(), problems);
        assertThat(problems).isEmpty();
        return settings;
    }

    private String[] as(AirGateway gateway, String id) {
        String port = Integer.toString(gateway.port(AirGateway.MQTT));
        return new String[] {"--as", id, "--certs", folder.toString(), "--port", port};
    }

    private static String[] with(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (IOException e) {
            throw new AssertionError(out, e);
        }
    }

    private int air(String command, String... more) {
        StringWriter results = new StringWriter();
        StringWriter notes = new StringWriter();
        int code = execute(results, notes, command, more);
        out = results.toString();
        err = notes.toString();
        return code;
    }

    private int execute(StringWriter results, StringWriter notes, String command, String... more) {
        CommandLine line = Air.commandLine();
        line.setOut(new PrintWriter(results, true));
        line.setErr(new PrintWriter(notes, true));
        String[] first = {command};
        return line.execute(with(first, with(more, "--home", home.toString())));
    }
}
