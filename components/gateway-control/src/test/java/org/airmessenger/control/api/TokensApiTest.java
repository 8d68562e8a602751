/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Pem;
import org.airmessenger.message.Identity;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Tokens over the operator port of a running gateway. */
class TokensApiTest {

    @TempDir Path home;
    private TestGateway gateway;
    private OperatorClient client;

    @BeforeEach
    void starts() throws Exception {
        TestGateway.write(home, "destinations", "cloud: { sink: s }\n");
        TestGateway.write(home, "policies", "sensor: { publish: ['s/${device}'] }\n");
        TestGateway.write(home, "devices", "t1: { policy: sensor }\nt2: { policy: sensor }\n");
        gateway = new TestGateway(home, List.of()).start();
        client = gateway.client();
    }

    @AfterEach
    void stops() {
        gateway.close();
    }

    private Identity prove(JsonNode issued, X509Certificate certificate) {
        String token = issued.path("token").asText();
        return gateway.devices.bearer(token, certificate, null, "mqtt");
    }

    @Test
    void issuesATokenThatProvesItsDeviceAndTellsWhatItIs() {
        JsonNode issued = client.issueToken("t1", 60, List.of("s/${device}"), null);
        assertThat(issued.path("device").asText()).isEqualTo("t1");
        assertThat(issued.path("bound").asBoolean()).isFalse();
        assertThat(issued.path("scope").toString()).isEqualTo("[\"s/t1\"]");
        Identity identity = prove(issued, null);
        assertThat(identity.proof().id()).isEqualTo(issued.path("id").asText());
        assertThat(identity.scope()).containsExactly("s/t1");
    }

    @Test
    void bindsATokenToTheCertificateThatIsSent() throws Exception {
        Path pem =
                gateway.authority
                        .issue("t1", null, Duration.ofDays(1), home.resolve("out"))
                        .certificate();
        JsonNode issued = client.issueToken("t1", 60, List.of(), Files.readString(pem));
        assertThat(issued.path("bound").asBoolean()).isTrue();
        assertThat(prove(issued, Pem.certificate(pem)).device()).isEqualTo("t1");
        assertThatThrownBy(() -> prove(issued, null)).hasMessageStartingWith("AIR-6155");
        assertThatThrownBy(() -> client.issueToken("t2", 60, List.of(), Files.readString(pem)))
                .hasMessageStartingWith("AIR-6167");
        assertThatThrownBy(() -> client.issueToken("t1", 60, List.of(), "no certificate"))
                .hasMessageStartingWith("AIR-6167");
    }

    @Test
    void revokesATokenAndTellsTheDoors() {
        JsonNode issued = client.issueToken("t1", 60, List.of(), null);
        Identity identity = prove(issued, null);
        client.revokeToken(identity.proof().id());
        assertThat(gateway.revocations).anyMatch(revocation -> revocation.ends(identity));
        assertThatThrownBy(() -> prove(issued, null)).hasMessageStartingWith("AIR-6154");
    }

    @Test
    void revokesAllTokensOfADeviceWithTheDeviceItself() throws Exception {
        JsonNode issued = client.issueToken("t1", 60, List.of(), null);
        client.revokeTokens("t1");
        assertThatThrownBy(() -> prove(issued, null)).hasMessageStartingWith("AIR-6154");
        JsonNode next = client.issueToken("t1", 60, List.of(), null);
        assertThat(prove(next, null).device()).isEqualTo("t1");
        client.revokeDevice("t1");
        assertThatThrownBy(() -> client.issueToken("t1", 60, List.of(), null))
                .hasMessageStartingWith("AIR-6162");
        // let in again by hand, but not with what it had
        TestGateway.write(home, "devices", "t1: { policy: sensor }\n");
        client.reload();
        assertThatThrownBy(() -> prove(next, null)).hasMessageStartingWith("AIR-6154");
    }

    @Test
    void aReloadThatCannotReadTheRevocationsChangesNothing() throws Exception {
        Files.writeString(home.resolve("data/keys/revoked-tokens.txt"), "rubbish");
        TestGateway.write(home, "devices", "t1: { policy: sensor }\n");
        assertThatThrownBy(() -> client.reload()).hasMessageStartingWith("AIR-6161");
        assertThat(gateway.live.current().devices()).containsKeys("t1", "t2");
    }

