/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Counts the frames of an HTTP/2 connection that ask for work and carry nothing: PRIORITY,
 * SETTINGS, PING, WINDOW_UPDATE and what is unknown (RFC 9113, 10.5). It reads heads of frames
 * alone, before anybody works on them. Each thing sent to a device entitles it to a few: who reads
 * much gives much window. But not to SETTINGS and PING, which are answered themselves. And it sees
 * to the numbers of streams ({@link StreamNumbers}).
 *
 * <p>It stands between TLS and whoever reads what was agreed on in the handshake, and leaves a
 * connection that does not begin with the preface of HTTP/2 (3.4).
 *
 * <pre>
 *  3 bytes length | 1 byte type | 1 byte flags | 4 bytes stream | as many bytes as length says
 * </pre>
 */
final class FrameWatch extends ChannelDuplexHandler {

    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What Vert.x calls its handler of TLS. */
    private static final String TLS = "ssl";

    private static final AttributeKey<IntConsumer> END = AttributeKey.valueOf("air-end");
    private static final int HEAD_BYTES = 9;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Frames within a window to which nothing sent entitles. */
    private static final int MAX_NOISE = 100;

    private static final int PER_SENT = 4;

    /** HTTP/2's ENHANCE_YOUR_CALM (RFC 9113, 7). */
    private static final int CALM = 0xb;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int END_STREAM = 1;

    // DATA, HEADERS, RST_STREAM, GOAWAY, CONTINUATION: each has its own limit elsewhere
    private static final int QUIET = 1 | 1 << 1 | 1 << 3 | 1 << 7 | 1 << 9;

    private int preface;
    private int skip;
    private int at;
    private int length;
    private int type;
    private boolean ends;
    private int stream;
    private int asks;
    private int noise;
    private long sent;
    private long since = System.nanoTime();
    private StreamNumbers streams;
    private int code = StreamNumbers.GOOD;

    private FrameWatch() {}

    /** Watches a socket that was accepted just now, once its TLS is there. */
    static void join(Channel socket) {
        socket.pipeline()
                .addLast(
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object read) {
                                if (context.pipeline().get(TLS) != null) {
                                    context.pipeline().addAfter(TLS, null, new FrameWatch());
                                }
                                context.pipeline().remove(this);
                                context.fireChannelRead(read);
                            }
                        });
    }

    /**
     * What ends the connection if there are too many, or a stream's number is wrong.
     *
     * @param end told the code, once, on the event loop
     */
    static void tell(Channel socket, IntConsumer end) {
        socket.attr(END).set(end);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (isOver()) {
            ReferenceCountUtil.release(read);
            return;
        }
        if (read instanceof ByteBuf bytes) {
            if (preface < PREFACE.length && !isPreface(bytes)) {
                context.pipeline().remove(this);
            } else {
                look(bytes);
            }
        }
        // also if there are too many: a connection that begins with them is not known yet
        context.fireChannelRead(read);
        if (isOver()) {
            end(context.channel());
        }
    }

    private boolean isOver() {
        return code != StreamNumbers.GOOD;
    }

    private void end(Channel socket) {
        IntConsumer end = socket.attr(END).get();
        if (end == null) {
            socket.close();
        } else {
            end.accept(code);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object written, ChannelPromise promise) {
        sent++;
        context.write(written, promise);
    }

    private boolean isPreface(ByteBuf bytes) {
        int end = Math.min(bytes.readableBytes(), PREFACE.length - preface);
        for (int i = 0; i < end; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != PREFACE[preface]) {
                return false;
            }
            preface++;
        }
        skip = end;
        return true;
    }

    private void look(ByteBuf bytes) {
        int index = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (index < end && !isOver()) {
            if (skip > 0) {
                int skipped = Math.min(skip, end - index);
                index += skipped;
                skip -= skipped;
                continue;
            }
            int one = bytes.getByte(index++) & 0xff;
            if (at < TYPE_AT) {
                length = length << 8 | one;
            } else if (at == TYPE_AT) {
                type = one;
            } else if (at == FLAGS_AT) {
                ends = (one & END_STREAM) != 0;
            } else {
                stream = stream << 8 | one;
            }
            at++;
            if (at == HEAD_BYTES) {
                headed();
                skip = length;
                at = 0;
                length = 0;
                stream = 0;
            }
        }
    }

    private void headed() {
        if (!isQuiet(type)) {
            count();
        } else if (type == HEADERS) {
            if (streams == null) {
                streams = new StreamNumbers();
            }
            code = streams.head(stream & Integer.MAX_VALUE, ends);
        } else if (streams != null && (type == RST_STREAM || type == DATA && ends)) {
            streams.ended(stream & Integer.MAX_VALUE);
        }
    }

    private static boolean isQuiet(int type) {
        return type < Integer.SIZE && (QUIET >> type & 1) == 1;
    }

    private void count() {
        boolean isAnswered = type == SETTINGS || type == PING;
        if (isAnswered) {
            asks++;
        } else {
            noise++;
        }
        if (asks <= MAX_NOISE && noise <= MAX_NOISE + PER_SENT * sent) {
            return;
        }
        long now = System.nanoTime();
        if (now - since > WINDOW_NANOS) {
            since = now;
            asks = 0;
            noise = 0;
            sent = 0;
            return;
        }
        code = CALM;
    }
}
