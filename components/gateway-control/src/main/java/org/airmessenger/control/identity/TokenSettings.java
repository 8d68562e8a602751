/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import java.time.Duration;

/**
 * How this gateway's tokens are made and judged.
 *
 * @param issuer the gateway's name, in every token it signs
 * @param audience whom its tokens are for
 * @param maxTtl the longest that a token may be valid
 * @param clockSkew how far the clock may be behind that of the gateway that signed; the end of a
 *     token is exact
 */
public record TokenSettings(String issuer, String audience, Duration maxTtl, Duration clockSkew) {

    /** The longest that any configuration may let a token be valid. */
    public static final Duration LONGEST_TTL = Duration.ofDays(30);

    /** What is meant when nothing is configured. */
    public static final TokenSettings STANDARD =
            new TokenSettings("air", "air", Duration.ofDays(1), Duration.ofSeconds(30));
}
