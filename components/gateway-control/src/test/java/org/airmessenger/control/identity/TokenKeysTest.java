/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.ControlException;
import org.airmessenger.message.Identity;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Revocation;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The signing keys: made, rotated, read again, and found broken. */
class TokenKeysTest {

    @TempDir Path home;
    private TokenFixture kit;

    @BeforeEach
    void starts() {
        kit = new TokenFixture(home);
    }

    @Test
    void makesTheFirstKeyOnceAndForItsOwnerAlone() throws Exception {
        String before = Files.readString(kit.keyFile());
        assertThat(kit.tokens.init()).isFalse();
        assertThat(Files.readString(kit.keyFile())).isEqualTo(before);
        Files.setPosixFilePermissions(kit.keyFile(), PosixFilePermissions.fromString("rw-r--r--"));
        kit.tokens.init();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kit.keyFile())))
                .isEqualTo("rw-------");
        kit.tokens.rotate(false);
        kit.tokens.revokeAll("a");
        for (Path file : List.of(kit.keyFile(), kit.revokedFile())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aGatewayWithoutAKeyRefusesTokensAndMakesOneWithTheFirst() throws Exception {
        String old = kit.hour("a");
        Files.delete(kit.keyFile());
        kit.restart();
        assertThat(kit.tokens.signingKey()).isNull();
        assertThat(kit.tokens.publicKeys().get("keys")).isEqualTo(List.of());
        kit.assertRefused("AIR-6150", old);
        assertThat(kit.prove(kit.hour("a")).device()).isEqualTo("a");
        kit.assertRefused("AIR-6150", old);
    }

    @Test
    void oldKeysVerifyUntilTheirLastTokenHasEndedAndNoLonger() {
        String old = kit.issue("a", Duration.ofHours(2)).token();
        String oldKey = kit.tokens.signingKey().id();
        String newKey = kit.tokens.rotate(false).id();
        assertThat(newKey).isNotEqualTo(oldKey);
        assertThat(kit.revocations).isEmpty();
        kit.hands.move(Duration.ofHours(2).minusMillis(251));
        assertThat(kit.prove(old).proof().key()).isEqualTo(oldKey);
        kit.restart();
        assertThat(kit.prove(old).device()).isEqualTo("a");
        assertThat(publicIds()).containsExactly(newKey, oldKey);
        kit.hands.move(Duration.ofSeconds(20));
        assertThat(publicIds()).containsExactly(newKey);
        kit.assertRefused("AIR-6150", old);
        kit.tokens.rotate(false);
        assertThat(kit.tokens.signingKey().verifying()).isEqualTo(2);
    }

    private List<String> publicIds() {
        List<String> ids = new ArrayList<>();
        for (Object key : (List<?>) kit.tokens.publicKeys().get("keys")) {
            ids.add((String) ((java.util.Map<?, ?>) key).get("kid"));
        }
        return ids;
    }

    @Test
    void servesPublicHalvesAlone() {
        kit.tokens.rotate(false);
        for (Object key : (List<?>) kit.tokens.publicKeys().get("keys")) {
            assertThat(((java.util.Map<?, ?>) key).keySet())
                    .extracting(Object::toString)
                    .containsExactlyInAnyOrder("kty", "use", "crv", "kid", "x", "y", "alg");
        }
    }

    @Test
    void droppingOldKeysEndsTheirTokensAndTheConnectionsTheyProve() {
        Identity first = kit.prove(kit.hour("a"));
        kit.tokens.rotate(false);
        String second = kit.hour("b");
        Identity proven = kit.prove(second);
        kit.tokens.rotate(true);
        assertThat(kit.revocations)
                .containsExactlyInAnyOrder(
                        Revocation.ofKey(first.proof().key()),
                        Revocation.ofKey(proven.proof().key()));
        kit.assertRefused("AIR-6150", second);
        kit.restart();
        kit.assertRefused("AIR-6150", second);
        assertThat(kit.prove(kit.hour("b")).device()).isEqualTo("b");
    }

    @Test
    void refusesNothingThatIsSoundWhileKeysAreRotatedUnderLoad() throws Exception {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        int threads = 4;
        CountDownLatch busy = new CountDownLatch(threads * 200);
        List<Thread> load = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String device = i % 2 == 0 ? "a" : "b";
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    String kept = kit.hour(device);
                                    while (!over.get() || busy.getCount() > 0) {
                                        kit.prove(kept);
                                        kit.prove(kit.hour(device));
                                        busy.countDown();
                                    }
                                } catch (RefusedException | ControlException e) {
                                    failures.add(e);
                                    while (busy.getCount() > 0) {
                                        busy.countDown();
                                    }
                                }
                            });
            thread.start();
            load.add(thread);
        }
        for (int i = 0; i < 10; i++) {
            kit.tokens.rotate(false);
        }
        assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
        over.set(true);
        for (Thread thread : load) {
            thread.join(60_000);
        }
        assertThat(failures).isEmpty();
        assertThat(kit.tokens.signingKey().verifying()).isEqualTo(11);
    }

    @Test
    void takesWhatAnotherProcessChangedWhenItReadsAgain() {
        Tokens running = kit.tokens;
        kit.restart();
        String newer = kit.hour("a");
        String key = kit.tokens.rotate(true).id();
        assertThat(running.signingKey().id()).isNotEqualTo(key);
        kit.revocations.clear();
        running.reread();
        assertThat(running.signingKey().id()).isEqualTo(key);
        assertThat(kit.revocations).hasSize(1).allMatch(one -> one.key() != null);
        kit.assertRefused("AIR-6150", newer);
    }

    @Test
    void endsWhatAnotherProcessRevokedWhenItReadsAgainAndKeepsWhatItKnewIfItCannot()
            throws Exception {
        Tokens running = kit.tokens;
        Tokens.Issued issued = kit.issue("a", Duration.ofHours(1));
        Identity one = kit.prove(issued.token());
        Identity two = kit.prove(kit.hour("b"));
        kit.restart();
        kit.tokens.revoke(issued.id());
        kit.tokens.revokeAll("b");
        kit.revocations.clear();
        running.reread();
        assertThat(kit.revocations)
                .anyMatch(revocation -> revocation.ends(one))
                .anyMatch(revocation -> revocation.ends(two));
        kit.revocations.clear();
        running.reread();
        assertThat(kit.revocations).isEmpty();
        Files.writeString(kit.revokedFile(), "rubbish");
        assertThatThrownBy(running::reread).hasMessageStartingWith("AIR-6161");
        assertThat(running.holds(one)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "null",
                "{\"keys\":[]}",
                "{\"keys\":[{}]}",
                "{\"keys\":\"x\"}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
                "secretsecret"
            })
    void saysClearlyThatTheFileIsBrokenAndQuotesNothingOfIt(String text) throws Exception {
        Files.writeString(kit.keyFile(), text);
        assertBroken();
    }

    private void assertBroken() {
        assertThatThrownBy(() -> kit.restart())
                .isInstanceOf(ControlException.class)
                .hasMessageStartingWith("AIR-6160 data/keys/token-keys.json must")
                .hasMessageContaining("restore it from a backup")
                .hasMessageNotContaining("secretsecret");
    }

    @Test
    void findsAFileThatIsCutWhereverItIs() throws Exception {
        kit.tokens.rotate(false);
        String text = Files.readString(kit.keyFile()).strip();
        for (int length = 0; length < text.length(); length += 7) {
            Files.writeString(kit.keyFile(), text.substring(0, length));
            assertBroken();
        }
    }

    @Test
    void findsKeysThatAreNotWhatTheyShouldBe() throws Exception {
        ECKey good = kit.stolenKey();
        ECKey other = new ECKeyGenerator(Curve.P_256).generate();
        List<JWK> bad =
                List.of(
                        good.toPublicJWK(),
                        new ECKey.Builder(good).keyID("x").build(),
                        new ECKey.Builder(good).issueTime(null).build(),
                        new ECKey.Builder(good).d(other.getD()).build(),
                        new ECKeyGenerator(Curve.P_384)
                                .keyIDFromThumbprint(true)
                                .issueTime(good.getIssueTime())
                                .generate());
        for (JWK key : bad) {
            Files.writeString(kit.keyFile(), new JWKSet(key).toString(false));
            assertBroken();
        }
        JWKSet twoSign =
                new JWKSet(
                        List.of(
                                good,
                                new ECKeyGenerator(Curve.P_256)
                                        .keyIDFromThumbprint(true)
                                        .issueTime(good.getIssueTime())
                                        .generate()));
        Files.writeString(kit.keyFile(), twoSign.toString(false));
        assertBroken();
        Files.writeString(kit.keyFile(), " ".repeat(300_000));
        assertBroken();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "token x",
                "token x y\n",
                "token  1\n",
                "token a/b 1\n",
                "device a 1\n",
                "device a 1 2 3\n",
                "other a 1\n",
                "\n",
                "token a 1\ntoken a 1\n",
                "token a 99999999999999\n",
                "token a 1\r\n"
            })
    void stopsTheStartIfItCannotKnowWhatIsRevoked(String text) throws Exception {
        Files.writeString(kit.revokedFile(), text);
        assertThatThrownBy(() -> kit.restart())
                .isInstanceOf(ControlException.class)
                .hasMessageStartingWith("AIR-6161 data/keys/revoked-tokens.txt must");
    }
}
