/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tokens as text: JWS in compact form (RFC 7515), ES256 alone, typed (RFC 8725, 3.11), signed by a
 * key of this gateway. Size and form are checked before anything is decoded, and nothing in a token
 * chooses how it is verified. A signature that was right once is not computed again.
 */
final class TokenText {

    /** Longest token, in characters. */
    static final int MAX_CHARS = 4096;

    private static final JOSEObjectType TYPE = new JOSEObjectType("air+jwt");
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");
    private static final int CACHED = 10_000;

    /**
     * Header and claims are objects as they are written here; the signature is 64 bytes in their
     * only spelling: the last character has four bits.
     */
    private static final Pattern FORM =
            Pattern.compile("eyJ[\\w-]{1,512}\\.eyJ[\\w-]{1,4096}\\.[\\w-]{85}[AQgw]");

    private final TokenKeys keys;

    /** By hash, so that no token that still proves something lies in memory. */
    private final Cache<ByteBuffer, TokenClaims> verified =
            Caffeine.newBuilder().maximumSize(CACHED).executor(Runnable::run).build();

    TokenText(TokenKeys keys) {
        this.keys = keys;
    }

    /** Signs. */
    String write(TokenClaims claims, TokenKeys.Key key) {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).keyID(key.id()).build();
        JWSObject token = new JWSObject(header, new Payload(claims.set().toJSONObject()));
        try {
            token.sign(new ECDSASigner(key.pair()));
        } catch (JOSEException e) {
            throw new IllegalStateException("a key that was checked can sign", e);
        }
        return token.serialize();
    }

    /**
     * What a token says, if a key of this gateway signed it. Whether it counts now is not asked.
     *
     * @throws RefusedException AIR-6150 if none did, AIR-6151 if it says what none would sign
     */
    TokenClaims read(String token) {
        if (token.length() > MAX_CHARS) {
            throw none("be at most " + MAX_CHARS + " characters but has " + token.length());
        }
        if (!FORM.matcher(token).matches()) {
            throw none("be a signed JWT in compact form but is not");
        }
        ByteBuffer hash = ByteBuffer.wrap(sha256(token.getBytes(StandardCharsets.US_ASCII)));
        TokenClaims known = verified.getIfPresent(hash);
        if (known == null) {
            known = verify(token);
            verified.put(hash, known);
        } else if (keys.find(known.proof().key()) == null) {
            throw foreign();
        }
        return known;
    }

    private TokenClaims verify(String token) {
        try {
            JWSObject jws = JWSObject.parse(token);
            JWSHeader header = jws.getHeader();
            if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    || !TYPE.equals(header.getType())
                    || !HEADER.equals(header.getIncludedParams())) {
                throw none("have alg ES256, typ air+jwt and a kid in its header but has others");
            }
            TokenKeys.Key key = keys.find(header.getKeyID());
            if (key == null) {
                throw foreign();
            }
            if (!jws.verify(key.verifier())) {
                throw none("have the signature of its key but has another");
            }
            Map<String, Object> claims = jws.getPayload().toJSONObject();
            if (claims == null) {
                throw none("hold a JSON object but does not");
            }
            return TokenClaims.of(claims, key.id());
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            // the parser's own words would quote the token
            throw none("be a signed JWT in compact form but is not");
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static RefusedException foreign() {
        return none("be signed by a key of this gateway but its key is unknown or retired");
    }

    private static RefusedException none(String text) {
        return new RefusedException(
                Refusal.NOT_AUTHENTICATED,
                "AIR-6150 a token must " + text + "; issue one with air token issue");
    }
}
