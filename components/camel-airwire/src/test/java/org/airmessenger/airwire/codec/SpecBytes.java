/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Integers, bytes and text by the letter of PROTOCOL.md, 2, written a second time: plainly, without
 * a thought of speed, and with nothing of the codec.
 */
final class SpecBytes {

    static final long MAX = (1L << 62) - 1;

    private static final HexFormat HEX = HexFormat.of();

    private final ByteBuffer in;

    /** Why bytes are refused, by the name of its code. */
    static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        Refusal(String code) {
            super(code);
        }
    }

    SpecBytes(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    private SpecBytes(ByteBuffer in) {
        this.in = in;
    }

    static Refusal malformed() {
        return new Refusal("MALFORMED");
    }

    static void must(boolean holds) throws Refusal {
        if (!holds) {
            throw malformed();
        }
    }

    int left() {
        return in.remaining();
    }

    /** "Bytes left over in a frame that has no payload" are MALFORMED. */
    void end() throws Refusal {
        must(left() == 0);
    }

    /** "A field that reaches behind the end of its frame is MALFORMED". */
    SpecBytes part(long length) throws Refusal {
        must(length <= left());
        SpecBytes part = new SpecBytes(in.slice(in.position(), (int) length));
        in.position(in.position() + (int) length);
        return part;
    }

    /** A big-endian number of so many bytes. */
    long number(int bytes) throws Refusal {
        must(bytes <= left());
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | in.get() & 0xff;
        }
        return value;
    }

    long varint() throws Refusal {
        must(left() > 0);
        int bytes = 1 << ((in.get(in.position()) & 0xff) >> 6);
        long value = number(bytes) & -1L >>> 66 - 8 * bytes;
        long shorter = bytes == 1 ? -1 : (1L << 4 * bytes - 2) - 1;
        if (value <= shorter) {
            throw new Refusal("NON_MINIMAL");
        }
        return value;
    }

    long varint(long least, long most) throws Refusal {
        long value = varint();
        must(value >= least && value <= most);
        return value;
    }

    /** A length in bytes and so many. */
    SpecBytes var(long least, long most) throws Refusal {
        return part(varint(least, most));
    }

    String hex() throws Refusal {
        byte[] all = new byte[left()];
        in.get(all);
        return HEX.formatHex(all);
    }

    String hex(int bytes) throws Refusal {
        return part(bytes).hex();
    }

    /** All that is left, as text of so many bytes. */
    String text(int least, int most) throws Refusal {
        must(left() >= least && left() <= most);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
            must(text.indexOf('\0') < 0);
            return text;
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    /** All that is left, as text of visible ASCII characters. */
    String visible(int least, int most) throws Refusal {
        String text = text(least, most);
        must(text.chars().allMatch(c -> c > ' ' && c <= '~'));
        return text;
    }
}
