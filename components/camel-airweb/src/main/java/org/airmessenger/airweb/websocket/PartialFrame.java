/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.door.ByteBudget;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Counts what the decoder gathers of a frame that is not whole: a large frame takes its place in
 * the budget of all as it comes, so that many half ones do not fill the memory.
 */
final class PartialFrame extends ChannelInboundHandlerAdapter {

    /** So much is not counted: what one read brings. */
    private static final int FREE_BYTES = 1 << 14;

    private final ByteBudget budget;
    private final Runnable full;
    private long gathered;
    private long taken;
    private boolean closed;

    /**
     * Nothing has come.
     *
     * @param full is told, on the event loop, that there is no room for more
     */
    PartialFrame(ByteBudget budget, Runnable full) {
        this.budget = budget;
        this.full = full;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closed) {
            ReferenceCountUtil.release(message);
            return;
        }
        long more = message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        gathered += more;
        if (gathered > FREE_BYTES) {
            if (!budget.tryTake(more)) {
                closed = true;
                ReferenceCountUtil.release(message);
                full.run();
                return;
            }
            taken += more;
        }
        ctx.fireChannelRead(message);
    }

    /** A frame is whole: it is counted elsewhere. */
    void whole() {
        gathered = 0;
        if (taken > 0) {
            budget.give(taken);
            taken = 0;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        whole();
    }
}
