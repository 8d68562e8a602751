/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.airwire.codec.Ack;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Bind;
import org.airmessenger.airwire.codec.Credit;
import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameReader;
import org.airmessenger.airwire.codec.FrameType;
import org.airmessenger.airwire.codec.FrameWriter;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.Ping;
import org.airmessenger.airwire.codec.Varint;
import org.airmessenger.airwire.codec.Welcome;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Payload;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One publishing device (PROTOCOL.md, 5.1): {@code LEN, SEND with Q, SEQ, ALIAS 0, payload},
 * written without an object per message. Everything happens on the thread of its connection.
 */
final class WireDevice extends ChannelInboundHandlerAdapter {

    private static final int BYTES = 64;
    private static final int SEND_NUMBERED = 0x11;
    private static final int ALIAS = 0;

    /** LEN: the type, SEQ, ALIAS and the payload. */
    private static final int LENGTH = 1 + 2 + 1 + BYTES;

    private static final int BURST = 128;
    private static final int MAX_FRAME = 65_536;
    private static final long IDLE_SECONDS = 3600;
    private static final long CATCH_UP_MICROS = 200;
    private static final int READY =
            FrameType.set(
                    FrameType.ACK,
                    FrameType.CREDIT,
                    FrameType.PING,
                    FrameType.NACK,
                    FrameType.RESULT,
                    FrameType.BYE);

    private final WireLoad load;
    private final int number;
    private final String id;
    private final String topic;
    private final int window;
    private final FrameReader reader =
            new FrameReader(FrameType.set(FrameType.WELCOME, FrameType.BYE));
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private volatile ChannelHandlerContext context;
    private ByteBuf heard;
    private long sent;
    private long acknowledged;
    private long credit;
    private long creditBytes;
    private int payload;
    private boolean waiting;
    private boolean napping;

    WireDevice(WireLoad load, Fleet fleet, int index, int window) {
        this.load = load;
        this.number = fleet.number(index);
        this.id = fleet.id(index);
        this.topic = fleet.topic(index);
        this.window = window;
    }

    /** Done when it may publish. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    void begin() {
        context.executor()
                .execute(
                        () -> {
                            waiting = true;
                            pump();
                        });
    }

    void end() {
        context.executor().execute(this::pump);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        ByteBuf hello = ctx.alloc().buffer();
        Attributes says =
                Attributes.builder()
                        .with(GreetingAttributes.DEVICE, id)
                        .with(GreetingAttributes.IDLE, IDLE_SECONDS)
                        .build();
        FrameWriter.write(new Hello(1, 1, says), hello, FrameReader.NARROW);
        ctx.writeAndFlush(hello);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heard =
                heard == null
                        ? (ByteBuf) message
                        : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(
                                ctx.alloc(), heard, (ByteBuf) message);
        for (Frame frame = reader.read(heard); frame != null; frame = reader.read(heard)) {
            take(frame);
        }
        if (!heard.isReadable()) {
            heard.release();
            heard = null;
        }
    }

    private void take(Frame frame) {
        if (frame instanceof Ack ack) {
            // the low bits say how far it has come
            int more = (short) (ack.cumulative() - acknowledged);
            acknowledged += more;
            load.acknowledged(more);
        } else if (frame instanceof Credit more) {
            credit = more.messages();
            creditBytes = more.bytes();
        } else if (frame instanceof Ping ping) {
            if (!ping.reply()) {
                write(ping.answer());
            }
        } else if (frame instanceof Welcome welcome) {
            credit = welcome.attributes().get(GreetingAttributes.CREDIT_MESSAGES, 0L);
            creditBytes = welcome.attributes().get(GreetingAttributes.CREDIT_BYTES, 0L);
            reader.allow(READY);
            reader.agree(MAX_FRAME, FrameReader.NARROW);
            write(new Bind(ALIAS, topic, Attributes.NONE));
            connected.complete(null);
        } else {
            fail(id + " was told " + frame);
        }
    }

    private void write(Frame frame) {
        ByteBuf out = context.alloc().buffer();
        FrameWriter.write(frame, out, FrameReader.NARROW);
        context.writeAndFlush(out, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        pump();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pump();
    }

    /** Sends what window, credit, lead and socket allow. */
    private void pump() {
        if (!waiting) {
            return;
        }
        ByteBuf out = null;
        int written = 0;
        while (written < BURST && load.isRunning() && hasRoom()) {
            if (!load.mayLead()) {
                nap();
                break;
            }
            if (out == null) {
                out = context.alloc().buffer(Math.min(BURST, window) * (LENGTH + 2));
            }
            send(out);
            written++;
        }
        if (out != null) {
            context.writeAndFlush(out, context.voidPromise());
        }
        if (!load.isRunning() && sent == acknowledged) {
            waiting = false;
            load.over();
        }
    }

    private boolean hasRoom() {
        return sent - acknowledged < window
                && sent < credit
                && (sent + 1) * LENGTH <= creditBytes
                && context.channel().isWritable();
    }

    private void send(ByteBuf out) {
        sent++;
        Varint.write(out, LENGTH);
        out.writeByte(SEND_NUMBERED);
        out.writeShort((int) sent);
        out.writeByte(ALIAS);
        Payload.write(out, new Payload(number, payload++, System.nanoTime()), BYTES);
    }

    private void nap() {
        if (!napping) {
            napping = true;
            context.executor()
                    .schedule(
                            () -> {
                                napping = false;
                                pump();
                            },
                            CATCH_UP_MICROS,
                            TimeUnit.MICROSECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(id + " lost its connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(id + ": " + cause);
        ctx.close();
    }

    private void fail(String why) {
        load.refused(why);
        connected.completeExceptionally(new IOException(why));
    }
}
