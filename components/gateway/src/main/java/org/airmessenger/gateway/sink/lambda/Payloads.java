/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import org.airmessenger.gateway.payload.EventBatch;

import org.apache.camel.Message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The payloads of one request, in order: a message is one CloudEvent, a batch is {@code
 * {"Records":[…]}} with CloudEvents in it, cut where the vendor's limit or the pace asks for it.
 */
final class Payloads {

    private static final byte[] OPEN = "{\"Records\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "]}".getBytes(StandardCharsets.US_ASCII);

    private final List<byte[]> events;
    private final boolean batch;
    private final int limit;
    private int next;

    private Payloads(List<byte[]> events, boolean batch, int limit) {
        this.events = events;
        this.batch = batch;
        this.limit = limit;
    }

    /**
     * One payload.
     *
     * @param content what is sent; null if its only message is too large to be sent
     * @param first number of its first message, from 0
     * @param count how many messages it has
     * @param bytes its length
     */
    record Payload(byte[] content, int first, int count, int bytes) {}

    /**
     * Encodes messages.
     *
     * @param batch whether they came as a batch
     * @param limit most bytes of a payload
     * @throws IllegalArgumentException if one has no id or a body that is not bytes
     */
    static Payloads of(List<Message> messages, boolean batch, int limit) throws IOException {
        List<byte[]> events = new ArrayList<>(messages.size());
        for (Message message : messages) {
            events.add(EventBatch.one(message));
        }
        return new Payloads(events, batch, limit);
    }

    /**
     * The next payload, of as many messages as fit.
     *
     * @param most most messages
     * @return null if all were had
     */
    Payload next(int most) {
        if (next == events.size()) {
            return null;
        }
        int first = next;
        int bytes = batch ? OPEN.length + CLOSE.length - 1 : -1;
        while (next < events.size() && next - first < most) {
            int more = events.get(next).length + 1;
            if (bytes + more > limit) {
                break;
            }
            bytes += more;
            next++;
        }
        if (next == first) {
            next++;
            return new Payload(null, first, 1, bytes + events.get(first).length + 1);
        }
        return new Payload(content(first, bytes), first, next - first, bytes);
    }

    /** Most bytes of a payload. */
    int limit() {
        return limit;
    }

    private byte[] content(int first, int bytes) {
        if (!batch) {
            return events.get(first);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes);
        out.writeBytes(OPEN);
        for (int i = first; i < next; i++) {
            if (i > first) {
                out.write(',');
            }
            out.writeBytes(events.get(i));
            // what was sent is not needed again: the lane has it
            events.set(i, null);
        }
        out.writeBytes(CLOSE);
        return out.toByteArray();
    }
}
