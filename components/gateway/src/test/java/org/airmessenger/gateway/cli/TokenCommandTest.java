/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code air token}, with a gateway that runs and without. */
class TokenCommandTest {

    private static final String[] FREE = {
        "air.source.mqtt.port=0",
        "air.source.web.port=0",
        "air.source.wire.port=0",
        "air.control.port=0"
    };

    @TempDir Path folder;
    private Path home;
    private CommandKit kit;

    @BeforeEach
    void starts() {
        home = folder.resolve("home");
        kit = new CommandKit(home);
        assertThat(kit.air("init", "--json")).isZero();
        assertThat(kit.out()).contains("data/keys/token-keys.json");
        assertThat(kit.air("device", "add", "t-1", "--out", folder.toString())).isZero();
    }

    @AfterEach
    void stops() {
        kit.close();
    }

    private Settings settings() {
        List<Problem> problems = new ArrayList<>();
        List<String> sets = List.of(FREE);
        Settings settings = SettingsReader.read(home, sets, Map.of(), problems);
        assertThat(problems).isEmpty();
        return settings;
    }

    private static String[] with(String command, String... more) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static Identity prove(AirGateway gateway, String token) {
        return identities(gateway).bearer(token, null, null, "mqtt");
    }

    private static Identities identities(AirGateway gateway) {
        return gateway.camel().getRegistry().findSingleByType(Identities.class);
    }

    private static String refusal(AirGateway gateway, String token) {
        try {
            return prove(gateway, token).toString();
        } catch (RefusedException e) {
            return e.getMessage().substring(0, 8);
        }
    }

    @Test
    void issuesWithoutAGatewayWhatTheGatewayThenTakes() {
        assertThat(kit.air("token", "issue", "t-1", "--scope", "sensors/${device}/#")).isZero();
        String token = kit.out().strip();
        assertThat(token).doesNotContain("\n").matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        assertThat(kit.err()).contains("of t-1, until 20").contains("sensors/t-1/#");
        assertThat(kit.err()).doesNotContain(token);
        assertThat(kit.air("token", "issue", "t-1", "--ttl", "15m", "--json")).isZero();
        JsonNode other = kit.json();
        assertThat(kit.air("token", "revoke", other.path("id").asText(), "--json")).isZero();
        assertThat(kit.json().path("live").asBoolean()).isFalse();
        try (AirGateway gateway = AirGateway.start(settings())) {
            assertThat(prove(gateway, token).scope()).containsExactly("sensors/t-1/#");
            assertThat(refusal(gateway, other.path("token").asText())).isEqualTo("AIR-6154");
        }
    }

    @Test
    void worksThroughTheRunningGateway() {
        try (AirGateway gateway = AirGateway.start(settings())) {
            assertThat(kit.air("token", "issue", "t-1", "--json")).isZero();
            JsonNode issued = kit.json();
            String token = issued.path("token").asText();
            assertThat(prove(gateway, token).device()).isEqualTo("t-1");
            assertThat(kit.air("token", "rotate")).isZero();
            assertThat(kit.out()).contains("keys that verify: 2");
            assertThat(prove(gateway, token).device()).isEqualTo("t-1");
            assertThat(kit.air("token", "keys")).isZero();
            assertThat(kit.json().path("keys")).hasSize(2);
            assertThat(kit.air("token", "revoke", issued.path("id").asText(), "--json")).isZero();
            assertThat(kit.json().path("live").asBoolean()).isTrue();
            assertThat(refusal(gateway, token)).isEqualTo("AIR-6154");
            assertThat(kit.air("token", "issue", "t-1")).isZero();
            String next = kit.out().strip();
            assertThat(kit.air("token", "revoke", "--device", "t-1")).isZero();
            assertThat(refusal(gateway, next)).isEqualTo("AIR-6154");
            assertThat(kit.air("token", "issue", "t-1")).isZero();
            String last = kit.out().strip();
            assertThat(prove(gateway, last).device()).isEqualTo("t-1");
            assertThat(kit.air("token", "rotate", "--drop-old")).isZero();
            assertThat(refusal(gateway, last)).isEqualTo("AIR-6150");
            assertThat(kit.air("status")).isZero();
            assertThat(kit.out()).containsPattern("token key +[\\w-]{43} made 20.*to be rotated");
        }
    }

