/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import java.nio.charset.StandardCharsets;

/** Texts that came by other doors, as values of headers (RFC 9110, 5.5). */
public final class HeaderText {

    private HeaderText() {}

    /**
     * The value for a text: its UTF-8, byte by byte.
     *
     * @return null if there is none, or it cannot stand in a head: it could end one
     */
    public static String of(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return null;
            }
        }
        String stripped = text.strip();
        return new String(stripped.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
