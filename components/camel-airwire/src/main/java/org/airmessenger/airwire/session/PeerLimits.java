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
 * What the peer announced (PROTOCOL.md, 3).
 *
 * @param maxFrame largest LEN that it takes
 * @param window most unresolved numbers that it takes
 * @param maxAlias aliases that it keeps for this end
 * @param creditMessages its first grant
 * @param creditBytes its first grant
 * @param idleSeconds within which it wants to hear something
 * @param maxBatch largest batch that it takes; 0: none
 * @param zstd whether it reads compressed batches
 * @param dictionaries the ids that it has
 * @param wide whether it can use numbers of 32 bits
 */
record PeerLimits(
        int maxFrame,
        int window,
        int maxAlias,
        long creditMessages,
        long creditBytes,
        int idleSeconds,
        int maxBatch,
        boolean zstd,
        long[] dictionaries,
        boolean wide) {

    static PeerLimits of(Attributes greeting) {
        byte[] codecs = greeting.get(GreetingAttributes.CODECS);
        long maxBatch = greeting.get(GreetingAttributes.MAX_BATCH, (long) Limits.DEFAULT_MAX_BATCH);
        byte[] ids = greeting.get(GreetingAttributes.DICTIONARIES, new byte[0]);
        long[] dictionaries = new long[ids.length / Long.BYTES];
        ByteBuffer.wrap(ids).asLongBuffer().get(dictionaries);
        return new PeerLimits(
                number(greeting.get(GreetingAttributes.MAX_FRAME), Limits.DEFAULT_MAX_FRAME),
                number(greeting.get(GreetingAttributes.WINDOW), Limits.DEFAULT_WINDOW),
                number(greeting.get(GreetingAttributes.MAX_ALIAS), 0),
                greeting.get(GreetingAttributes.CREDIT_MESSAGES, 0L),
                greeting.get(GreetingAttributes.CREDIT_BYTES, 0L),
                number(greeting.get(GreetingAttributes.IDLE), Limits.DEFAULT_IDLE),
                codecs == null ? 0 : (int) maxBatch,
                has(codecs, Batch.ZSTD),
                has(codecs, Batch.ZSTD_DICTIONARY) ? dictionaries : new long[0],
                greeting.get(GreetingAttributes.SEQ32, 0L) == 1);
    }

    private static int number(Long value, int absent) {
        return value == null ? absent : value.intValue();
    }

    private static boolean has(byte[] codecs, int codec) {
        if (codecs != null) {
            for (byte announced : codecs) {
                if (announced == codec) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The first of these dictionaries that the peer has too, or null. */
    Dictionary common(List<Dictionary> mine) {
        for (Dictionary dictionary : mine) {
            for (long id : dictionaries) {
                if (id == dictionary.id()) {
                    return dictionary;
                }
            }
        }
        return null;
    }
}
