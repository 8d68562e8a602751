/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

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

    /** The policy of a word. */
    static Overflow of(String word) {
        for (Overflow overflow : values()) {
            if (overflow.word.equals(word)) {
                return overflow;
            }
        }
        throw new IllegalArgumentException(
                "AIR-3110 overflow must be refuse, drop-new or drop-oldest but was " + word);
    }
}
