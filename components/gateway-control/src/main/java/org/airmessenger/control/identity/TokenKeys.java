/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.files.SafeFiles;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64URL;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that sign tokens: ES256, in {@code data/keys/token-keys.json} (0600), a JSON Web Key set
 * (RFC 7517). One signs; those before it verify until every token that they signed has ended. A
 * key's name is its thumbprint (RFC 7638). Asking blocks nobody; changes are atomic and durable.
 */
final class TokenKeys {

    private static final String FILE = "token-keys.json";
    private static final int MAX_BYTES = 256 * 1024;
    private static final byte[] PROBE = "air".getBytes(StandardCharsets.US_ASCII);

    private final KeyFolder folder;
    private final Clock clock;

    /** By name, the signing one first. */
    private volatile Map<String, Key> keys = Map.of();

    /**
     * One key.
     *
     * @param until when it verifies no more; null if it is the one that signs
     */
    record Key(ECKey pair, JWSVerifier verifier, Instant made, Instant until) {

        String id() {
            return pair.getKeyID();
        }

        /** Says nothing of the private key, wherever it is printed. */
        @Override
        public String toString() {
            return id();
        }
    }

    /** A rotation: the new key, and those that verify no more. */
    record Rotated(Key current, List<String> dropped) {}

    /**
     * Reads the keys.
     *
     * @throws ControlException AIR-6160 if the file is there and not what it should be
     */
    TokenKeys(KeyFolder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        reread();
    }

    /** Takes what the file says now, and gives the keys that verified and verify no more. */
    List<String> reread() {
        Map<String, Key> before = keys;
        keys = read();
        return before.keySet().stream().filter(id -> !keys.containsKey(id)).toList();
    }

    /** The key that signs; null if none was made yet. */
    Key current() {
        return keys.values().stream().findFirst().orElse(null);
    }

    /** The key of that name, if it still verifies; otherwise null. */
    Key find(String id) {
        Key key = keys.get(id);
        boolean over = key != null && key.until != null && !clock.instant().isBefore(key.until);
        return over ? null : key;
    }

    /** All keys that still verify, the signing one first. */
    List<Key> all() {
        return keys.values().stream().filter(key -> find(key.id()) != null).toList();
    }

    /** The public halves as a JSON Web Key set. */
    Map<String, Object> publicSet() {
        return new JWKSet(all().stream().map(key -> publicHalf(key)).toList()).toJSONObject(true);
    }

    /** When a key was made or retires is the gateway's own affair. */
    private static JWK publicHalf(Key key) {
        return new ECKey.Builder(key.pair)
                .issueTime(null)
                .expirationTime(null)
                .build()
                .toPublicJWK();
    }

    /** Makes the first key if there is none; true if it did. */
    boolean ensure() {
        return folder.locked(
                () -> {
                    keys = read();
                    if (!keys.isEmpty()) {
                        SafeFiles.keepPrivate(folder.file(FILE));
                        return false;
                    }
                    write(List.of(make()));
                    return true;
                });
    }

    /**
     * A new key signs from now on.
     *
     * @param overlap how long the one before still verifies
     * @param drop whether all before verify no more
     */
    Rotated rotate(Duration overlap, boolean drop) {
        return folder.locked(
                () -> {
                    keys = read();
                    Instant now = clock.instant();
                    List<Key> next = new ArrayList<>(List.of(make()));
                    List<String> dropped = new ArrayList<>();
                    for (Key key : keys.values()) {
                        if (drop) {
                            dropped.add(key.id());
                        } else if (key.until == null) {
                            next.add(key(retired(key.pair, now.plus(overlap))));
                        } else if (now.isBefore(key.until)) {
                            next.add(key);
                        }
                    }
                    write(next);
                    return new Rotated(next.get(0), dropped);
                });
    }

    private static ECKey retired(ECKey pair, Instant until) {
        return new ECKey.Builder(pair).expirationTime(Date.from(until)).build();
    }

    private Key make() throws GeneralSecurityException {
        KeyPair pair = Certificates.newKey();
        try {
            return key(
                    new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                            .privateKey((ECPrivateKey) pair.getPrivate())
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.ES256)
                            .keyIDFromThumbprint()
                            .issueTime(Date.from(clock.instant()))
                            .build());
        } catch (JOSEException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private void write(List<Key> next) throws IOException {
        List<JWK> list = next.stream().map(key -> (JWK) key.pair).toList();
        String text = new JWKSet(list).toString(false) + "\n";
        SafeFiles.writePrivate(folder.file(FILE), text.getBytes(StandardCharsets.UTF_8));
        keys = byId(next);
    }

    private static Map<String, Key> byId(List<Key> list) {
        Map<String, Key> byId = new LinkedHashMap<>();
        list.forEach(key -> byId.put(key.id(), key));
        return byId;
    }

    private Map<String, Key> read() {
        Path file = folder.file(FILE);
        if (Files.notExists(file)) {
            return Map.of();
        }
        List<Key> list = new ArrayList<>();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw broken("is larger than " + MAX_BYTES + " bytes");
            }
            for (JWK one : JWKSet.parse(Files.readString(file)).getKeys()) {
                list.add(checked(one));
            }
        } catch (IOException e) {
            throw broken("cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (ParseException | RuntimeException e) {
            // whatever it says may quote the file
            throw e instanceof ControlException known
                    ? known
                    : broken("is no JSON Web Key set, or only a part of one");
        }
        long signing = list.stream().filter(key -> key.until == null).count();
        if (signing != 1 || list.get(0).until != null) {
            throw broken("has " + signing + " keys that sign instead of one, the first");
        }
        Map<String, Key> byId = byId(list);
        if (byId.size() != list.size()) {
            throw broken("has a key twice");
        }
        return byId;
    }

    private static Key checked(JWK one) {
        try {
            if (one instanceof ECKey pair
                    && Curve.P_256.equals(pair.getCurve())
                    && pair.isPrivate()
                    && pair.getIssueTime() != null
                    && pair.computeThumbprint().toString().equals(pair.getKeyID())) {
                Key key = key(pair);
                JWSHeader header = new JWSHeader(JWSAlgorithm.ES256);
                Base64URL signed = new ECDSASigner(pair).sign(header, PROBE);
                if (key.verifier.verify(header, PROBE, signed)) {
                    return key;
                }
            }
        } catch (JOSEException e) {
            throw broken("has a key that cannot sign");
        }
        throw broken("has a key that is no private P-256 key named by its thumbprint");
    }

    private static Key key(ECKey pair) {
        try {
            Date until = pair.getExpirationTime();
            return new Key(
                    pair,
                    new ECDSAVerifier(pair),
                    pair.getIssueTime().toInstant(),
                    until == null ? null : until.toInstant());
        } catch (JOSEException e) {
            throw broken("has a key that cannot verify");
        }
    }

    private static ControlException broken(String what) {
        return new ControlException(
                Kind.FAILED,
                "AIR-6160 data/keys/"
                        + FILE
                        + " must hold the keys that sign tokens but "
                        + what
                        + "; restore it from a backup, or remove it and run air init: then every"
                        + " token ends");
    }
}
