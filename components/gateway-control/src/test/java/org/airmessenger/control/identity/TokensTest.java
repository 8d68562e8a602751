/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.identity.Tokens.Issued;
import org.airmessenger.control.identity.Tokens.Wish;
import org.airmessenger.control.model.Device;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.Revocation;

import com.nimbusds.jose.JWSObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** What a sound token proves, how long, and what ends it. */
class TokensTest {

    @TempDir Path home;
    private TokenFixture kit;

    @BeforeEach
    void starts() {
        kit = new TokenFixture(home);
    }

    @Test
    void provesItsDeviceWithTenantPolicyEndAndScope() {
        Issued issued = kit.issue("a", Duration.ofMinutes(5), "s/${device}/x", "c/#");
        Identity identity = kit.prove(issued.token());
        assertThat(identity.device()).isEqualTo("a");
        assertThat(identity.tenant()).isEqualTo("acme");
        assertThat(identity.policy()).isEqualTo("p");
        assertThat(identity.door()).isEqualTo("mqtt");
        assertThat(identity.until()).isEqualTo(issued.until().toEpochMilli());
        assertThat(identity.scope()).containsExactly("s/a/x", "c/#");
        assertThat(identity.proof().id()).isEqualTo(issued.id());
        assertThat(identity.proof().key()).isEqualTo(kit.tokens.signingKey().id());
        assertThat(kit.registry.mayPublish(identity, "s/a/x")).isTrue();
        assertThat(kit.registry.mayPublish(identity, "s/a/y")).isFalse();
        assertThat(kit.registry.maySubscribe(identity, "c/a/#")).isTrue();
        assertThat(kit.registry.maySubscribe(identity, "c/b/#")).isFalse();
    }

    @Test
    void holdsAfterARestartAndForADeviceWithoutTenant() {
        String token = kit.hour("b");
        kit.restart();
        assertThat(kit.prove(token).tenant()).isNull();
    }

    @Test
    void endsToTheMillisecond() {
        Issued issued = kit.issue("a", Duration.ofSeconds(1));
        kit.hands.move(Duration.ofMillis(749));
        assertThat(kit.prove(issued.token()).until()).isEqualTo(issued.until().toEpochMilli());
        kit.hands.move(Duration.ofMillis(1));
        kit.assertRefused("AIR-6152", issued.token());
    }

    @Test
    void followsAClockThatJumpsForthAndBack() {
        String token = kit.hour("a");
        kit.hands.move(Duration.ofDays(400));
        kit.assertRefused("AIR-6152", token);
        kit.hands.move(Duration.ofDays(-400));
        assertThat(kit.prove(token).device()).isEqualTo("a");
        kit.hands.move(Duration.ofMillis(-10_250));
        assertThat(kit.prove(token).device()).isEqualTo("a");
        kit.hands.move(Duration.ofMillis(-1));
        kit.assertRefused("AIR-6153", token);
    }

    @Test
    void refusesWhoeverNamesHimselfOtherwise() {
        String token = kit.hour("a");
        assertThat(kit.registry.bearer(token, null, "a", "http").door()).isEqualTo("http");
        kit.assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6156", token, null, "b");
        kit.assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6156", token, null, "A");
        kit.assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6156", token, null, "");
    }

    @Test
    void fallsWithItsDevice() {
        String token = kit.hour("a");
        Device a = TokenFixture.device("a", "acme");
        kit.live.replace(TokenFixture.model(TokenFixture.device("b", null)));
        kit.assertRefused("AIR-6102", token);
        kit.live.replace(
                TokenFixture.model(new Device("a", "p", "acme", true, TokenFixture.PLACE)));
        kit.assertRefused(Refusal.BANNED, "AIR-6103", token, null, null);
        kit.live.replace(TokenFixture.model(a));
        assertThat(kit.prove(token).device()).isEqualTo("a");
    }

    @Test
    void isForTheTenantThatTheDeviceHadAndNoOther() {
        String a = kit.hour("a");
        String b = kit.hour("b");
        kit.live.replace(
                TokenFixture.model(
                        TokenFixture.device("a", null), TokenFixture.device("b", "acme")));
        kit.assertRefused("AIR-6157", a);
        kit.assertRefused("AIR-6157", b);
    }

