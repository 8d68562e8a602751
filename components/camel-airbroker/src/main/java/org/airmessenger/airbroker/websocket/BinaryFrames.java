/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;

/**
 * Bytes out of and into binary frames (MQTT 5.0, 6.0). Where a frame ends means nothing: a packet
 * may have several frames, and a frame several packets. Belongs to the event loop.
 */
public final class BinaryFrames extends ChannelDuplexHandler {

    private final Gatekeeper gate;
    private WebSocketCloseStatus status = WebSocketCloseStatus.NORMAL_CLOSURE;
    private boolean closing;

    BinaryFrames(Gatekeeper gate) {
        this.gate = gate;
    }

    /** Why it will be closed, should it be (RFC 6455, 7.4); a broken rule of frames counts more. */
    public void closeWith(int code) {
        if (status == WebSocketCloseStatus.NORMAL_CLOSURE) {
            status = WebSocketCloseStatus.valueOf(code);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        if (closing) {
            ReferenceCountUtil.release(received);
        } else if (received instanceof PingWebSocketFrame ping) {
            ctx.writeAndFlush(new PongWebSocketFrame(ping.content()));
        } else if (received instanceof PongWebSocketFrame pong) {
            pong.release();
        } else if (received instanceof CloseWebSocketFrame close) {
            closing = true;
            int code = close.statusCode();
            close.release();
            // RFC 6455, 5.5.1: the same code goes back, if there was one
            ctx.writeAndFlush(
                            code < 0
                                    ? new CloseWebSocketFrame()
                                    : new CloseWebSocketFrame(code, ""))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.fireChannelRead(received);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object sent, ChannelPromise promise) {
        if (closing) {
            // RFC 6455, 5.5.1: nothing follows a close frame
            ReferenceCountUtil.release(sent);
            promise.trySuccess();
        } else {
            ctx.write(
                    sent instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : sent,
                    promise);
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (closing || !ctx.channel().isActive()) {
            ctx.close(promise);
            return;
        }
        closing = true;
        ctx.writeAndFlush(new CloseWebSocketFrame(status, ""))
                .addListener(written -> ctx.close(promise));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException broken) {
            status = broken.closeStatus();
            gate.violated(
                    "AIR-1048 frames must be binary and follow RFC 6455 but did not: %s; use a WebSocket client"
                            .formatted(broken.getMessage()));
            close(ctx, ctx.newPromise());
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
