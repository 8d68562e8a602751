/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/** The grammar of device ids: {@code [A-Za-z0-9._:-]{1,128}}, so an id can never be a wildcard. */
public final class DeviceIds {

    /** Longest device id, in characters. */
    public static final int MAX_LENGTH = 128;

    private DeviceIds() {}

    /** Whether the text is a device id; null is not. */
    public static boolean isValid(String id) {
        if (id == null || id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (!isIdCharacter(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the id itself.
     *
     * @throws IllegalArgumentException if it is not a device id
     */
    public static String check(String id) {
        if (!isValid(id)) {
            throw new IllegalArgumentException(
                    "a device id must match [A-Za-z0-9._:-]{1,128} but was " + Quoted.of(id));
        }
        return id;
    }

    private static boolean isIdCharacter(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '.'
                || c == '_'
                || c == ':'
                || c == '-';
    }
}