    @Test
    void countsOnlyBesideTheCertificateToWhichItIsBound() {
        X509Certificate first = kit.certificate("a");
        X509Certificate second = kit.certificate("a");
        Issued bound = kit.issueBound("a", first);
        assertThat(bound.bound()).isTrue();
        String token = bound.token();
        assertThat(kit.registry.bearer(token, first, "a", "mqtt").device()).isEqualTo("a");
        kit.assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6155", token, null, "a");
        kit.assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6155", token, second, "a");
    }

    @Test
    void aCertificateShownBesideItMustCountToo() {
        X509Certificate a = kit.certificate("a");
        String token = kit.hour("a");
        assertThat(kit.registry.bearer(token, a, null, "mqtt").device()).isEqualTo("a");
        X509Certificate b = kit.certificate("b");
        kit.assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6104", token, b, null);
        kit.authority.revoke("a");
        kit.registry.revokedSerials(kit.authority.revokedSerials());
        kit.assertRefused(Refusal.BANNED, "AIR-6103", token, a, null);
    }

    @Test
    void isBoundOnlyToACertificateOfItsOwnDevice() {
        X509Certificate b = kit.certificate("b");
        assertThatThrownBy(() -> kit.issueBound("a", b)).hasMessageStartingWith("AIR-6167");
    }

    @Test
    void revokesOneTokenAtOnceAndAfterARestart() {
        Issued one = kit.issue("a", Duration.ofHours(1));
        String other = kit.hour("a");
        kit.prove(one.token());
        kit.tokens.revoke(one.id());
        assertThat(kit.revocations).containsExactly(Revocation.ofProof(one.id()));
        kit.assertRefused(Refusal.BANNED, "AIR-6154", one.token(), null, null);
        kit.restart();
        kit.assertRefused(Refusal.BANNED, "AIR-6154", one.token(), null, null);
        assertThat(kit.prove(other).device()).isEqualTo("a");
    }

    @Test
    void revokesAllTokensOfADeviceButNotThoseThatFollow() {
        Issued before = kit.issue("a", Duration.ofHours(1));
        Identity proven = kit.prove(before.token());
        String neighbour = kit.hour("b");
        kit.tokens.revokeAll("a");
        assertThat(kit.revocations).anyMatch(revocation -> revocation.ends(proven));
        assertThat(kit.revocations)
                .noneMatch(revocation -> revocation.ends(kit.prove(neighbour)))
                .noneMatch(revocation -> revocation.ends(new Identity("a", "acme", "p", "mqtt")));
        kit.assertRefused(Refusal.BANNED, "AIR-6154", before.token(), null, null);
        // the clock stands still: even within the same millisecond
        String after = kit.hour("a");
        assertThat(kit.prove(after).device()).isEqualTo("a");
        kit.tokens.revokeAll("a");
        kit.assertRefused(Refusal.BANNED, "AIR-6154", after, null, null);
        assertThat(kit.prove(kit.hour("a")).device()).isEqualTo("a");
        kit.restart();
        kit.assertRefused(Refusal.BANNED, "AIR-6154", before.token(), null, null);
        assertThat(kit.prove(kit.hour("a")).device()).isEqualTo("a");
        assertThat(kit.prove(neighbour).device()).isEqualTo("b");
    }

    @Test
    void whatWasProvenHoldsUntilItsDeviceTokenOrKeyIsRevoked() {
        Identity one = kit.prove(kit.hour("a"));
        Identity two = kit.prove(kit.hour("b"));
        Identity certified = kit.registry.prove(kit.certificate("a"), null, "mqtt");
        assertThat(kit.registry.holds(one)).isTrue();
        kit.hands.move(Duration.ofHours(2));
        assertThat(kit.registry.holds(one)).as("its end is not asked").isTrue();
        kit.tokens.revoke(one.proof().id());
        assertThat(kit.registry.holds(one)).isFalse();
        assertThat(kit.registry.holds(two)).isTrue();
        kit.tokens.rotate(true);
        assertThat(kit.registry.holds(two)).isFalse();
        assertThat(kit.registry.holds(certified)).isTrue();
        kit.live.replace(TokenFixture.model(TokenFixture.device("a", "other")));
        assertThat(kit.registry.holds(certified)).isFalse();
        assertThat(kit.registry.holds(new Identity("c", null, "p", "mqtt"))).isFalse();
    }

