/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Quoted;

import org.apache.camel.Message;

/**
 * Decompresses bodies that {@link AirHeaders#CONTENT_ENCODING} says are compressed, within a size
 * and a ratio. Encrypted bodies are left alone: what is compressed is inside.
 */
public final class DecompressStep extends PayloadStep {

    private static final int MAX_BYTES = 268_435_455;
    private static final int MAX_RATIO = 100_000;

    private int maxBytes = 1 << 20;
    private int maxRatio = 200;

    /** Largest body afterwards, in bytes, 1–268,435,455. */
    public void setMaxBytes(int maxBytes) {
        this.maxBytes = (int) within("maxBytes", maxBytes, 1, MAX_BYTES);
    }

    /** How many times larger a body may become, 1–100,000; the first 64 KiB are not counted. */
    public void setMaxRatio(int maxRatio) {
        this.maxRatio = (int) within("maxRatio", maxRatio, 1, MAX_RATIO);
    }

    @Override
    void apply(Message message) {
        Object declared = message.getHeader(AirHeaders.CONTENT_ENCODING);
        if (declared == null || message.getHeader(AirHeaders.KEY_ID) != null) {
            return;
        }
        Coding coding = Coding.of(declared.toString());
        if (coding == null) {
            throw unreadable(
                    "AIR-8010 a body's encoding must be gzip, zstd or identity but was "
                            + Quoted.of(declared.toString())
                            + ", send it in one of these or as it is");
        }
        if (coding != Coding.NONE) {
            byte[] body = Bodies.bytes(message);
            message.setBody(new Inflation(coding, maxBytes, maxRatio).of(body));
        }
        message.removeHeader(AirHeaders.CONTENT_ENCODING);
    }
}
