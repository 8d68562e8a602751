/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Place;

import java.util.Objects;

/**
 * One thing that is wrong with a file.
 *
 * @param code {@code AIR-6nnn}
 * @param place file and line
 * @param text rule, actual value, remedy; never a secret
 */
public record Problem(String code, Place place, String text) {

    /** The file cannot be read, or is larger than a configuration may be. */
    public static final String UNREADABLE = "AIR-6001";

    /** The file is not YAML. */
    public static final String NOT_YAML = "AIR-6002";

    /** A key that nobody knows. */
    public static final String UNKNOWN_KEY = "AIR-6003";

    /** A value of another form than its key wants. */
    public static final String WRONG_FORM = "AIR-6004";

    /** A value outside its range. */
    public static final String OUT_OF_RANGE = "AIR-6005";

    /** A key, id or name that stands twice. */
    public static final String DUPLICATE = "AIR-6006";

    /** A key that must be there. */
    public static final String MISSING = "AIR-6007";

    /** A name outside its grammar. */
    public static final String BAD_NAME = "AIR-6008";

    /** A name of something that does not exist. */
    public static final String NO_SUCH = "AIR-6009";

    /** Not a topic filter. */
    public static final String BAD_FILTER = "AIR-6010";

    /** A <code>{{placeholder}}</code> that is not closed, not opened or empty. */
    public static final String BAD_PLACEHOLDER = "AIR-6011";

    /** A tag, an anchor of a collection, or a second document: more YAML than is wanted here. */
    public static final String NOT_PLAIN = "AIR-6012";

    /** Nothing may be null. */
    public Problem {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return place + ": " + code + " " + text;
    }
}
