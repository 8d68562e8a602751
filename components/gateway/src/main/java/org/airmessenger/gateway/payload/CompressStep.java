/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;

import java.util.List;

/**
 * Compresses bodies above a size, if they become smaller, and says so in {@link
 * AirHeaders#CONTENT_ENCODING}. What is compressed or encrypted already is left alone.
 */
public final class CompressStep extends PayloadStep {

    private static final int MAX_BYTES = 268_435_455;

    private Coding coding = Coding.ZSTD;
    private int minBytes = 1024;

    /** {@code zstd} or {@code gzip}. */
    public void setCoding(String coding) {
        this.coding = Coding.of(oneOf("coding", coding, List.of("zstd", "gzip")));
    }

    /** Bodies of fewer bytes are left alone, 0–268,435,455. */
    public void setMinBytes(int minBytes) {
        this.minBytes = (int) within("minBytes", minBytes, 0, MAX_BYTES);
    }

    @Override
    void apply(Message message) {
        if (isOpaque(message)) {
            return;
        }
        byte[] body = Bodies.bytes(message);
        if (body.length < minBytes || body.length == 0) {
            return;
        }
        byte[] coded = coding.encode(body);
        if (coded.length < body.length) {
            message.setBody(coded);
            message.setHeader(AirHeaders.CONTENT_ENCODING, coding.token());
        }
    }
}
