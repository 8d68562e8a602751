/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.identity.Tokens.Issued;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Tokens that somebody else made, or spoilt. */
class ForgedTokensTest {

    @TempDir Path home;
    @TempDir Path elsewhere;
    private TokenFixture kit;

    @BeforeEach
    void starts() {
        kit = new TokenFixture(home);
    }

    @Test
    void theTestsOwnSignatureIsRight() throws Exception {
        String token = kit.signed(claims -> {});
        assertThat(kit.prove(token).device()).isEqualTo("a");
    }

    // ---- the header chooses nothing ----

    private String payload() throws Exception {
        return Base64URL.encode(new Payload(kit.claims()).toString()).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
    void refusesTokensWithoutASignature(String none) throws Exception {
        String kid = kit.stolenKey().getKeyID();
        String header =
                Base64URL.encode(
                                "{\"alg\":\""
                                        + none
                                        + "\",\"typ\":\"air+jwt\",\"kid\":\""
                                        + kid
                                        + "\"}")
                        .toString();
        kit.assertRefused("AIR-6150", header + "." + payload() + ".");
        kit.assertRefused("AIR-6150", header + "." + payload());
        kit.assertRefused("AIR-6150", header + "." + payload() + "." + "A".repeat(86));
        String sound = kit.hour("a");
        String signature = sound.substring(sound.lastIndexOf('.'));
        kit.assertRefused("AIR-6150", header + "." + payload() + signature);
    }

    @Test
    void refusesThePublicKeyAsASharedSecret() throws Exception {
        ECKey key = kit.stolenKey();
        byte[][] secrets = {
            key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
            key.toECPublicKey().getEncoded(),
            key.getX().decode()
        };
        for (byte[] secret : secrets) {
            JWSHeader header =
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .type(new JOSEObjectType("air+jwt"))
                            .keyID(key.getKeyID())
                            .build();
            JWSObject token = new JWSObject(header, new Payload(kit.claims()));
            token.sign(new MACSigner(secret));
            kit.assertRefused("AIR-6150", token.serialize());
        }
    }

    @Test
    void refusesOtherAlgorithmsAndCurves() throws Exception {
        String kid = kit.stolenKey().getKeyID();
        JOSEObjectType type = new JOSEObjectType("air+jwt");
        JWSObject rsa =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID(kid).build(),
                        new Payload(kit.claims()));
        rsa.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
        kit.assertRefused("AIR-6150", rsa.serialize());
        JWSObject p384 =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.ES384).type(type).keyID(kid).build(),
                        new Payload(kit.claims()));
        p384.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_384).generate()));
        kit.assertRefused("AIR-6150", p384.serialize());
    }

    @Test
    void refusesAKeyThatTheTokenBringsWithIt() throws Exception {
        ECKey mine = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        Payload payload = new Payload(kit.claims());
        for (String kid : List.of(mine.getKeyID(), kit.stolenKey().getKeyID())) {
            JWSHeader.Builder header = TokenFixture.header(mine).keyID(kid);
            kit.assertRefused("AIR-6150", TokenFixture.sign(header.build(), payload, mine));
            header.jwk(mine.toPublicJWK());
            kit.assertRefused("AIR-6150", TokenFixture.sign(header.build(), payload, mine));
            header.jwk(null).jwkURL(URI.create("https://evil.example/jwks"));
            kit.assertRefused("AIR-6150", TokenFixture.sign(header.build(), payload, mine));
        }
    }

    @Test
    void refusesHeadersThatItDoesNotWriteEvenWithTheRightSignature() throws Exception {
        ECKey key = kit.stolenKey();
        Payload payload = new Payload(kit.claims());
        List<JWSHeader> headers =
                List.of(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                        TokenFixture.header(key).type(JOSEObjectType.JWT).build(),
                        TokenFixture.header(key).keyID(null).build(),
                        TokenFixture.header(key).keyID("").build(),
                        TokenFixture.header(key).keyID("../../etc/passwd").build(),
                        TokenFixture.header(key).contentType("x").build(),
                        TokenFixture.header(key).customParam("x", 1).build(),
                        TokenFixture.header(key).jwk(key.toPublicJWK()).build(),
                        TokenFixture.header(key)
                                .criticalParams(Collections.singleton("exp"))
                                .build());
        for (JWSHeader header : headers) {
            kit.assertRefused("AIR-6150", TokenFixture.sign(header, payload, key));
        }
    }

    @Test
    void refusesTokensOfAnotherGatewayWithTheSameName() throws Exception {
        TokenFixture other = new TokenFixture(elsewhere);
        kit.assertRefused("AIR-6150", other.hour("a"));
        JWSHeader mine = TokenFixture.header(kit.stolenKey()).build();
        Payload payload = new Payload(other.claims());
        kit.assertRefused("AIR-6150", TokenFixture.sign(mine, payload, other.stolenKey()));
    }

    // ---- every claim ----

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "sub", "jti", "iat", "nbf", "exp"})
    void refusesATokenWithoutAClaimThatItNeeds(String name) throws Exception {
        kit.assertRefused("AIR-6151", kit.signed(claims -> claims.remove(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"iss", "aud", "sub", "jti", "iat", "nbf", "exp", "tenant", "topics", "cnf"})
    void refusesEveryClaimOfAnotherType(String name) throws Exception {
        List<Object> others = new ArrayList<>();
        others.add(null);
        others.addAll(
                List.of(true, 1.5, -1L, 0L, Long.MAX_VALUE, "", List.of(), Map.of(), List.of(1L)));
        if (!List.of("iat", "nbf", "exp").contains(name)) {
            others.add(1L);
        }
        if (!List.of("iss", "aud", "sub", "jti", "tenant").contains(name)) {
            others.add("x");
        }
        for (Object other : others) {
            kit.assertRefused("AIR-6151", kit.signed(claims -> claims.put(name, other)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "iss,        other,    AIR-6151",
        "iss,        GW,       AIR-6151",
        "aud,        other,    AIR-6151",
        "sub,        b,        AIR-6157",
        "sub,        nobody,   AIR-6102",
        "sub,        a/b,      AIR-6151",
        "sub,        '+',      AIR-6151",
        "sub,        'a ',     AIR-6151",
        "tenant, other,    AIR-6157",
        "tenant, ACME,     AIR-6157",
        "jti,        x,        AIR-6151",
        "jti,        00000000-0000-4000-8000-000000000000, AIR-6151",
        "jti,        FFFFFFFF-0000-7000-8000-000000000000, AIR-6151",
        "admin,      true,     AIR-6151",
    })
    void refusesClaimsThatAreNotThisGateways(String name, String value, String code)
            throws Exception {
        kit.assertRefused(code, kit.signed(claims -> claims.put(name, value)));
    }

    @Test
    void refusesAnAudienceAmongOthersAndAScopeThatIsNone() throws Exception {
        kit.assertRefused(
                "AIR-6151", kit.signed(claims -> claims.put("aud", List.of("doors", "other"))));
        for (Object scope :
                List.of(
                        List.of(""),
                        List.of("a/#/b"),
                        List.of("a", 1L),
                        List.of("a", List.of("b")),
                        Collections.nCopies(33, "a"))) {
            kit.assertRefused("AIR-6151", kit.signed(claims -> claims.put("topics", scope)));
        }
        kit.assertRefused("AIR-6157", kit.signed(claims -> claims.remove("tenant")));
    }

    @Test
    void refusesABindingThatIsNone() throws Exception {
        for (Map<String, Object> binding :
                List.<Map<String, Object>>of(
                        Map.of("jwk", Map.of()),
                        Map.of("x5t#S256", "short"),
                        Map.of("x5t#S256", 1L),
                        Map.of("x5t#S256", "A".repeat(43), "jkt", "x"))) {
            kit.assertRefused("AIR-6151", kit.signed(claims -> claims.put("cnf", binding)));
        }
        kit.assertRefused(
                "AIR-6155",
                kit.signed(claims -> claims.put("cnf", Map.of("x5t#S256", "A".repeat(43)))));
    }

    @Test
    void refusesTimesThatNoTokenOfItsOwnHas() throws Exception {
        long now = TokenFixture.START.getEpochSecond();
        kit.assertRefused("AIR-6153", kit.signed(claims -> claims.put("nbf", now + 11)));
        kit.assertRefused("AIR-6153", kit.signed(claims -> claims.put("iat", now + 11)));
        kit.assertRefused("AIR-6152", kit.signed(claims -> claims.put("exp", now)));
        kit.assertRefused("AIR-6151", kit.signed(claims -> claims.put("exp", now + 7201)));
        kit.assertRefused("AIR-6151", kit.signed(claims -> claims.put("iat", 1L)));
        kit.assertRefused("AIR-6151", kit.signed(claims -> claims.put("exp", 253_402_300_800L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "\"text\"",
                "{",
                "{\"sub\":\"a\",\"sub\":\"b\"}",
                "not json",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void refusesAPayloadThatIsNoObject(String payload) throws Exception {
        ECKey key = kit.stolenKey();
        kit.assertRefused(
                "AIR-6150",
                TokenFixture.sign(TokenFixture.header(key).build(), new Payload(payload), key));
    }

    // ---- the text ----

    @Test
    void refusesATokenThatIsCutWhereverItIs() {
        String token = kit.hour("a");
        for (int length = 0; length < token.length(); length++) {
            kit.assertRefused("AIR-6150", token.substring(0, length));
        }
    }

    @Test
    void refusesATokenOfWhichOneCharacterIsAnother() {
        String token = kit.hour("a");
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n";
        Random random = new Random(11);
        for (int at = 0; at < token.length(); at++) {
            char other = alphabet.charAt(random.nextInt(alphabet.length()));
            if (other != token.charAt(at)) {
                kit.assertRefused(
                        "AIR-6150", token.substring(0, at) + other + token.substring(at + 1));
            }
        }
    }

    @Test
    void everyTokenHasOneSpellingOnly() {
        String token = kit.hour("a");
        char last = token.charAt(token.length() - 1);
        String stem = token.substring(0, token.length() - 1);
        // the same 64 bytes to a decoder that does not look at the bits that are left over
        kit.assertRefused("AIR-6150", stem + (char) (last + 1));
        kit.assertRefused("AIR-6150", token + "=");
        kit.assertRefused("AIR-6150", token + "==");
        kit.assertRefused("AIR-6150", token + "\n");
        kit.assertRefused("AIR-6150", " " + token);
        kit.assertRefused("AIR-6150", "Bearer " + token);
        kit.assertRefused("AIR-6150", token + ".");
        kit.assertRefused("AIR-6150", token + "." + token);
        kit.assertRefused("AIR-6150", token.replaceFirst("\\.", ".\u200b"));
        kit.assertRefused("AIR-6150", token.replaceFirst("e", "\u0435"));
        kit.assertRefused("AIR-6150", token.replaceFirst("e", "\uff45"));
        kit.assertRefused("AIR-6150", token.replaceFirst("\\.", "\u2024"));
        kit.assertRefused("AIR-6150", token + "\u0000");
    }

    @Test
    void refusesWhatIsTooLongBeforeItIsDecoded() throws Exception {
        kit.assertRefused("AIR-6150", "a".repeat(10_000_000));
        kit.assertRefused("AIR-6150", ".".repeat(4096));
        Map<String, Object> claims = new LinkedHashMap<>(kit.claims());
        claims.put("jti", "x".repeat(5000));
        kit.assertRefused(
                "AIR-6150",
                TokenFixture.sign(
                        TokenFixture.header(kit.stolenKey()).build(),
                        new Payload(claims),
                        kit.stolenKey()));
    }

    @Test
    void refusesRubbishOfTheRightForm() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            String token =
                    "eyJ"
                            + rubbish(random, random.nextInt(60) + 1)
                            + ".eyJ"
                            + rubbish(random, random.nextInt(300) + 1)
                            + "."
                            + rubbish(random, 85)
                            + "A";
            kit.assertRefused("AIR-6150", token);
        }
    }

    private static String rubbish(Random random, int length) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(64)));
        }
        return text.toString();
    }

    @Test
    void aTokenThatWasVerifiedOnceIsStillJudgedEachTime() {
        Issued issued = kit.issue("a", Duration.ofMinutes(1));
        assertThat(kit.prove(issued.token()).device()).isEqualTo("a");
        kit.hands.move(Duration.ofMinutes(2));
        kit.assertRefused("AIR-6152", issued.token());
        kit.hands.move(Duration.ofMinutes(-2));
        assertThat(kit.prove(issued.token()).device()).isEqualTo("a");
        kit.tokens.rotate(true);
        kit.assertRefused("AIR-6150", issued.token());
    }
}
