/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.cloud;

import org.airmessenger.bench.load.Payload;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the generated payloads in the body of a request. It reads no more JSON than it must: the
 * function shares the machine with what is measured.
 */
final class EventScan {

    private static final byte[] FIELD = "\"data_base64\"".getBytes(StandardCharsets.US_ASCII);

    private EventScan() {}

    /**
     * The payloads of a body; null stands for one that no generator made.
     *
     * @param batch whether it is a batch of CloudEvents, else one event whose data is the body
     */
    static List<Payload> payloads(ByteBuf body, boolean batch) {
        List<Payload> found = new ArrayList<>();
        if (!batch) {
            found.add(Payload.read(body.nioBuffer()));
            return found;
        }
        byte[] bytes = new byte[body.readableBytes()];
        body.getBytes(body.readerIndex(), bytes);
        for (int at = indexOf(bytes, 0); at >= 0; at = indexOf(bytes, at)) {
            at += FIELD.length;
            while (at < bytes.length && bytes[at] != '"') {
                at++;
            }
            int start = ++at;
            while (at < bytes.length && bytes[at] != '"') {
                at++;
            }
            found.add(Payload.readBase64(bytes, start, Math.min(at, bytes.length) - start));
        }
        return found;
    }

    private static int indexOf(byte[] bytes, int from) {
        for (int i = from; i <= bytes.length - FIELD.length; i++) {
            if (bytes[i] == FIELD[0] && isField(bytes, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isField(byte[] bytes, int from) {
        for (int i = 1; i < FIELD.length; i++) {
            if (bytes[from + i] != FIELD[i]) {
                return false;
            }
        }
        return true;
    }
}
