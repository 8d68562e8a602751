/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.transport;

import org.airmessenger.airwire.session.Connection;
import org.airmessenger.airwire.session.Output;
import org.airmessenger.airwire.session.Session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * A connection of the wire protocol on a channel. Everything happens on the channel's event loop,
 * with the monitor of the session held, and what was written in one turn leaves together.
 */
public final class WireHandler extends ChannelInboundHandlerAdapter implements Output {

    private static final int FIRST_BUFFER = 256;

    /** How long a peer may take nothing of what is sent. */
    private static final long STUCK_MILLIS = 90_000;

    private final boolean tls;
    private final Starter starter;
    private final AtomicBoolean woken = new AtomicBoolean();
    private ChannelHandlerContext ctx;
    private Connection connection;
    private ByteBuf in;
    private ByteBuf out;
    private boolean closing;
    private boolean held;
    private LongConsumer gathering = change -> {};
    private int gathered;
    private ScheduledFuture<?> timer;
    private long timerAt = Long.MAX_VALUE;
    private long stuckSince = Long.MAX_VALUE;

    /** Makes the connection when the channel is ready for it. */
    @FunctionalInterface
    public interface Starter {

        /**
         * The channel is ready, its handshake is done.
         *
         * @return null to close it at once
         */
        Connection start(WireHandler handler, long now);
    }

    /**
     * A handler for one channel.
     *
     * @param tls whether a handshake comes first, with the protocol's name agreed
     */
    public WireHandler(boolean tls, Starter starter) {
        this.tls = tls;
        this.starter = starter;
    }

    /**
     * Who counts the bytes that are gathered for frames that are not whole: is told each change.
     */
    public void gathering(LongConsumer change) {
        gathering = change;
    }

    /** Stops reading, or goes on; on the event loop. */
    public void hold(boolean is) {
        held = is;
        adjustReading();
    }

    /**
     * What a peer is sent and does not read waits in memory; so the acceptor reads nothing of it
     * meanwhile, since whatever comes wants an answer. The initiator reads on: were both to stop,
     * nothing would go on.
     */
    private void adjustReading() {
        boolean isUnread =
                connection != null && !connection.isInitiator() && !ctx.channel().isWritable();
        boolean reads = !held && !isUnread;
        if (reads != ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(reads);
            if (reads && connection != null) {
                locked(() -> connection.unread(Ticker.now()));
            }
        }
    }

    private void gathered(int bytes) {
        if (bytes != gathered) {
            gathering.accept(bytes - gathered);
            gathered = bytes;
        }
    }

    /** The channel's event loop; throws nothing when that is gone. */
    public Executor loop() {
        return this::execute;
    }

    /** Runs on the event loop; false, and not at all, when that is gone. */
    public boolean execute(Runnable task) {
        try {
            ctx.executor().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** The context of the channel. */
    public ChannelHandlerContext ctx() {
        return ctx;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        if (!tls && context.channel().isActive()) {
            start();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!tls) {
            start();
        }
        context.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
            SslHandler handshake = context.pipeline().get(SslHandler.class);
            if (WireTls.PROTOCOL.equals(handshake.engine().getApplicationProtocol())) {
                start();
            } else {
                context.close();
            }
        }
        context.fireUserEventTriggered(event);
    }

    private void start() {
        if (connection == null) {
            connection = starter.start(this, Ticker.now());
            if (connection == null) {
                ctx.close();
            } else {
                send();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (connection == null || closing) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        in =
                in == null
                        ? bytes
                        : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), in, bytes);
        locked(() -> connection.receive(in, Ticker.now()));
        if (in != null && !in.isReadable()) {
            in.release();
            in = null;
        }
        gathered(in == null ? 0 : in.readableBytes());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        flush();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        stuckSince = context.channel().isWritable() ? Long.MAX_VALUE : Ticker.now();
        adjustReading();
        flush();
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            execute(
                    () -> {
                        woken.set(false);
                        flush();
                    });
        }
    }

    /** Does something with the connection on its event loop, then sends what came of it. */
    public void run(Runnable task) {
        if (ctx.executor().inEventLoop()) {
            locked(task);
            flush();
        } else {
            execute(() -> run(task));
        }
    }

    /** Sends what is owed and what may go; on the event loop. */
    public void wakeNow() {
        flush();
    }

    private void flush() {
        if (connection != null) {
            locked(() -> connection.flush(Ticker.now()));
            send();
        }
    }

    private void locked(Runnable task) {
        Session session = connection.session();
        synchronized (session == null ? this : session) {
            task.run();
        }
    }

    private void send() {
        ByteBuf[] sent = new ByteBuf[1];
        // another connection's thread may write a verdict here, too
        locked(
                () -> {
                    sent[0] = out;
                    out = null;
                });
        if (sent[0] != null) {
            ctx.writeAndFlush(sent[0], ctx.voidPromise());
        }
        if (closing) {
            cancelTimer();
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            schedule();
        }
    }

    private void schedule() {
        long due = connection.dueAt();
        if (stuckSince != Long.MAX_VALUE) {
            due = Math.min(due, stuckSince + STUCK_MILLIS);
        }
        if (due == Long.MAX_VALUE || timer != null && due >= timerAt) {
            return;
        }
        cancelTimer();
        timerAt = due;
        long millis = Math.max(1, due - Ticker.now());
        timer = ctx.executor().schedule(this::tick, millis, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        timer = null;
        timerAt = Long.MAX_VALUE;
        long now = Ticker.now();
        if (now - STUCK_MILLIS >= stuckSince) {
            ctx.close();
            return;
        }
        boolean isRead = ctx.channel().config().isAutoRead();
        locked(
                () -> {
                    if (!isRead) {
                        connection.unread(now);
                    }
                    connection.tick(now);
                });
        send();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
            timerAt = Long.MAX_VALUE;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        gone();
    }

    private void gone() {
        cancelTimer();
        if (connection != null) {
            locked(() -> connection.broken(Ticker.now()));
        }
        if (in != null) {
            in.release();
            in = null;
        }
        gathered(0);
        if (out != null) {
            out.release();
            out = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public ByteBuf buffer() {
        if (out == null) {
            out = ctx.alloc().buffer(FIRST_BUFFER);
        }
        return out;
    }

    @Override
    public boolean isWritable() {
        return ctx.channel().isWritable();
    }

    @Override
    public void close() {
        closing = true;
    }
}
