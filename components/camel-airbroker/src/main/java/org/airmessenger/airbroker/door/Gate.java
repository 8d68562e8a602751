/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.websocket.BinaryFrames;
import org.airmessenger.airbroker.websocket.Gatekeeper;
import org.airmessenger.airbroker.websocket.Upgrade;
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
 * The first that a socket meets, before its TLS is done: counted, limited, with a deadline. Its
 * first byte decides: an MQTT CONNECT (MQTT 5.0, 3.1.1), the GET of a WebSocket, or nothing that
 * comes in. Before CONNECT only so many bytes are taken, whatever they are.
 */
final class Gate extends ChannelInboundHandlerAdapter implements Gatekeeper {

    /** A CONNECT of the largest size, what came in one read with it, and a request before it. */
    private static final int MAX_BYTES = 256 * 1024;

    /** Lets a refusal be read before the socket is gone. */
    private static final long GOODBYE_MILLIS = 1_000;

    private final Door door;
    private final DoorMetrics.Door metrics;
    private ChannelHandlerContext ctx;
    private ScheduledFuture<?> deadline;
    private int bytes;
    private boolean passed;
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
        passed = true;
        stopDeadline();
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    void refuse(Refusal cause) {
        if (!refused) {
            refused = true;
            stopDeadline();
            metrics.connectionRefused(cause);
            if (ctx.pipeline().get(BinaryFrames.class) != null) {
                ctx.pipeline().get(BinaryFrames.class).closeWith(1008);
                closeLater();
                ctx.pipeline().close();
            } else {
                // from the first handler on: TLS has nothing to say to a stranger
                ctx.pipeline().firstContext().close();
            }
        }
    }

    @Override
    public boolean isOpen() {
        return !door.isGoingDown();
    }

    @Override
    public void refused(Refusal cause) {
        refused = true;
        metrics.connectionRefused(cause);
        stopDeadline();
        closeLater();
    }

    private void closeLater() {
        ctx.executor()
                .schedule(
                        () -> ctx.pipeline().firstContext().close(),
                        GOODBYE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void violated(String text) {
        DoorHandler handler = ctx.pipeline().get(DoorHandler.class);
        if (handler == null) {
            refuse(Refusal.MALFORMED);
        } else {
            handler.violated(text);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        if (!passed && !refused && received instanceof ByteBuf some && some.isReadable()) {
            if (bytes == 0) {
                begin(some.getUnsignedByte(some.readerIndex()));
            }
            bytes += some.readableBytes();
            if (bytes > MAX_BYTES) {
                refuse(Refusal.TOO_LARGE);
            }
        }
        if (refused) {
            ReferenceCountUtil.release(received);
        } else {
            context.fireChannelRead(received);
        }
    }

    private void begin(int first) {
        if (first == FirstHeader.CONNECT) {
            ctx.pipeline().addAfter(ctx.name(), "air-first", new FirstHeader(this));
        } else if (first == 'G' && door.webSocket() != null) {
            ctx.pipeline().addAfter(ctx.name(), "air-first", new FirstHeader(this));
            Upgrade.install(ctx.pipeline(), ctx.name(), door.webSocket(), this);
        } else {
            refuse(Refusal.MALFORMED);
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
