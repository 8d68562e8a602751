/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a BATCH apart, after checking everything that can be checked before (PROTOCOL.md, 10). Any
 * thread may use it.
 */
public final class BatchUnpacker {

    private static final int MAX_RATIO = 64;
    private static final int RATIO_SLACK = 1024;

    /**
     * One for each thread: it has 160 KiB, which the kernel gives and takes back each time one is
     * made, and that costs more than a batch does.
     */
    private static final FastThreadLocal<ZstdDecompressCtx> CONTEXT =
            new FastThreadLocal<>() {
                @Override
                protected ZstdDecompressCtx initialValue() {
                    return new ZstdDecompressCtx();
                }

                @Override
                protected void onRemoval(ZstdDecompressCtx context) {
                    context.close();
                }
            };

    private final int maxRaw;
    private final int maxFrame;
    private final boolean zstd;
    private final List<Dictionary> dictionaries;

    /**
     * What was announced to the peer.
     *
     * @param maxRaw MAX_BATCH, bytes
     * @param maxFrame MAX_FRAME, bytes
     * @param zstd whether zstd is read
     * @param dictionaries that are read
     */
    public BatchUnpacker(int maxRaw, int maxFrame, boolean zstd, List<Dictionary> dictionaries) {
        this.maxRaw = maxRaw;
        this.maxFrame = maxFrame;
        this.zstd = zstd;
        this.dictionaries = List.copyOf(dictionaries);
    }

    static boolean isBeyondRatio(int raw, int data) {
        return raw > (long) MAX_RATIO * data + RATIO_SLACK;
    }

    /**
     * The messages, in their order.
     *
     * @param width bytes of a sequence number
     * @throws AirwireException {@link Code#BAD_BATCH} if a rule is broken
     */
    public List<Send> unpack(Batch batch, int width) {
        int raw = batch.raw();
        if (raw > maxRaw || isBeyondRatio(raw, batch.data().length)) {
            throw bad("RAW must be at most " + maxRaw + " and 64 times the data but was " + raw);
        }
        byte[] row =
                switch (batch.codec()) {
                    case Batch.STORED -> stored(batch);
                    case Batch.ZSTD -> unpack(batch, null);
                    default -> unpack(batch, dictionary(batch.dictionary()));
                };
        return sends(Unpooled.wrappedBuffer(row), width);
    }

    private static byte[] stored(Batch batch) {
        if (batch.raw() != batch.data().length) {
            throw bad("RAW must be the bytes of stored data but was " + batch.raw());
        }
        return batch.data();
    }

    private Dictionary dictionary(long id) {
        for (Dictionary dictionary : dictionaries) {
            if (dictionary.id() == id) {
                return dictionary;
            }
        }
        throw bad("a dictionary must be one that was announced");
    }

    private byte[] unpack(Batch batch, Dictionary dictionary) {
        if (!zstd) {
            throw bad("CODEC must be one that was announced but was " + batch.codec());
        }
        ZstdFrame.check(batch.data(), batch.raw());
        byte[] row = new byte[batch.raw()];
        int size;
        ZstdDecompressCtx context = CONTEXT.get();
        try {
            if (dictionary != null) {
                context.loadDict(dictionary.decompress());
            }
            size = context.decompress(row, batch.data());
        } catch (ZstdException e) {
            throw bad("a batch must unpack into RAW bytes: " + e.getMessage());
        } finally {
            if (dictionary != null) {
                // the next batch is another peer's: it must not reach into this dictionary
                context.reset();
            }
        }
        if (size != row.length) {
            throw bad("a batch must unpack into " + row.length + " bytes but had " + size);
        }
        return row;
    }

    private List<Send> sends(ByteBuf row, int width) {
        FrameReader reader = new FrameReader(FrameType.set(FrameType.SEND));
        reader.agree(maxFrame, width);
        List<Send> sends = new ArrayList<>();
        String tenant = null;
        try {
            while (row.isReadable()) {
                if (!(reader.read(row) instanceof Send send) || send.fragment() != Send.WHOLE) {
                    throw bad("a batch must have whole messages only");
                }
                String its = send.attributes().get(SendAttributes.TENANT);
                if (tenant != null && its != null && !tenant.equals(its)) {
                    throw bad("a batch must have messages of one tenant only");
                }
                tenant = its == null ? tenant : its;
                sends.add(send);
                if (sends.size() > BatchPacker.MAX_MESSAGES) {
                    throw bad("a batch must have at most 4096 messages");
                }
            }
        } catch (AirwireException e) {
            throw bad(e.getMessage());
        }
        return sends;
    }

    private static AirwireException bad(String rule) {
        return new AirwireException(Code.BAD_BATCH, rule);
    }
}