    @Test
    void aDeviceThatIsRemovedAndAddedAgainHasNoTokensFromBefore() {
        JsonNode issued = client.issueToken("t1", 60, List.of(), null);
        client.removeDevice("t1");
        assertThatThrownBy(() -> client.issueToken("t1", 60, List.of(), null))
                .hasMessageStartingWith("AIR-6021");
        client.addDevice("t1", "sensor", null);
        assertThatThrownBy(() -> prove(issued, null)).hasMessageStartingWith("AIR-6154");
    }

    @Test
    void rotatesWithOverlapOrDropsAllAndServesPublicKeysAlone() {
        JsonNode issued = client.issueToken("t1", 60, List.of(), null);
        String first = client.status().path("tokens").path("key").asText();
        JsonNode rotated = client.rotateTokens(false);
        assertThat(rotated.path("verifying").asInt()).isEqualTo(2);
        assertThat(prove(issued, null).device()).isEqualTo("t1");
        JsonNode keys = client.tokenKeys().path("keys");
        assertThat(keys).hasSize(2);
        assertThat(keys.path(1).path("kid").asText()).isEqualTo(first);
        keys.forEach(key -> assertThat(key.has("d")).isFalse());
        client.rotateTokens(true);
        assertThatThrownBy(() -> prove(issued, null)).hasMessageStartingWith("AIR-6150");
        assertThat(client.tokenKeys().path("keys")).hasSize(1);
    }

    @Test
    void countsWhatIsIssuedAndRefusedByCode() {
        client.issueToken("t1", 60, List.of(), null);
        assertThatThrownBy(() -> gateway.devices.bearer("x", null, null, "mqtt"))
                .hasMessageStartingWith("AIR-6150");
        assertThat(gateway.meters.counter("air_control_tokens_issued_total").count()).isEqualTo(1);
        assertThat(
                        gateway.meters
                                .counter("air_control_tokens_refused_total", "code", "AIR-6150")
                                .count())
                .isEqualTo(1);
        assertThat(gateway.meters.scrape())
                .contains("air_control_tokens_key_age_seconds", "air_control_tokens_revoked 0.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/tokens        | {}                                                   | AIR-6204",
                "/tokens        | {\"device\":\"t1\"}                                  | AIR-6204",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":\"60\"}            | AIR-6204",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":1.5}               | AIR-6204",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":0}                 | AIR-6204",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":99999999999}       | AIR-6204",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":999999999}         | AIR-6164",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":60,\"scope\":[]}   | AIR-6204",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":60,\"scope\":[1]}  | AIR-6204",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":60,\"scope\":\"#\"}| AIR-6204",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":60,\"scope\":[\"a#\"]}| AIR-6165",
                "/tokens        | {\"device\":\"t1\",\"ttlSeconds\":60,\"admin\":true} | AIR-6204",
                "/tokens        | {\"device\":\"nobody\",\"ttlSeconds\":60}            | AIR-6021",
                "/tokens/revoke | {}                                                   | AIR-6204",
                "/tokens/revoke | {\"id\":\"x\"}                                       | AIR-6168",
                "/tokens/revoke | {\"id\":\"x\",\"device\":\"t1\"}                     | AIR-6204",
                "/tokens/revoke | {\"device\":\"a/b\"}                                 | AIR-6168",
                "/tokens/rotate | {\"dropOld\":\"true\"}                               | AIR-6204",
                "/tokens/rotate | {\"all\":true}                                       | AIR-6204",
            })
    void refusesRequestsThatAreNotAsTheyMustBe(String path, String body, String code)
            throws Exception {
        Authority keys = gateway.authority;
        SSLContext operator =
                TestTls.of(keys.operatorKey(), keys.operatorCertificate(), keys.deviceCa());
        assertThat(gateway.call(operator, "POST", "/api/v1" + path, body).body())
                .contains("\"code\":\"" + code + "\"");
    }
}
