/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import com.nimbusds.jwt.JWTClaimsSet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a token says, read strictly: a claim that is missing, of another type, or unknown is
 * refused. An unknown claim may be one that was meant to take something away.
 *
 * @param issuer {@code iss}
 * @param audience {@code aud}
 * @param device {@code sub}
 * @param tenant {@code tenant}, or null
 * @param issued {@code iat}, epoch seconds; {@code nbf} is the same or later
 * @param begins {@code nbf}, epoch seconds
 * @param ends {@code exp}, epoch seconds, exclusive
 * @param thumbprint {@code cnf.x5t#S256} (RFC 8705, 3.1): SHA-256 of the certificate to which the
 *     token is bound, base64url; or null
 * @param proof {@code jti}, the key, {@code exp} and {@code topics}
 */
record TokenClaims(
        String issuer,
        String audience,
        String device,
        String tenant,
        long issued,
        long begins,
        long ends,
        String thumbprint,
        Proof proof) {

    static final int MAX_SCOPE = 32;

    private static final String TENANT = "tenant";
    private static final String SCOPE = "topics";
    private static final String CONFIRMATION = "cnf";
    private static final String THUMBPRINT = "x5t#S256";
    private static final Set<String> KNOWN =
            Set.of("iss", "aud", "sub", "jti", "iat", "nbf", "exp", TENANT, SCOPE, CONFIRMATION);
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    // the year 9999: what is later overflows somewhere
    private static final long LAST_SECOND = 253_402_300_799L;

    /**
     * Reads what was signed.
     *
     * @param key the key that signed it
     * @throws RefusedException AIR-6151 if it is not as this gateway writes it
     */
    static TokenClaims of(Map<String, Object> claims, String key) {
        for (String name : claims.keySet()) {
            if (!KNOWN.contains(name)) {
                throw wrong("no claim that this gateway does not know but has one");
            }
        }
        long ends = time(claims, "exp");
        String device = text(claims, "sub", true);
        if (!DeviceIds.isValid(device)) {
            throw wrong("a device id as sub but has another");
        }
        String id = text(claims, "jti", true);
        if (!isId(id)) {
            throw wrong("a UUIDv7 as jti but has another");
        }
        Proof proof = new Proof(id, key, ends * 1000, scope(claims));
        return new TokenClaims(
                text(claims, "iss", true),
                text(claims, "aud", true),
                device,
                text(claims, TENANT, false),
                time(claims, "iat"),
                time(claims, "nbf"),
                ends,
                thumbprint(claims),
                proof);
    }

    /** When it was made, to the millisecond: what a revocation of all is compared with. */
    long made() {
        return made(proof.id());
    }

    static long made(String id) {
        return Long.parseLong(id.substring(0, 8) + id.substring(9, 13), 16);
    }

    /** Whether a text can be a token's id: a UUIDv7 (RFC 9562, 5.7) in lower case. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** As it is signed. */
    JWTClaimsSet set() {
        JWTClaimsSet.Builder set =
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .audience(audience)
                        .subject(device)
                        .jwtID(proof.id())
                        .issueTime(date(issued))
                        .notBeforeTime(date(begins))
                        .expirationTime(date(ends));
        if (tenant != null) {
            set.claim(TENANT, tenant);
        }
        if (!proof.scope().isEmpty()) {
            set.claim(SCOPE, proof.scope());
        }
        if (thumbprint != null) {
            set.claim(CONFIRMATION, new LinkedHashMap<>(Map.of(THUMBPRINT, thumbprint)));
        }
        return set.build();
    }

    private static Date date(long seconds) {
        return Date.from(Instant.ofEpochSecond(seconds));
    }

    private static String text(Map<String, Object> claims, String name, boolean required) {
        Object value = claims.get(name);
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        if (required || claims.containsKey(name)) {
            throw wrong("a text as " + name + " but has " + kind(value));
        }
        return null;
    }

    private static long time(Map<String, Object> claims, String name) {
        Object value = claims.get(name);
        if (value instanceof Long seconds && seconds > 0 && seconds <= LAST_SECOND) {
            return seconds;
        }
        throw wrong("whole seconds since 1970 as " + name + " but has " + kind(value));
    }

    private static List<String> scope(Map<String, Object> claims) {
        if (!claims.containsKey(SCOPE)) {
            return List.of();
        }
        Object value = claims.get(SCOPE);
        List<String> scope = new ArrayList<>();
        if (value instanceof List<?> list && list.size() <= MAX_SCOPE) {
            for (Object filter : list) {
                if (filter instanceof String text && Topics.problemOfFilter(text) == null) {
                    scope.add(text);
                }
            }
            // an empty one would confine nothing, which nobody can have meant
            if (!scope.isEmpty() && scope.size() == list.size()) {
                return scope;
            }
        }
        throw wrong("1 to " + MAX_SCOPE + " topic filters as " + SCOPE + " but has others");
    }

    private static String thumbprint(Map<String, Object> claims) {
        if (!claims.containsKey(CONFIRMATION)) {
            return null;
        }
        if (claims.get(CONFIRMATION) instanceof Map<?, ?> map
                && map.size() == 1
                && map.get(THUMBPRINT) instanceof String text
                && text.length() == 43) {
            return text;
        }
        throw wrong("a certificate's " + THUMBPRINT + " as " + CONFIRMATION + " but has another");
    }

    private static String kind(Object value) {
        return value == null ? "none" : "another";
    }

    private static RefusedException wrong(String text) {
        return new RefusedException(
                Refusal.NOT_AUTHENTICATED,
                "AIR-6151 a token must have " + text + "; issue one with air token issue");
    }
}
