/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.trace;

import java.util.Locale;

/**
 * What one step saw.
 *
 * @param room the room's word
 * @param what what was looked at, in a few words, such as {@code topic} or {@code rule overheating}
 * @param verdict how it went
 * @param text why, as a sentence without its end
 * @param cause the entry that made it so, or null if none did
 */
public record Finding(String room, String what, Verdict verdict, String text, Cause cause) {

    /** How it went. */
    public enum Verdict {
        /** The message goes on. */
        PASSED,
        /** The message ends here, and the device is told. */
        REFUSED,
        /** A rule wants the message. */
        MATCHED,
        /** A rule does not want it. */
        NOT_MATCHED,
        /** A rule was not asked, because an earlier one stopped. */
        NOT_TRIED,
        /** Something was decided about the message. */
        DECIDED;

        /** The word in answers, such as {@code not-matched}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
