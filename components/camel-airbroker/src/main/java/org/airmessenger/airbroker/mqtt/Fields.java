/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import io.netty.buffer.ByteBuf;

/**
 * The fields of one packet that is here as a whole (MQTT 5.0, 1.5). Never reads beyond its end, and
 * never allocates for bytes that are not there.
 */
final class Fields {

    private static final int MORE = 0x80;
    private static final int MAX_DIGITS = 4;

    private final ByteBuf in;
    private final int end;
    private int at;

    Fields(ByteBuf in, int at, int length) {
        this.in = in;
        this.at = at;
        this.end = at + length;
    }

    int left() {
        return end - at;
    }

    private int take(int bytes, String what) {
        if (bytes > left()) {
            throw PacketException.malformed(
                    "the packet must hold its " + what + " but ends before that does");
        }
        int from = at;
        at += bytes;
        return from;
    }

    int u8(String what) {
        return in.getUnsignedByte(take(1, what));
    }

    int u16(String what) {
        return in.getUnsignedShort(take(2, what));
    }

    /** Unsigned, in the bits of an int. */
    int u32(String what) {
        return in.getInt(take(4, what));
    }

    /** A packet identifier (MQTT 5.0, 2.2.1). */
    int packetId() {
        int id = u16("packet id");
        if (id == 0) {
            throw PacketException.protocolError("the packet id must be 1-65535 but was 0");
        }
        return id;
    }

    /** A Variable Byte Integer (MQTT 5.0, 1.5.5). */
    int varInt(String what) {
        int value = 0;
        int digits = 0;
        int digit;
        do {
            if (digits == MAX_DIGITS) {
                throw PacketException.malformed("the " + what + " must have at most 4 bytes");
            }
            digit = u8(what);
            value |= (digit & ~MORE) << 7 * digits++;
        } while ((digit & MORE) != 0);
        if (digit == 0 && digits > 1) {
            throw PacketException.malformed(
                    "the " + what + " must have no more bytes than it needs but had " + digits);
        }
        return value;
    }

    String text(String what) {
        int length = u16(what);
        return Utf8.read(in, take(length, what), length, what);
    }

    byte[] bytes(String what) {
        int length = u16(what);
        int from = take(length, what);
        byte[] bytes = new byte[length];
        in.getBytes(from, bytes);
        return bytes;
    }

    /** So many of the bytes, as fields of their own. */
    Fields part(int length, String what) {
        return new Fields(in, take(length, what), length);
    }

    /** All that is left; retained. */
    ByteBuf payload() {
        int length = left();
        return in.retainedSlice(take(length, "payload"), length);
    }

    void mustEnd() {
        if (left() > 0) {
            throw PacketException.malformed(
                    "the packet must end with its last field but had " + left() + " bytes more");
        }
    }
}
