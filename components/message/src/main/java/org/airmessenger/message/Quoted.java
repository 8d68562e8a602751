/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/** Quotes text that came from outside, so that it can stand in an error or a log line. */
public final class Quoted {

    private static final int MAX_SHOWN = 80;

    private Quoted() {}

    /** The text in quotes, cut after 80 characters, control characters and quotes escaped. */
    public static String of(String text) {
        if (text == null) {
            return "nothing";
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_SHOWN) + 3).append('"');
        for (int i = 0; i < text.length() && i < MAX_SHOWN; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append(text.length() > MAX_SHOWN ? "…\"" : "\"").toString();
    }
}
