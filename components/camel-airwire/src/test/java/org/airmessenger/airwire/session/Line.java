/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** One end's side of a simulated line: what it wrote and what has not arrived yet. */
final class Line implements Output {

    private final ByteBuf written = Unpooled.buffer();
    private final ByteBuf arrived = Unpooled.buffer();
    private boolean closed;
    private long total;

    @Override
    public ByteBuf buffer() {
        return written;
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Bytes that are on their way to the peer. */
    int onTheWay() {
        return written.readableBytes();
    }

    /** All bytes that went over so far. */
    long total() {
        return total;
    }

    /** Lets bytes arrive at the peer. */
    void deliver(int bytes, Connection peer, long now) {
        int count = Math.min(bytes, written.readableBytes());
        total += count;
        arrived.writeBytes(written, count);
        written.discardReadBytes();
        peer.receive(arrived, now);
        arrived.discardReadBytes();
    }

    /** What is on its way, as hexadecimal digits. */
    String hex() {
        StringBuilder out = new StringBuilder();
        written.forEachByte(
                b -> {
                    out.append(String.format("%02x", b));
                    return true;
                });
        return out.toString();
    }
}
