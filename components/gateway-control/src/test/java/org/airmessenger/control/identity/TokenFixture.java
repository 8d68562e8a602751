/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.identity.Tokens.Issued;
import org.airmessenger.control.identity.Tokens.Wish;
import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.control.model.Policy;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Revocation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One home with two devices and its tokens, at a time that only the test moves. */
final class TokenFixture {

    static final Instant START = Instant.parse("2030-01-01T00:00:00.250Z");
    static final TokenSettings SETTINGS =
            new TokenSettings("gw", "doors", Duration.ofHours(2), Duration.ofSeconds(10));
    static final Place PLACE = new Place("conf/devices.yaml", 1);

    final Path home;
    final Hands hands = new Hands();
    final Authority authority;
    final LiveModel live = new LiveModel(model(device("a", "acme"), device("b", null)));
    final List<Revocation> revocations = Collections.synchronizedList(new ArrayList<>());
    Tokens tokens;
    DeviceRegistry registry;

    /** A clock with hands to move. */
    static final class Hands extends Clock {
        private volatile Instant now = START;

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    TokenFixture(Path home) {
        this.home = home;
        authority = new Authority(home);
        authority.init(List.of());
        restart();
        tokens.init();
    }

    /** As after a stop and a start: all that is known comes from the files. */
    void restart() {
        start(SETTINGS);
    }

    void start(TokenSettings settings) {
        tokens = new Tokens(home, settings, hands);
        registry = new DeviceRegistry(live, new PolicyBook(live), null, tokens);
        registry.onRevoked(revocations::add);
    }

    static Device device(String id, String tenant) {
        return new Device(id, "p", tenant, false, PLACE);
    }

    static Model model(Device... devices) {
        Map<String, Device> byId = new LinkedHashMap<>();
        for (Device device : devices) {
            byId.put(device.id(), device);
        }
        Policy policy =
                new Policy(
                        "p",
                        List.of("s/${device}/#"),
                        List.of("c/${device}/#"),
                        new Policy.Limits(1, 1, 1, 1, 1),
                        6,
                        PLACE);
        return new Model(Map.of(), List.of(), Map.of("p", policy), byId);
    }

    Issued issue(String device, Duration ttl, String... scope) {
        return tokens.issue(
                live.current().devices().get(device), new Wish(ttl, List.of(scope), null));
    }

    Issued issueBound(String device, X509Certificate certificate) {
        return tokens.issue(
                live.current().devices().get(device),
                new Wish(Duration.ofHours(1), List.of(), certificate));
    }

    String hour(String device) {
        return issue(device, Duration.ofHours(1)).token();
    }

    X509Certificate certificate(String device) {
        return Pem.certificate(
                authority
                        .issue(device, null, Duration.ofDays(1), home.resolve("out"))
                        .certificate());
    }

    Identity prove(String token) {
        return registry.bearer(token, null, null, "mqtt");
    }

    /** Refused, with that code, and without a word of the token in the text. */
    void assertRefused(String code, String token) {
        assertRefused(Refusal.NOT_AUTHENTICATED, code, token, null, null);
    }

    void assertRefused(
            Refusal refusal,
            String code,
            String token,
            X509Certificate certificate,
            String claimed) {
        assertThatThrownBy(() -> registry.bearer(token, certificate, claimed, "mqtt"))
                .hasMessageStartingWith(code)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal))
                .satisfies(
                        e -> {
                            for (String part : token.split("\\.")) {
                                if (part.length() > 8) {
                                    assertThat(e.getMessage()).doesNotContain(part);
                                }
                            }
                        });
    }

    Path keyFile() {
        return home.resolve("data/keys/token-keys.json");
    }

    Path revokedFile() {
        return home.resolve("data/keys/revoked-tokens.txt");
    }

    /** The gateway's own key, as a thief of the file would have it. */
    ECKey stolenKey() throws IOException, ParseException {
        return (ECKey) JWKSet.parse(Files.readString(keyFile())).getKeys().get(0);
    }

    /** The claims of a sound token for device a, to be spoilt. */
    Map<String, Object> claims() throws ParseException {
        return new LinkedHashMap<>(JWSObject.parse(hour("a")).getPayload().toJSONObject());
    }

    static JWSHeader.Builder header(ECKey key) {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("air+jwt"))
                .keyID(key.getKeyID());
    }

    /** Claims as somebody else would write them, signed by the gateway's own key. */
    String signed(Consumer<Map<String, Object>> spoil) throws Exception {
        Map<String, Object> claims = claims();
        spoil.accept(claims);
        return sign(header(stolenKey()).build(), new Payload(claims), stolenKey());
    }

    static String sign(JWSHeader header, Payload payload, ECKey key) throws JOSEException {
        JWSObject token = new JWSObject(header, payload);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }
}
