/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.airweb.server.WebConnection;
import org.airmessenger.door.ByteBudget;
import org.airmessenger.door.Flow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

import java.util.function.BiConsumer;

/**
 * Bytes in and out of one WebSocket. Nothing is read while too much of what came waits to be kept,
 * nor while the device does not read its answers. What is written in one turn of the event loop
 * leaves at once.
 */
final class Pipe implements Flow.Tap {

    private static final int QUEUE_BYTES = 1 << 16;

    /** Names that Vert.x and Netty give. */
    private static final String HANDLER = "handler";

    private static final String DECODER = "wsdecoder";

    private final WebConnection connection;
    private final Channel channel;
    private final Dialect dialect;
    private ChannelHandlerContext context;
    private boolean paused;
    private boolean unread;
    private boolean flushing;

    Pipe(WebConnection connection, Dialect dialect) {
        this.connection = connection;
        this.channel = connection.channel();
        this.dialect = dialect;
    }

    /**
     * Frames come and go from now on.
     *
     * @param budget of all that waits in memory
     * @param broken is told how the other end broke the rules
     */
    void open(ByteBudget budget, BiConsumer<Ending, String> broken) {
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(QUEUE_BYTES / 2, QUEUE_BYTES));
        PartialFrame partial =
                new PartialFrame(
                        budget,
                        () ->
                                broken.accept(
                                        Ending.FULL, "there is no memory now; try again later"));
        channel.pipeline()
                .addBefore(DECODER, "air-partial", partial)
                .addBefore(HANDLER, "air-fence", new FrameFence(partial::whole, broken));
        context = channel.pipeline().context(HANDLER);
    }

    /** Writes one message. */
    void write(byte[] message) {
        ByteBuf payload = Unpooled.wrappedBuffer(message);
        context.write(
                dialect.isBinary()
                        ? new BinaryWebSocketFrame(payload)
                        : new TextWebSocketFrame(payload),
                context.voidPromise());
        if (!flushing) {
            flushing = true;
            connection.runOnContext(
                    () -> {
                        flushing = false;
                        context.flush();
                    });
        }
        if (!channel.isWritable()) {
            unread = true;
            read();
        }
    }

    /** Whether the other end reads what is written. */
    boolean isWritable() {
        return channel.isWritable();
    }

    /** The other end has read. */
    void drained() {
        unread = false;
        read();
    }

    /** Reads all there is: only its goodbye counts. */
    void stop() {
        paused = false;
        unread = false;
        read();
    }

    private void read() {
        channel.config().setAutoRead(!paused && !unread);
    }

    @Override
    public void pause() {
        paused = true;
        read();
    }

    @Override
    public void resume() {
        paused = false;
        read();
    }

    @Override
    public boolean isPaused() {
        return paused;
    }
}
