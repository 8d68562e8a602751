/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A zstd dictionary that both ends were configured with (PROTOCOL.md, 10). Never learned from a
 * peer. Holds native memory until closed.
 */
public final class Dictionary implements AutoCloseable {

    /** Largest dictionary. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int MIN_BYTES = 8;

    private final long id;
    private final ZstdDictCompress compress;
    private final ZstdDictDecompress decompress;

    /**
     * Digests a dictionary.
     *
     * @param content trained offline, 8 bytes to 1 MiB
     * @throws IllegalArgumentException if it is too short or too long
     */
    public Dictionary(byte[] content) {
        if (content.length < MIN_BYTES || content.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a dictionary must have 8 to 1048576 bytes but had " + content.length);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            id = ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        compress = new ZstdDictCompress(content, BatchPacker.LEVEL);
        decompress = new ZstdDictDecompress(content);
    }

    /** The first 8 bytes of its SHA-256. */
    public long id() {
        return id;
    }

    ZstdDictCompress compress() {
        return compress;
    }

    ZstdDictDecompress decompress() {
        return decompress;
    }

    @Override
    public void close() {
        compress.close();
        decompress.close();
    }
}
