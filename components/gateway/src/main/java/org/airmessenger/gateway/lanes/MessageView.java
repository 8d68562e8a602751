/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * One message as conditions see it. The body is parsed at most once, only if a condition asks, and
 * only up to a size; a body that cannot be read fails every condition on it and is counted once.
 */
final class MessageView {

    private final Message message;
    private final int maxParsedBytes;
    private final LanesMetrics metrics;
    private JsonNode json;
    private boolean jsonTried;
    private String text;
    private boolean textTried;

    MessageView(Message message, int maxParsedBytes, LanesMetrics metrics) {
        this.message = message;
        this.maxParsedBytes = maxParsedBytes;
        this.metrics = metrics;
    }

    /** A header's value, or null. */
    Object header(String name) {
        return message.getHeader(name);
    }

    /** The body as JSON, or null if it is too large or no JSON. */
    JsonNode json() {
        if (!jsonTried) {
            jsonTried = true;
            byte[] bytes = readableBytes();
            if (bytes != null) {
                json = JsonBodies.parse(bytes);
                if (json == null) {
                    metrics.countUnparsed(LanesMetrics.Unparsed.JSON);
                }
            }
        }
        return json;
    }

    /** The body as text, or null if it is too large or no UTF-8. */
    String text() {
        if (!textTried) {
            textTried = true;
            byte[] bytes = readableBytes();
            if (bytes != null) {
                text = decode(bytes);
                if (text == null) {
                    metrics.countUnparsed(LanesMetrics.Unparsed.TEXT);
                }
            }
        }
        return text;
    }

    /** Bytes of the body. */
    int size() {
        byte[] bytes = bytes();
        return bytes == null ? 0 : bytes.length;
    }

    /** The largest body that is looked at, in bytes. */
    int maxParsedBytes() {
        return maxParsedBytes;
    }

    /** Whether the body is larger than what is looked at. */
    boolean tooLarge() {
        return size() > maxParsedBytes;
    }

    private byte[] bytes() {
        return message.getBody() instanceof byte[] raw ? raw : message.getBody(byte[].class);
    }

    private byte[] readableBytes() {
        byte[] bytes = bytes();
        if (bytes == null) {
            return new byte[0];
        }
        if (bytes.length > maxParsedBytes) {
            metrics.countUnparsed(LanesMetrics.Unparsed.SIZE);
            return null;
        }
        return bytes;
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    void countFailed() {
        metrics.countUnparsed(LanesMetrics.Unparsed.FAILED);
    }
}
