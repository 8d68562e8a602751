/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;

import java.util.List;

/**
 * Reads a client's frames (RFC 6455, 5.2). What is in a binary frame goes on as it comes: a client
 * may put as much into one as it likes, and nothing of it is gathered here.
 *
 * <pre>
 *  FIN | 3 reserved | operation 4 bits | MASK | length 7 bits, + 16 or 64 bits | mask 4 bytes | payload
 * </pre>
 */
final class FrameDecoder extends ByteToMessageDecoder implements WebSocketFrameDecoder {

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MAX_CONTROL_BYTES = 125;
    private static final int TWO_BYTES = 126;
    private static final int MASK_BYTES = 4;

    /** Bytes of the current binary frame that have not come. */
    private long left;

    private int mask;

    /** Bytes since the mask began; only what is left of four counts. */
    private int offset;

    /** A message was begun whose last frame has not come. */
    private boolean fragmented;

    private boolean over;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (over) {
            in.skipBytes(in.readableBytes());
        } else if (left > 0) {
            payload(in, out);
        } else {
            try {
                header(in, out);
            } catch (CorruptedWebSocketFrameException e) {
                over = true;
                in.skipBytes(in.readableBytes());
                throw e;
            }
        }
    }

    private void payload(ByteBuf in, List<Object> out) {
        int size = (int) Math.min(left, in.readableBytes());
        ByteBuf part = in.readRetainedSlice(size);
        unmask(part);
        left -= size;
        out.add(part);
    }

    private void header(ByteBuf in, List<Object> out) {
        if (in.readableBytes() < 2) {
            return;
        }
        int at = in.readerIndex();
        int first = in.getUnsignedByte(at);
        int second = in.getUnsignedByte(at + 1);
        int operation = first & 0xF;
        int length = second & ~MASKED;
        check(first, second);
        int more = length < TWO_BYTES ? 0 : length == TWO_BYTES ? 2 : 8;
        int header = 2 + more + MASK_BYTES;
        boolean control = operation >= CLOSE;
        if (in.readableBytes() < header + (control ? length : 0)) {
            return;
        }
        long size =
                switch (more) {
                    case 0 -> length;
                    case 2 -> in.getUnsignedShort(at + 2);
                    default -> in.getLong(at + 2);
                };
        must(
                more == 0 || size >= (more == 2 ? TWO_BYTES : 0x1_0000),
                "a length must be positive and have no more bytes than it needs");
        mask = in.getInt(at + 2 + more);
        offset = 0;
        in.skipBytes(header);
        if (control) {
            out.add(control(operation, in.readRetainedSlice(length)));
        } else {
            fragmented = (first & FIN) == 0;
            left = size;
        }
    }

    private void check(int first, int second) {
        int operation = first & 0xF;
        must((first & RESERVED) == 0, "the reserved bits must be 0");
        must((second & MASKED) != 0, "a client's frame must be masked");
        switch (operation) {
            case CLOSE, PING, PONG ->
                    must(
                            (first & FIN) != 0 && (second & ~MASKED) <= MAX_CONTROL_BYTES,
                            "a control frame must be whole and have at most 125 bytes");
            case CONTINUATION -> must(fragmented, "a continuation must follow a frame");
            case BINARY -> must(!fragmented, "a message must end before the next begins");
            case TEXT ->
                    throw new CorruptedWebSocketFrameException(
                            WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "MQTT is binary");
            default -> must(false, "the operation must be known");
        }
    }

    private static void must(boolean holds, String rule) {
        if (!holds) {
            throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR, rule);
        }
    }

    private Object control(int operation, ByteBuf payload) {
        unmask(payload);
        return switch (operation) {
            case PING -> new PingWebSocketFrame(payload);
            case PONG -> new PongWebSocketFrame(payload);
            default -> close(payload);
        };
    }

    private CloseWebSocketFrame close(ByteBuf payload) {
        over = true;
        int code =
                payload.readableBytes() < 2 ? 0 : payload.getUnsignedShort(payload.readerIndex());
        if (payload.isReadable() && !WebSocketCloseStatus.isValidStatusCode(code)) {
            payload.release();
            must(false, "a close frame must have a known code or none");
        }
        return new CloseWebSocketFrame(true, 0, payload);
    }

    private void unmask(ByteBuf bytes) {
        int i = bytes.readerIndex();
        int end = bytes.writerIndex();
        for (; i < end && (offset & 3) != 0; i++) {
            unmask(bytes, i);
        }
        long twice = (mask & 0xFFFF_FFFFL) << 32 | mask & 0xFFFF_FFFFL;
        for (; end - i >= Long.BYTES; i += Long.BYTES) {
            bytes.setLong(i, bytes.getLong(i) ^ twice);
        }
        for (; i < end; i++) {
            unmask(bytes, i);
        }
    }

    private void unmask(ByteBuf bytes, int at) {
        bytes.setByte(at, bytes.getByte(at) ^ mask >>> 24 - 8 * (offset++ & 3));
    }
}
