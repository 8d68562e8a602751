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
import org.airmessenger.airwire.codec.Welcome;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Run;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One publishing device. Everything happens on the thread of its connection. */
final class WireDevice extends ChannelInboundHandlerAdapter {

    private static final int BURST = 128;
    private static final int MAX_FRAME = 65_536;
    private static final long IDLE_SECONDS = 3600;
    private static final long SHORTEST_NAP = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long CATCH_UP_NAP = TimeUnit.MICROSECONDS.toNanos(200);
    private static final int READY =
            FrameType.set(
                    FrameType.ACK,
                    FrameType.CREDIT,
                    FrameType.PING,
                    FrameType.NACK,
                    FrameType.RESULT,
                    FrameType.BYE);

    private final WireLoad load;
    private final int index;
    private final String id;
    private final String topic;
    private final int window;
    private final WireFrames frames;
    private final FrameReader reader =
            new FrameReader(FrameType.set(FrameType.WELCOME, FrameType.BYE));
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private volatile ChannelHandlerContext context;
    private ByteBuf heard;
    private long sent;
    private long acknowledged;
    private long credit;
    private long creditBytes;
    private Run run;
    private int first;
    private boolean napping;

    WireDevice(WireLoad load, Fleet fleet, int index, int window, int together) {
        this.load = load;
        this.index = index;
        this.id = fleet.id(index);
        this.topic = fleet.topic(index);
        this.window = window;
        this.frames = new WireFrames(fleet.number(index), together);
    }

    /** Done when it may publish. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    void begin(Run started) {
        context.executor()
                .execute(
                        () -> {
                            run = started;
                            first = (int) sent;
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
            write(new Bind(WireFrames.ALIAS, topic, Attributes.NONE));
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

    /** Sends what is due and what window, credit, lead and socket allow. */
    private void pump() {
        if (run == null) {
            return;
        }
        long end = run.ended() ? sent : first + run.share(index);
        long now = System.nanoTime();
        ByteBuf out = null;
        int written = 0;
        while (written < BURST && sent < end && hasRoom()) {
            long due = run.due(index, (int) sent - first, now);
            if (due > now) {
                nap(Math.max(SHORTEST_NAP, due - now));
                break;
            }
            if (!run.mayLead(frames.together())) {
                nap(CATCH_UP_NAP);
                break;
            }
            if (out == null) {
                out = context.alloc().buffer(frames.bytes());
            }
            frames.write(out, sent + 1);
            sent += frames.together();
            written++;
        }
        if (out != null) {
            context.writeAndFlush(out, context.voidPromise());
        }
        if (sent >= end && sent == acknowledged) {
            Run over = run;
            run = null;
            over.over();
        }
    }

    private boolean hasRoom() {
        long then = sent + frames.together();
        return then - acknowledged <= window
                && then <= credit
                && then * WireFrames.LENGTH <= creditBytes
                && context.channel().isWritable();
    }

    private void nap(long nanos) {
        if (!napping) {
            napping = true;
            context.executor()
                    .schedule(
                            () -> {
                                napping = false;
                                pump();
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        frames.close();
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
