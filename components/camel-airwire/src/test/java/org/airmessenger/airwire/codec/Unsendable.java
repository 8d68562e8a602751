/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.function.Supplier;

/**
 * A frame that nobody may send: people are told why before a byte of it is written.
 *
 * @param name what is wrong with it
 * @param words the whole reason
 * @param made what makes it
 */
record Unsendable(String name, String words, Supplier<Frame> made) {

    /** A number that is not {@code "NAME must be 1 to 2"}. */
    static Unsendable outside(String rule, long value, Supplier<Frame> made) {
        return new Unsendable(rule + ", " + value, rule + " but was " + value, made);
    }

    @Override
    public String toString() {
        return name;
    }
}
