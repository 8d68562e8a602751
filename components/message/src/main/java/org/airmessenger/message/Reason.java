/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/** A stranger's words, made fit for a line of log or status. */
public final class Reason {

    private static final int MAX = 200;

    private Reason() {}

    /** The first 200 characters, control characters and lone surrogates as blanks. */
    public static String of(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX));
        for (int i = 0; i < text.length() && i < MAX; i++) {
            char c = text.charAt(i);
            boolean fit = !Character.isISOControl(c) && !Character.isSurrogate(c);
            out.append(fit && Character.getType(c) != Character.FORMAT ? c : ' ');
        }
        return out.toString().strip();
    }
}
