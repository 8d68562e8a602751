/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

/**
 * Something that stops the start.
 *
 * @param where file and line, such as {@code conf/gateway.properties:12}, or where else it came
 *     from
 * @param text code, rule, actual value, remedy; no secret in it
 */
public record Problem(String where, String text) {

    /** A problem at a line of a file; line 0 means the file as a whole. */
    public static Problem at(String file, int line, String text) {
        return new Problem(line > 0 ? file + ":" + line : file, text);
    }

    @Override
    public String toString() {
        return where + ": " + text;
    }
}