    @Test
    void issuesNothingWhileTheClockIsBeforeTheLastRevocation() {
        kit.hands.move(Duration.ofDays(1));
        kit.tokens.revokeAll("a");
        kit.hands.move(Duration.ofDays(-1));
        assertThatThrownBy(() -> kit.hour("a")).hasMessageStartingWith("AIR-6166");
        assertThat(kit.prove(kit.hour("b")).device()).isEqualTo("b");
    }

    @Test
    void remembersARevocationUntilNoTokenCanBeLeftAndNoLonger() {
        Issued one = kit.issue("a", Duration.ofHours(1));
        kit.tokens.revoke(one.id());
        kit.hands.move(TokenSettings.LONGEST_TTL);
        kit.tokens.revokeAll("b");
        assertThat(kit.tokens.revokedCount()).isEqualTo(2);
        kit.hands.move(Duration.ofDays(3));
        kit.tokens.revokeAll("a");
        assertThat(kit.tokens.revokedCount()).isEqualTo(2);
        kit.restart();
        assertThat(kit.tokens.revokedCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "../x", "A1B2C3D4-0000-7000-8000-000000000000", "a b"})
    void refusesToRevokeWhatIsNoId(String id) {
        assertThatThrownBy(() -> kit.tokens.revoke(id)).hasMessageStartingWith("AIR-6168");
        assertThat(kit.revokedFile()).doesNotExist();
    }

    @Test
    void refusesWishesOutsideTheirRanges() {
        assertInvalid("AIR-6164", Duration.ZERO);
        assertInvalid("AIR-6164", Duration.ofHours(-1));
        assertInvalid("AIR-6164", Duration.ofHours(2).plusSeconds(1));
        assertInvalid("AIR-6165", Duration.ofHours(1), "");
        assertInvalid("AIR-6165", Duration.ofHours(1), "a/#/b");
        assertInvalid("AIR-6165", Duration.ofHours(1), "$share/g/a");
        assertInvalid("AIR-6165", Duration.ofHours(1), "a/${nobody}");
        assertInvalid("AIR-6165", Duration.ofHours(1), Collections.nCopies(33, "a"));
        assertInvalid("AIR-6165", Duration.ofHours(1), Collections.nCopies(32, "a".repeat(400)));
        assertThatThrownBy(
                        () ->
                                kit.tokens.issue(
                                        new Device("a", "p", null, true, TokenFixture.PLACE),
                                        new Wish(Duration.ofHours(1), List.of(), null)))
                .hasMessageStartingWith("AIR-6162");
        assertThatThrownBy(() -> kit.issue("b", Duration.ofHours(1), "${tenant}/x"))
                .hasMessageStartingWith("AIR-6165");
    }

    private void assertInvalid(String code, Duration ttl, String... scope) {
        assertInvalid(code, ttl, List.of(scope));
    }

    private void assertInvalid(String code, Duration ttl, List<String> scope) {
        Wish wish = new Wish(ttl, scope, null);
        assertThatThrownBy(() -> kit.tokens.issue(TokenFixture.device("a", null), wish))
                .isInstanceOf(ControlException.class)
                .hasMessageStartingWith(code);
    }

    @Test
    void aStricterConfigurationCountsForTokensThatAreOut() {
        String token = kit.issue("a", Duration.ofHours(2)).token();
        TokenSettings mine = TokenFixture.SETTINGS;
        kit.start(
                new TokenSettings(
                        mine.issuer(), mine.audience(), Duration.ofHours(1), mine.clockSkew()));
        kit.assertRefused("AIR-6151", token);
        kit.start(new TokenSettings("other", mine.audience(), mine.maxTtl(), mine.clockSkew()));
        kit.assertRefused("AIR-6151", token);
        kit.start(new TokenSettings(mine.issuer(), "other", mine.maxTtl(), mine.clockSkew()));
        kit.assertRefused("AIR-6151", token);
    }

    @Test
    void saysNothingOfTheSecretWhereItIsPrinted() throws Exception {
        Issued issued = kit.issue("a", Duration.ofHours(1));
        assertThat(issued.toString()).isEqualTo(issued.id());
        String secret = kit.stolenKey().getD().toString();
        assertThat(kit.tokens.publicKeys().toString()).doesNotContain(secret).doesNotContain(" d=");
        assertThat(kit.tokens.signingKey().toString()).doesNotContain(secret);
        assertThat(JWSObject.parse(issued.token()).getPayload().toJSONObject())
                .containsOnlyKeys("iss", "aud", "sub", "jti", "iat", "nbf", "exp", "tenant");
    }
}
