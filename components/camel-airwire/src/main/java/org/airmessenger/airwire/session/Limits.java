/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Batch;
import org.airmessenger.airwire.codec.Dictionary;
import org.airmessenger.airwire.codec.GreetingAttributes;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What one end announces: how much it takes (PROTOCOL.md, 3).
 *
 * @param maxFrame largest LEN, bytes, 1024–16777216
 * @param window most unresolved numbers, 1–8192
 * @param maxAlias aliases that it keeps for the peer, 0–16384
 * @param creditMessages messages under way at once, at least 1
 * @param creditBytes bytes under way at once, at least {@code maxFrame}
 * @param idleSeconds 1–3600
 * @param maxBatch largest raw size of a batch, bytes, 1024–16777216; 0: no batches
 * @param zstd whether batches may be compressed
 * @param dictionaries that it has, at most 16
 * @param wide whether it can use numbers of 32 bits
 * @param agent software and version, or null
 */
public record Limits(
        int maxFrame,
        int window,
        int maxAlias,
        int creditMessages,
        long creditBytes,
        int idleSeconds,
        int maxBatch,
        boolean zstd,
        List<Dictionary> dictionaries,
        boolean wide,
        String agent) {

    static final int DEFAULT_MAX_FRAME = 65536;
    static final int DEFAULT_WINDOW = 64;
    static final int DEFAULT_IDLE = 60;
    static final int DEFAULT_MAX_BATCH = 262144;

    /** Fit for a device. */
    public static final Limits DEVICE =
            new Limits(65536, 64, 64, 64, 262144, 60, 0, false, List.of(), false, null);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a limit is out of its range
     */
    public Limits {
        dictionaries = List.copyOf(dictionaries);
        between("maxFrame", maxFrame, 1024, 1 << 24);
        between("window", window, 1, 8192);
        between("maxAlias", maxAlias, 0, 16384);
        between("creditMessages", creditMessages, 1, Integer.MAX_VALUE);
        between("creditBytes", creditBytes, maxFrame, Long.MAX_VALUE >> 2);
        between("idleSeconds", idleSeconds, 1, 3600);
        if (maxBatch != 0) {
            between("maxBatch", maxBatch, 1024, 1 << 24);
        }
        between("dictionaries", dictionaries.size(), 0, 16);
    }

    private static void between(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    what + " must be " + min + " to " + max + " but was " + value);
        }
    }

    /** As attributes of HELLO or WELCOME. */
    Attributes.Builder announced() {
        Attributes.Builder all =
                Attributes.builder()
                        .with(GreetingAttributes.MAX_FRAME, (long) maxFrame)
                        .with(GreetingAttributes.WINDOW, (long) window)
                        .with(GreetingAttributes.MAX_ALIAS, (long) maxAlias)
                        .with(GreetingAttributes.CREDIT_MESSAGES, (long) creditMessages)
                        .with(GreetingAttributes.CREDIT_BYTES, creditBytes)
                        .with(GreetingAttributes.IDLE, (long) idleSeconds)
                        .with(GreetingAttributes.AGENT, agent);
        if (maxBatch > 0) {
            all.with(
                            GreetingAttributes.CODECS,
                            zstd
                                    ? new byte[] {Batch.STORED, Batch.ZSTD, Batch.ZSTD_DICTIONARY}
                                    : new byte[] {Batch.STORED})
                    .with(GreetingAttributes.MAX_BATCH, (long) maxBatch);
            if (!dictionaries.isEmpty()) {
                ByteBuffer ids = ByteBuffer.allocate(Long.BYTES * dictionaries.size());
                dictionaries.forEach(dictionary -> ids.putLong(dictionary.id()));
                all.with(GreetingAttributes.DICTIONARIES, ids.array());
            }
        }
        return wide ? all.with(GreetingAttributes.SEQ32, 1L) : all;
    }
}
