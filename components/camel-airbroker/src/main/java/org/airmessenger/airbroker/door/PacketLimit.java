/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Looks at the fixed headers (MQTT 5.0, 2.1) as they pass, before the decoder gathers a packet: one
 * that is too large is told by an event as soon as its length is known, and nothing after it
 * passes. The decoder itself looks at the length only after all properties.
 */
final class PacketLimit extends ChannelInboundHandlerAdapter {

    private static final int MORE = 0x80;
    private static final int MAX_SHIFT = 28;

    /** A packet was announced that is too large; {@code first} is the first byte of its header. */
    record TooLarge(int first, long bytes) {}

    private final long limit;

    /** Bytes of the current packet that have not passed yet. */
    private long left;

    private int first = -1;
    private int shift;
    private long length;
    private boolean over;

    PacketLimit(long limit) {
        this.limit = limit;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        if (over) {
            ReferenceCountUtil.release(received);
            return;
        }
        if (!(received instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(received);
            return;
        }
        int bad = firstTooLarge(bytes);
        if (bad < 0) {
            ctx.fireChannelRead(bytes);
            return;
        }
        over = true;
        ByteBuf before = bytes.readRetainedSlice(bad - bytes.readerIndex());
        bytes.release();
        ctx.fireChannelRead(before);
        ctx.fireUserEventTriggered(new TooLarge(first, length));
    }

    /** Where the header of a packet that is too large begins in these bytes; -1 if none does. */
    private int firstTooLarge(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int header = at;
        int end = bytes.writerIndex();
        while (at < end) {
            if (left > 0) {
                long passed = Math.min(left, end - at);
                left -= passed;
                at += (int) passed;
            } else if (first < 0) {
                header = at;
                first = bytes.getUnsignedByte(at++);
                shift = 0;
                length = 0;
            } else {
                int digit = bytes.getUnsignedByte(at++);
                length |= (long) (digit & ~MORE) << shift;
                shift += 7;
                // a length of more than four bytes is the decoder's to refuse
                if ((digit & MORE) == 0 || shift >= MAX_SHIFT) {
                    if (length > limit) {
                        return header;
                    }
                    left = length;
                    first = -1;
                }
            }
        }
        return -1;
    }
}
