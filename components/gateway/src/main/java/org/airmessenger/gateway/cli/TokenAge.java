/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import java.time.Duration;
import java.time.Instant;

/** When the key that signs tokens should be followed by another. */
final class TokenAge {

    private static final Duration ROTATE_AFTER = Duration.ofDays(90);

    private TokenAge() {}

    static boolean isDue(Instant made, Instant now) {
        return made.plus(ROTATE_AFTER).isBefore(now);
    }

    /** To stand behind the day when the key was made. */
    static String advice(Instant made, Instant now) {
        return isDue(made, now)
                ? ", " + Duration.between(made, now).toDays() + " days ago: run air token rotate"
                : ", to be rotated from " + made.plus(ROTATE_AFTER);
    }
}
