/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

import java.util.function.BiConsumer;

/**
 * Stands between the decoder of frames and who takes them: what breaks the rules ends the WebSocket
 * by a close frame with the right code, and nothing behind it is heard.
 */
final class FrameFence extends ChannelInboundHandlerAdapter {

    private final Runnable came;
    private final BiConsumer<Ending, String> broken;
    private boolean closed;

    /**
     * Open.
     *
     * @param came is told of each whole frame
     * @param broken is told how a rule was broken, once, on the event loop
     */
    FrameFence(Runnable came, BiConsumer<Ending, String> broken) {
        this.came = came;
        this.broken = broken;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        came.run();
        if (closed) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof WebSocketFrame frame && frame.rsv() != 0) {
            frame.release();
            close(Ending.PROTOCOL, "reserved bits must be 0 where nothing uses them");
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            close(ending(corrupted.closeStatus()), corrupted.getMessage());
        } else if (failure instanceof DecompressionException
                || failure.getCause() instanceof CodecException) {
            boolean tooLarge = String.valueOf(failure.getMessage()).contains("maximum size");
            close(
                    tooLarge ? Ending.TOO_LARGE : Ending.UNREADABLE,
                    tooLarge ? "inflated it is too large" : "it cannot be inflated");
        } else {
            ctx.fireExceptionCaught(failure);
        }
    }

    private static Ending ending(WebSocketCloseStatus status) {
        if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
            return Ending.TOO_LARGE;
        }
        return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA)
                ? Ending.UNREADABLE
                : Ending.PROTOCOL;
    }

    private void close(Ending ending, String how) {
        if (!closed) {
            closed = true;
            broken.accept(ending, how);
        }
    }
}
