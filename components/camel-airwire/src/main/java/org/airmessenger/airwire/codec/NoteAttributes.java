/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/** What NACK, BYE and RESULT may add for people and for the next attempt (PROTOCOL.md, 5). */
public final class NoteAttributes {

    /** Words for people. */
    public static final Attribute<String> DETAIL = Attribute.of(0, "DETAIL", new Form.Text(0, 256));

    /** The node to go to, {@code host:port}. */
    public static final Attribute<String> REDIRECT =
            Attribute.of(1, "REDIRECT", new Form.Text(1, 255));

    /** In NACK and RESULT. */
    static final Schema OF_ANSWER = new Schema(DETAIL);

    static final Schema OF_BYE = new Schema(DETAIL, REDIRECT);

    private static final int MAX_DETAIL = 256;

    private NoteAttributes() {}

    /** A detail in at most 256 bytes; empty or null is none. */
    public static Attributes detail(String text) {
        if (text == null || text.isEmpty()) {
            return Attributes.NONE;
        }
        return Attributes.builder().with(DETAIL, fitting(text)).build();
    }

    private static String fitting(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean plain =
                    c >= ' ' && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
            int shown = plain ? c : '?';
            bytes += shown < 0x80 ? 1 : shown < 0x800 ? 2 : shown < 0x10000 ? 3 : 4;
            if (bytes > MAX_DETAIL) {
                break;
            }
            out.appendCodePoint(shown);
        }
        return out.toString();
    }
}
