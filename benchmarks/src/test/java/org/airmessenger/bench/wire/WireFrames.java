/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.BatchPacker;
import org.airmessenger.airwire.codec.FrameReader;
import org.airmessenger.airwire.codec.FrameWriter;
import org.airmessenger.airwire.codec.Send;
import org.airmessenger.airwire.codec.Varint;
import org.airmessenger.bench.load.Payload;

import io.netty.buffer.ByteBuf;

import java.util.ArrayList;
import java.util.List;

/**
 * The messages of one device as frames: each alone (PROTOCOL.md, 5.1: {@code LEN, SEND with Q, SEQ,
 * ALIAS 0, payload}), written without an object per message, or so many in a BATCH as the client
 * packs them.
 */
final class WireFrames implements AutoCloseable {

    /** Bytes of each payload. */
    static final int BYTES = 64;

    /** LEN of a SEND: the type, SEQ, ALIAS and the payload. */
    static final int LENGTH = 1 + 2 + 1 + BYTES;

    /** The alias of its topic. */
    static final int ALIAS = 0;

    private static final int SEND_NUMBERED = 0x11;

    private final int device;
    private final int together;
    private final BatchPacker packer;
    private int next;

    /**
     * Nothing yet.
     *
     * @param device number in the payloads
     * @param together messages of a frame
     */
    WireFrames(int device, int together) {
        this.device = device;
        this.together = together;
        this.packer = together > 1 ? new BatchPacker(true, null) : null;
    }

    /** Messages of a frame. */
    int together() {
        return together;
    }

    /** Bytes of a frame that is not packed. */
    int bytes() {
        return together * (LENGTH + 2);
    }

    /**
     * Writes the next frame.
     *
     * @param sequence of its first message
     */
    void write(ByteBuf out, long sequence) {
        if (packer == null) {
            Varint.write(out, LENGTH);
            out.writeByte(SEND_NUMBERED);
            out.writeShort((int) sequence);
            out.writeByte(ALIAS);
            Payload.write(out, payload(), BYTES);
            return;
        }
        List<Send> sends = new ArrayList<>(together);
        for (int i = 0; i < together; i++) {
            sends.add(Send.of(sequence + i, ALIAS, Attributes.NONE, payload().bytes(BYTES)));
        }
        FrameWriter.write(packer.pack(sends, FrameReader.NARROW), out, FrameReader.NARROW);
    }

    private Payload payload() {
        return new Payload(device, next++, System.nanoTime());
    }

    @Override
    public void close() {
        if (packer != null) {
            packer.close();
        }
    }
}
