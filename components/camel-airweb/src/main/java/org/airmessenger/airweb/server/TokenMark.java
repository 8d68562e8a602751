/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Knows a token again without keeping it: by its HMAC-SHA-256 (RFC 2104), under a key that nobody
 * else has and that ends with the process. What a dump of the memory shows opens nothing.
 */
final class TokenMark {

    private static final String ALGORITHM = "HmacSHA256";
    private static final SecretKeySpec KEY = key();
    private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(TokenMark::mac);

    private TokenMark() {}

    private static SecretKeySpec key() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    private static Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(KEY);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** The mark of a token; never empty. */
    static String of(String token) {
        byte[] mark = MACS.get().doFinal(token.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(mark);
    }
}
