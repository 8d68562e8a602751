/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/**
 * What a generated message says about itself, in its first {@value #HEAD} bytes:
 *
 * <pre>
 *  0         4          8            12                          20
 *  +---------+----------+------------+---------------------------+----------
 *  | "AIRB"  | device   | sequence   | due, nanoseconds          | filler …
 *  +---------+----------+------------+---------------------------+----------
 * </pre>
 *
 * The due time is {@link System#nanoTime()} of the JVM that generated it: a receiver measures
 * latency only if it lives in the same JVM.
 *
 * @param device index of the device, from 0
 * @param sequence the device's own count, from 0
 * @param due when the message was due, nanoseconds of this JVM
 */
public record Payload(int device, int sequence, long due) {

    /** Smallest payload in bytes. */
    public static final int HEAD = 20;

    private static final int MAGIC = 0x41495242;
    private static final int HEAD_BASE64 = 28;

    /** Enough for the head of one that is JSON. */
    private static final int MOST_BASE64 = 48;

    private static final byte[] FILLER = filler(1 << 18);

    /** Smallest payload that is JSON, in bytes. */
    public static final int JSON_HEAD = 58;

    private static final byte[] JSON_BEFORE = ascii("{\"b\":\"");
    private static final byte[] JSON_AFTER = ascii("\",\"celsius\":21.5,\"f\":\"");
    private static final byte[] JSON_END = ascii("\"}");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes a payload that is JSON, of exactly {@code bytes} bytes: the head in Base64. */
    static void writeJson(ByteBuf out, Payload payload, int bytes) {
        out.writeBytes(JSON_BEFORE);
        byte[] head = new byte[HEAD];
        ByteBuffer.wrap(head)
                .putInt(MAGIC)
                .putInt(payload.device)
                .putInt(payload.sequence)
                .putLong(payload.due);
        out.writeBytes(Base64.getEncoder().encode(head));
        out.writeBytes(JSON_AFTER);
        for (int left = bytes - JSON_HEAD; left > 0; left--) {
            out.writeByte('x');
        }
        out.writeBytes(JSON_END);
    }

    /** Writes a payload of exactly {@code bytes} bytes. */
    public static void write(ByteBuf out, Payload payload, int bytes) {
        out.writeInt(MAGIC);
        out.writeInt(payload.device);
        out.writeInt(payload.sequence);
        out.writeLong(payload.due);
        for (int left = bytes - HEAD; left > 0; left -= FILLER.length) {
            out.writeBytes(FILLER, 0, Math.min(left, FILLER.length));
        }
    }

    /** The payload as exactly {@code size} bytes, for wires that the generator does not speak. */
    public byte[] bytes(int size) {
        ByteBuf out = Unpooled.buffer(size, size);
        write(out, this, size);
        return out.array();
    }

    /** Reads a payload, or answers null if the bytes are no generated message. */
    public static Payload read(ByteBuffer in) {
        if (in.remaining() < HEAD) {
            return null;
        }
        ByteBuffer view = in.slice().order(ByteOrder.BIG_ENDIAN);
        if (view.get(0) == JSON_BEFORE[0]) {
            if (view.remaining() < JSON_BEFORE.length + HEAD_BASE64) {
                return null;
            }
            byte[] head = new byte[HEAD_BASE64];
            view.position(JSON_BEFORE.length);
            view.get(head);
            return readBase64(head, 0, head.length);
        }
        return view.getInt(0) == MAGIC
                ? new Payload(view.getInt(4), view.getInt(8), view.getLong(12))
                : null;
    }

    /** Reads a payload from the start of its Base64 form, or answers null. */
    public static Payload readBase64(byte[] text, int offset, int length) {
        if (length < HEAD_BASE64) {
            return null;
        }
        byte[] head = new byte[Math.min(length & ~3, MOST_BASE64)];
        System.arraycopy(text, offset, head, 0, head.length);
        try {
            return read(ByteBuffer.wrap(Base64.getDecoder().decode(head)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Printable and hard to compress, as telemetry that was packed already. */
    private static byte[] filler(int length) {
        Random random = new Random(20);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('0' + random.nextInt(75));
        }
        return bytes;
    }
}
