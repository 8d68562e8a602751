/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * Several SENDs as one; {@link BatchUnpacker} takes it apart (PROTOCOL.md, 5.9, 10).
 *
 * <pre>
 *  flags  CODEC
 * +----------------------+--------------+------+
 * | DICTIONARY (8 bytes) | RAW (varint) | data |
 * |       if CODEC = 2   |              |      |
 * +----------------------+--------------+------+
 * </pre>
 *
 * @param codec {@link #STORED}, {@link #ZSTD} or {@link #ZSTD_DICTIONARY}; others are not known
 *     here
 * @param dictionary first 8 bytes of its SHA-256; 0 without one
 * @param raw bytes of the SENDs
 * @param data not to be changed
 */
public record Batch(int codec, long dictionary, int raw, byte[] data) implements Frame {

    /** As they are. */
    public static final int STORED = 0;

    /** One zstd frame (RFC 8878). */
    public static final int ZSTD = 1;

    /** One zstd frame that needs a dictionary. */
    public static final int ZSTD_DICTIONARY = 2;

    static final int MAX_RAW = 1 << 24;

    private static final int BYTES = 8;

    /** Checks the numbers. */
    public Batch {
        Bounds.check(codec, STORED, ZSTD_DICTIONARY, "CODEC");
        Bounds.check(raw, 1, MAX_RAW, "RAW");
    }

    static Batch read(int flags, Body body, int width) {
        if (flags > ZSTD_DICTIONARY) {
            throw new AirwireException(
                    Code.BAD_BATCH, "CODEC must be one that was announced but was " + flags);
        }
        long dictionary = flags == ZSTD_DICTIONARY ? body.eightBytes("DICTIONARY") : 0;
        long raw = body.varint(1, Varint.MAX, "RAW");
        if (raw > MAX_RAW) {
            // no MAX_BATCH can be as large
            throw new AirwireException(
                    Code.BAD_BATCH, "RAW must be at most " + MAX_RAW + " but was " + raw);
        }
        return new Batch(flags, dictionary, (int) raw, body.rest());
    }

    @Override
    public int type() {
        return FrameType.BATCH;
    }

    @Override
    public int flags() {
        return codec;
    }

    @Override
    public int size(int width) {
        return (codec == ZSTD_DICTIONARY ? BYTES : 0) + Varint.size(raw) + data.length;
    }

    @Override
    public void write(ByteBuf out, int width) {
        if (codec == ZSTD_DICTIONARY) {
            out.writeLong(dictionary);
        }
        Varint.write(out, raw);
        out.writeBytes(data);
    }
}
