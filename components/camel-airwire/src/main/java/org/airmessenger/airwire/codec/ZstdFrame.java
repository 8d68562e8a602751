/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/**
 * Checks that bytes are exactly one zstd frame of a known size, before anything native sees them
 * (RFC 8878, 3.1.1).
 *
 * <pre>
 * +-----------------+--------------+----------------+----------------+--------------+-------------+
 * | FD2FB528 (LE 4) | descriptor 1 | window 0 or 1  | dict id 0,1,2,4| size 0,1,2,4,8| blocks …   |
 * +-----------------+--------------+----------------+----------------+--------------+-------------+
 *   block = 3 bytes LE: last (1 bit) | type (2) | size (21), then its bytes;  checksum 0 or 4
 * </pre>
 */
final class ZstdFrame {

    private static final int MAGIC = 0xFD2FB528;
    private static final int MAX_WINDOW = 1 << 18;
    private static final int SINGLE_SEGMENT = 0x20;
    private static final int RESERVED = 0x08;
    private static final int CHECKSUM = 0x04;
    private static final int MIN_WINDOW_LOG = 10;
    private static final int BLOCK_HEADER = 3;
    private static final int RLE = 1;
    private static final int UNKNOWN_BLOCK = 3;
    private static final int[] DICT_ID_BYTES = {0, 1, 2, 4};

    private final byte[] data;
    private int at;

    private ZstdFrame(byte[] data) {
        this.data = data;
    }

    /**
     * Checks.
     *
     * @throws AirwireException {@link Code#BAD_BATCH} if it is anything else
     */
    static void check(byte[] data, int raw) {
        ZstdFrame frame = new ZstdFrame(data);
        boolean checksum = frame.header(raw);
        frame.blocks();
        if (checksum) {
            frame.skip(4);
        }
        if (frame.at != data.length) {
            throw bad("a batch must be exactly one zstd frame");
        }
    }

    private boolean header(int raw) {
        if (littleEndian(4) != (MAGIC & 0xFFFF_FFFFL)) {
            throw bad("a batch must begin with a zstd frame");
        }
        int descriptor = (int) littleEndian(1);
        if ((descriptor & RESERVED) != 0) {
            throw bad("a zstd frame must have no reserved bit");
        }
        boolean single = (descriptor & SINGLE_SEGMENT) != 0;
        if (!single) {
            int window = (int) littleEndian(1);
            int log = MIN_WINDOW_LOG + (window >>> 3);
            long size = (1L << log) + (1L << log >>> 3) * (window & 7);
            if (size > MAX_WINDOW && size > raw) {
                throw bad("the window must be at most 256 KiB, or RAW");
            }
        }
        skip(DICT_ID_BYTES[descriptor & 3]);
        int sizeFlag = descriptor >>> 6;
        int sizeBytes = sizeFlag == 0 ? single ? 1 : 0 : 1 << sizeFlag;
        if (sizeBytes > 0) {
            long size = littleEndian(sizeBytes) + (sizeBytes == 2 ? 256 : 0);
            if (size != raw) {
                throw bad("the content size must be RAW");
            }
        }
        return (descriptor & CHECKSUM) != 0;
    }

    private void blocks() {
        boolean last = false;
        while (!last) {
            int header = (int) littleEndian(BLOCK_HEADER);
            last = (header & 1) != 0;
            int type = header >>> 1 & 3;
            if (type == UNKNOWN_BLOCK) {
                throw bad("a zstd block must be raw, run or compressed");
            }
            skip(type == RLE ? 1 : header >>> BLOCK_HEADER);
        }
    }

    private long littleEndian(int bytes) {
        int from = at;
        skip(bytes);
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | data[from + i] & 0xff;
        }
        return value;
    }

    private void skip(int bytes) {
        if (bytes > data.length - at) {
            throw bad("a zstd frame must be whole");
        }
        at += bytes;
    }

    private static AirwireException bad(String rule) {
        return new AirwireException(Code.BAD_BATCH, rule);
    }
}
