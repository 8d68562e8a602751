/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.DoorMetrics;
import org.airmessenger.message.Refusal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/**
 * The first that a socket meets, before its TLS is done: counted, limited, with a deadline. Lets
 * through only what begins like an MQTT CONNECT (MQTT 5.0, 3.1.1), so no HTTP.
 */
final class Gate extends ChannelInboundHandlerAdapter {

    private static final int CONNECT = 0x10;

    private final Door door;
    private final DoorMetrics.Door metrics;
    private ChannelHandlerContext ctx;
    private ScheduledFuture<?> deadline;
    private boolean looksRight;
    private boolean refused;

    Gate(Door door, String word) {
        this.door = door;
        this.metrics = door.metrics().door(word);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        metrics.opened();
        if (door.opened(this)) {
            startDeadline();
        } else {
            refuse(Refusal.OVER_RATE);
        }
    }

    private void startDeadline() {
        long limit = door.options().getConnectTimeoutMillis();
        deadline =
                ctx.executor()
                        .schedule(
                                () -> refuse(Refusal.NOT_AUTHENTICATED),
                                limit,
                                TimeUnit.MILLISECONDS);
    }

    /** CONNECT was taken: the deadline is met. */
    void passed() {
        stopDeadline();
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void refuse(Refusal cause) {
        if (!refused) {
            refused = true;
            stopDeadline();
            metrics.connectionRefused(cause);
            // from the first handler on: TLS has nothing to say to a stranger
            ctx.pipeline().firstContext().close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        if (!refused && !looksRight && received instanceof ByteBuf bytes && bytes.isReadable()) {
            looksRight = bytes.getUnsignedByte(bytes.readerIndex()) == CONNECT;
            if (!looksRight) {
                refuse(Refusal.MALFORMED);
            }
        }
        if (refused) {
            ReferenceCountUtil.release(received);
        } else {
            context.fireChannelRead(received);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!refused && event instanceof SslHandshakeCompletionEvent tls) {
            stopDeadline();
            if (tls.isSuccess()) {
                startDeadline();
            } else if (!(tls.cause() instanceof ClosedChannelException)) {
                // TLS says itself why, and closes; who only looks and goes is not refused
                refused = true;
                metrics.connectionRefused(Refusal.NOT_AUTHENTICATED);
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (context.pipeline().get(DoorHandler.class) != null) {
            context.fireExceptionCaught(cause);
        } else {
            refuse(Refusal.NOT_AUTHENTICATED);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopDeadline();
        context.fireChannelInactive();
        metrics.closed();
        door.closed(this);
    }

    void goDown() {
        ctx.executor()
                .execute(
                        () -> {
                            DoorHandler handler = ctx.pipeline().get(DoorHandler.class);
                            if (handler == null) {
                                stopDeadline();
                                ctx.close();
                            } else {
                                handler.goDown();
                            }
                        });
    }
}
