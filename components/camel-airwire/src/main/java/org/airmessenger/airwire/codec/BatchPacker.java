/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.util.Arrays;
import java.util.List;

/**
 * Packs SENDs into the smallest form that the peer reads: one by one, stored, zstd, or zstd with a
 * dictionary (PROTOCOL.md, 10). For one thread at a time; holds native memory until closed.
 */
public final class BatchPacker implements AutoCloseable {

    /** Most SENDs of a batch. */
    public static final int MAX_MESSAGES = 4096;

    static final int LEVEL = 3;

    /** Below this a dictionary pays, above it costs more than it saves (measured: docs/wire.md). */
    private static final int DICTIONARY_PAYS = 4096;

    private static final int WINDOW_LOG = 18;

    private final ZstdCompressCtx plain = context();
    private final ZstdCompressCtx primed;
    private final Dictionary dictionary;
    private final boolean zstd;

    /**
     * A packer for one peer.
     *
     * @param zstd whether the peer announced zstd
     * @param dictionary one that the peer announced too, or null
     */
    public BatchPacker(boolean zstd, Dictionary dictionary) {
        this.zstd = zstd;
        this.dictionary = dictionary;
        this.primed =
                dictionary == null
                        ? null
                        : context().loadDict(dictionary.compress()).setDictID(false);
    }

    private static ZstdCompressCtx context() {
        return new ZstdCompressCtx()
                .setLevel(LEVEL)
                .setChecksum(false)
                .setContentSize(false)
                .setWindowLog(WINDOW_LOG);
    }

    /**
     * Packs.
     *
     * @param sends of one tenant, no fragments, 1 to {@link #MAX_MESSAGES}
     * @param width bytes of a sequence number
     * @return null if they are smaller one by one
     */
    public Batch pack(List<Send> sends, int width) {
        byte[] raw = row(sends, width);
        int best = frameSize(raw.length, raw.length);
        byte[] data = raw;
        int codec = Batch.STORED;
        if (zstd) {
            byte[] packed = compress(plain, raw);
            if (frameSize(raw.length, packed.length) < best) {
                best = frameSize(raw.length, packed.length);
                data = packed;
                codec = Batch.ZSTD;
            }
        }
        if (primed != null && raw.length <= DICTIONARY_PAYS) {
            byte[] packed = compress(primed, raw);
            if (frameSize(raw.length, packed.length) + Long.BYTES < best) {
                best = frameSize(raw.length, packed.length) + Long.BYTES;
                data = packed;
                codec = Batch.ZSTD_DICTIONARY;
            }
        }
        if (best >= raw.length || BatchUnpacker.isBeyondRatio(raw.length, data.length)) {
            return null;
        }
        long id = codec == Batch.ZSTD_DICTIONARY ? dictionary.id() : 0;
        return new Batch(codec, id, raw.length, data);
    }

    private static byte[] row(List<Send> sends, int width) {
        ByteBuf row = Unpooled.buffer(64 * sends.size());
        for (Send send : sends) {
            FrameWriter.write(send, row, width);
        }
        return Arrays.copyOf(row.array(), row.writerIndex());
    }

    private static int frameSize(int raw, int data) {
        int length = 1 + Varint.size(raw) + data;
        return Varint.size(length) + length;
    }

    private static byte[] compress(ZstdCompressCtx context, byte[] raw) {
        byte[] out = new byte[(int) Zstd.compressBound(raw.length)];
        int size = context.compressByteArray(out, 0, out.length, raw, 0, raw.length);
        return Arrays.copyOf(out, size);
    }

    @Override
    public void close() {
        plain.close();
        if (primed != null) {
            primed.close();
        }
    }
}
