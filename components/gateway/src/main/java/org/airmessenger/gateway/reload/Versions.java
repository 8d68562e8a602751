/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ids of routes that were replaced while the gateway ran: {@code 2-guard} as written becomes {@code
 * 2-guard!3}, so that the new one can be built beside the old one.
 */
public final class Versions {

    private static final Pattern VERSION = Pattern.compile("!\\d+");
    private static final Pattern VERSIONED = Pattern.compile("(.+)!\\d+");

    private Versions() {}

    /** The id as it stands in the file. */
    public static String written(String id) {
        Matcher versioned = VERSIONED.matcher(id);
        return versioned.matches() ? versioned.group(1) : id;
    }

    /** The id of a version; 0 is that of the start. */
    static String of(String id, int version) {
        return version == 0 ? id : id + "!" + version;
    }

    /** The version in an id, with its mark; empty for that of the start. */
    static String mark(String id) {
        Matcher version = VERSION.matcher(id);
        return version.find() ? version.group() : "";
    }
}