    @Test
    void bindsATokenToTheDevicesCertificate() {
        String pem = folder.resolve("t-1.pem").toString();
        assertThat(kit.air("token", "issue", "t-1", "--cert", pem, "--json")).isZero();
        assertThat(kit.json().path("bound").asBoolean()).isTrue();
        assertThat(kit.air("device", "add", "t-2", "--out", folder.toString())).isZero();
        assertThat(kit.air("token", "issue", "t-2", "--cert", pem)).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-6167");
        String ca = folder.resolve("nothing.pem").toString();
        assertThat(kit.air("token", "issue", "t-1", "--cert", ca)).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9049");
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        assertThat(kit.air("token", "issue", "nobody")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9045");
        assertThat(kit.air("token", "issue", "t-1", "--ttl", "31d")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-6164").contains("maxTtl");
        assertThat(kit.air("token", "issue", "t-1", "--ttl", "soon")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9048");
        assertThat(kit.air("token", "issue", "t-1", "--ttl", "1500ms")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9048");
        assertThat(kit.air("token", "issue", "t-1", "--scope", "a/#/b")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-6165");
        assertThat(kit.air("token", "revoke")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9047");
        assertThat(kit.air("token", "revoke", "x", "--device", "t-1")).isEqualTo(Air.WRONG);
        assertThat(kit.air("token", "revoke", "not-an-id")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-6168");
    }

    @Test
    void revokingADeviceWithoutAGatewayEndsItsTokensToo() throws Exception {
        assertThat(kit.air("token", "issue", "t-1")).isZero();
        String token = kit.out().strip();
        assertThat(kit.air("device", "revoke", "t-1")).isZero();
        assertThat(kit.air("token", "issue", "t-1")).isEqualTo(Air.FAILED);
        assertThat(kit.err()).contains("AIR-6162");
        Files.writeString(home.resolve("conf/devices.yaml"), "t-1: { policy: sensor }\n");
        try (AirGateway gateway = AirGateway.start(settings())) {
            assertThat(refusal(gateway, token)).isEqualTo("AIR-6154");
        }
    }

    @Test
    void doctorAndStartSayThatTheKeysAreBroken() throws Exception {
        Path keys = home.resolve("data/keys/token-keys.json");
        String sound = Files.readString(keys);
        Files.writeString(keys, sound.substring(0, sound.length() / 2));
        String[] free = {
            "--set", FREE[0], "--set", FREE[1], "--set", FREE[2], "--set", FREE[3],
        };
        assertThat(kit.air(with("doctor", free))).isEqualTo(Air.FAILED);
        assertThat(kit.out()).containsPattern("bad +tokens +AIR-6160");
        assertThat(kit.air(with("run", free))).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-6160").contains("restore it from a backup");
        assertThat(kit.air("token", "issue", "t-1")).isEqualTo(Air.FAILED);
        assertThat(kit.err()).contains("AIR-6160");
        Files.delete(keys);
        Files.writeString(home.resolve("data/keys/revoked-tokens.txt"), "rubbish");
        assertThat(kit.air(with("run", free))).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-6161");
    }

    @Test
    void doctorAdvisesToRotateAKeyThatIsOld() {
        for (int days : new int[] {1, 100}) {
            Instant now = Instant.now().plus(Duration.ofDays(days));
            Doctor doctor = new Doctor(home, List.of(FREE), Clock.fixed(now, ZoneOffset.UTC));
            assertThat(doctor.examine())
                    .filteredOn(finding -> finding.check().equals("tokens"))
                    .singleElement()
                    .satisfies(
                            finding -> {
                                boolean old = days == 100;
                                assertThat(finding.state())
                                        .isEqualTo(old ? Doctor.WARN : Doctor.OK);
                                assertThat(finding.text())
                                        .contains(old ? "air token rotate" : "to be rotated from");
                            });
        }
    }

    @Test
    void aHomeWithoutAKeyStartsAndMakesOneWithTheFirstToken() throws Exception {
        Files.delete(home.resolve("data/keys/token-keys.json"));
        try (AirGateway gateway = AirGateway.start(settings())) {
            assertThat(refusal(gateway, "eyJ")).isEqualTo("AIR-6150");
            assertThat(kit.air("token", "issue", "t-1")).isZero();
            assertThat(prove(gateway, kit.out().strip()).device()).isEqualTo("t-1");
        }
        assertThat(AirGateway.tokens(settings()).signingKey()).isNotNull();
    }
}
