/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.Arrays;
import java.util.List;

/** What happens to a message for which a lane has no room. */
enum Overflow {
    /** The device is told. */
    REFUSE("refuse"),
    /** The new message is dropped, counted. */
    DROP_NEW("drop-new"),
    /** The oldest waiting ones are dropped, counted. */
    DROP_OLDEST("drop-oldest");

    private final String word;

    Overflow(String word) {
        this.word = word;
    }

    /** The policy of a word, which is one of {@link #words()}. */
    static Overflow of(String word) {
        for (Overflow overflow : values()) {
            if (overflow.word.equals(word)) {
                return overflow;
            }
        }
        throw new IllegalArgumentException(
                "overflow must be one of %s but was %s".formatted(words(), word));
    }

    String word() {
        return word;
    }

    /** The words of all policies. */
    static List<String> words() {
        return Arrays.stream(values()).map(overflow -> overflow.word).toList();
    }
}
