/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.model.Device;
import org.airmessenger.message.Ids;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Topics;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Makes tokens, of what is wished within what is allowed. */
record TokenIssuer(
        TokenSettings settings,
        Clock clock,
        TokenKeys keys,
        RevokedTokens revoked,
        TokenText text) {

    Tokens.Issued issue(Device device, Tokens.Wish wish) {
        if (device.revoked()) {
            throw new ControlException(
                    Kind.CONFLICT,
                    "AIR-6162 a token must be for a device that is not revoked but "
                            + device.id()
                            + " is");
        }
        Duration ttl = wish.ttl();
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(settings.maxTtl()) > 0) {
            throw invalid(
                    "AIR-6164 a token must be valid for 1s to "
                            + settings.maxTtl().toSeconds()
                            + "s (air.control.tokens.maxTtl) but should be for "
                            + ttl.toSeconds()
                            + "s");
        }
        if (keys.current() == null) {
            keys.ensure();
        }
        TokenKeys.Key key = keys.current();
        TokenClaims claims = claims(device, wish, key);
        String token = text.write(claims, key);
        if (token.length() > TokenText.MAX_CHARS) {
            throw invalid(
                    "AIR-6165 a token must be at most "
                            + TokenText.MAX_CHARS
                            + " characters but would be "
                            + token.length()
                            + "; give it fewer or shorter scopes");
        }
        return new Tokens.Issued(
                token,
                claims.proof().id(),
                device.id(),
                Instant.ofEpochSecond(claims.ends()),
                claims.proof().scope(),
                claims.thumbprint() != null);
    }

    private TokenClaims claims(Device device, Tokens.Wish wish, TokenKeys.Key key) {
        long begins = clock.instant().getEpochSecond();
        long ends = begins + wish.ttl().toSeconds();
        String id = Ids.next(made(device.id()));
        return new TokenClaims(
                settings.issuer(),
                settings.audience(),
                device.id(),
                device.tenant(),
                begins,
                begins,
                ends,
                wish.certificate() == null ? null : own(device, wish.certificate()),
                new Proof(
                        id,
                        key.id(),
                        ends * 1000,
                        scope(device.id(), device.tenant(), wish.scope())));
    }

    /** A token that follows a revocation of all must not fall with them. */
    private long made(String device) {
        long now = clock.millis();
        long after = revoked.cut(device) + 1;
        if (after > now + settings.clockSkew().toMillis()) {
            throw new ControlException(
                    Kind.CONFLICT,
                    "AIR-6166 the clock must be after the last revocation of the tokens of "
                            + device
                            + " but is "
                            + (after - now) / 1000
                            + " s before it; set the clock");
        }
        return Math.max(now, after);
    }

    static List<String> scope(String device, String tenant, List<String> wished) {
        if (wished.size() > TokenClaims.MAX_SCOPE) {
            throw invalid(
                    "AIR-6165 a token must have at most "
                            + TokenClaims.MAX_SCOPE
                            + " scopes but would have "
                            + wished.size());
        }
        List<String> scope = new ArrayList<>();
        for (String filter : wished) {
            String own = filter.replace("${device}", device);
            if (tenant != null) {
                own = own.replace("${tenant}", tenant);
            }
            String problem = Topics.problemOfFilter(own);
            if (problem == null && (own.startsWith("$share/") || own.contains("${"))) {
                problem = "it must be a plain topic filter but was " + Quoted.of(own);
            }
            if (problem != null) {
                throw invalid("AIR-6165 a scope must be a topic filter: " + problem);
            }
            scope.add(own);
        }
        return scope;
    }

    private static String own(Device device, X509Certificate certificate) {
        String name = DeviceRegistry.commonName(certificate);
        if (!device.id().equals(name)) {
            throw invalid(
                    "AIR-6167 a token must be bound to a certificate of its device, "
                            + device.id()
                            + ", but the certificate is of "
                            + Quoted.of(name));
        }
        return thumbprint(certificate);
    }

    /** RFC 8705, 3.1. */
    static String thumbprint(X509Certificate certificate) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(TokenText.sha256(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw invalid("AIR-6167 a certificate must have an encoding but has none");
        }
    }

    private static ControlException invalid(String text) {
        return new ControlException(Kind.INVALID, text);
    }
}
