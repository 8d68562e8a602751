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

    private static final byte[] DATA = "\"data_base64\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "\"id\"".getBytes(StandardCharsets.US_ASCII);

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
        byte[] bytes = bytes(body);
        for (int at = text(bytes, 0, DATA); at >= 0; at = text(bytes, at, DATA)) {
            int end = end(bytes, at);
            found.add(Payload.readBase64(bytes, at, end - at));
            at = end;
        }
        return found;
    }

    /** The ids of a batch. */
    static List<String> ids(ByteBuf body) {
        List<String> found = new ArrayList<>();
        byte[] bytes = bytes(body);
        for (int at = text(bytes, 0, ID); at >= 0; at = text(bytes, at, ID)) {
            int end = end(bytes, at);
            found.add(new String(bytes, at, end - at, StandardCharsets.UTF_8));
            at = end;
        }
        return found;
    }

    private static byte[] bytes(ByteBuf body) {
        byte[] bytes = new byte[body.readableBytes()];
        body.getBytes(body.readerIndex(), bytes);
        return bytes;
    }

    /** Where the text of the next such field begins, or -1. */
    private static int text(byte[] bytes, int from, byte[] field) {
        for (int i = from; i <= bytes.length - field.length; i++) {
            if (bytes[i] == field[0] && isField(bytes, i, field)) {
                return Math.min(bytes.length, end(bytes, i + field.length) + 1);
            }
        }
        return -1;
    }

    /** Where the next quotation mark is, or the end. */
    private static int end(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '"') {
            at++;
        }
        return at;
    }

    private static boolean isField(byte[] bytes, int from, byte[] field) {
        for (int i = 1; i < field.length; i++) {
            if (bytes[from + i] != field[i]) {
                return false;
            }
        }
        return true;
    }
}
