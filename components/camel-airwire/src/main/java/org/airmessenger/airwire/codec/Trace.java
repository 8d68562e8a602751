/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A W3C traceparent (PROTOCOL.md, 6; Trace Context, 3.2). Version 00 takes 25 bytes in the place of
 * 55 characters; any other version travels as its text.
 *
 * <pre>
 * +---------------------+---------------------+----------------+
 * | trace id (16 bytes) | parent id (8 bytes) | flags (1 byte) |
 * +---------------------+---------------------+----------------+
 * </pre>
 */
final class Trace implements Form<String> {

    private static final int BINARY = 25;
    private static final int TEXT_00 = 55;
    private static final int MAX_TEXT = 256;
    private static final int TRACE_AT = 3;
    private static final int PARENT_AT = 36;
    private static final int FLAGS_AT = 53;
    private static final HexFormat HEX = HexFormat.of();

    @Override
    public String read(Body body, Object what) {
        if (body.left() != BINARY) {
            int length = body.left();
            if (length < TEXT_00 || length > MAX_TEXT) {
                throw Body.malformed(what + " must have 25 or 55 to 256 bytes", length);
            }
            String text = body.text(length, what);
            if (!Form.Visible.isVisible(text) || isShort(text)) {
                throw new AirwireException(
                        Code.MALFORMED,
                        what + " must be visible ASCII, version 00 in its 25 bytes");
            }
            return text;
        }
        StringBuilder out = new StringBuilder(TEXT_00).append("00-");
        out.append(HEX.toHexDigits(body.eightBytes(what)));
        out.append(HEX.toHexDigits(body.eightBytes(what))).append('-');
        out.append(HEX.toHexDigits(body.eightBytes(what))).append('-');
        return out.append(HEX.toHexDigits((byte) body.unsignedByte(what))).toString();
    }

    @Override
    public int size(String value) {
        return isShort(value) ? BINARY : value.length();
    }

    @Override
    public void write(ByteBuf out, String value) {
        if (!isShort(value)) {
            out.writeCharSequence(value, StandardCharsets.US_ASCII);
            return;
        }
        out.writeLong(HexFormat.fromHexDigitsToLong(value, TRACE_AT, TRACE_AT + 16));
        out.writeLong(HexFormat.fromHexDigitsToLong(value, TRACE_AT + 16, TRACE_AT + 32));
        out.writeLong(HexFormat.fromHexDigitsToLong(value, PARENT_AT, PARENT_AT + 16));
        out.writeByte(HexFormat.fromHexDigits(value, FLAGS_AT, FLAGS_AT + 2));
    }

    @Override
    public String check(String value, String what) {
        if (value.length() < TEXT_00 || value.length() > MAX_TEXT || !Visible.isVisible(value)) {
            throw new IllegalArgumentException(
                    what + " must be 55 to 256 visible ASCII characters");
        }
        return value;
    }

    /** Whether 25 bytes give back exactly this text. */
    private static boolean isShort(String text) {
        if (text.length() != TEXT_00 || !text.startsWith("00-")) {
            return false;
        }
        for (int i = TRACE_AT; i < TEXT_00; i++) {
            char c = text.charAt(i);
            boolean fits =
                    i == PARENT_AT - 1 || i == FLAGS_AT - 1
                            ? c == '-'
                            : c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
