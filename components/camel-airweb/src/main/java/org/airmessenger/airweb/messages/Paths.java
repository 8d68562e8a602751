/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Topics in paths: levels between slashes, percent-encoded where they must be (RFC 3986, 2.1). */
public final class Paths {

    private Paths() {}

    /**
     * The text of a part of a path.
     *
     * @throws RefusedException {@link Refusal#MALFORMED} if it is not percent-encoded UTF-8
     */
    public static String decoded(String part) {
        if (part.indexOf('%') < 0 && part.chars().allMatch(c -> c < 128)) {
            return part;
        }
        ByteBuffer bytes = ByteBuffer.allocate(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%') {
                int high = digit(part, i + 1);
                int low = digit(part, i + 2);
                if (high < 0 || low < 0) {
                    throw malformed(part);
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (c < 256) {
                bytes.put((byte) c);
            } else {
                throw malformed(part);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed(part);
        }
    }

    private static int digit(String part, int at) {
        return at < part.length() ? Character.digit(part.charAt(at), 16) : -1;
    }

    private static RefusedException malformed(String part) {
        return new RefusedException(
                Refusal.MALFORMED,
                "AIR-1214 a path must be percent-encoded UTF-8 but was "
                        + Quoted.of(part)
                        + "; encode it");
    }
}
