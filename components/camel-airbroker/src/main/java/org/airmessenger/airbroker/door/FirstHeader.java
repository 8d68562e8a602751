/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.mqtt.PacketDecoder;
import org.airmessenger.message.Refusal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Looks at the fixed header of a connection's first packet as it comes: it must be a CONNECT that
 * is neither too short to be one nor too long for one (MQTT 5.0, 3.1). The broker itself looks at a
 * connection only after eight bytes. Then it goes.
 */
final class FirstHeader extends ChannelInboundHandlerAdapter {

    static final int CONNECT = 0x10;

    /** MQTT 3.1.1 with an empty client id. */
    private static final int MIN_BYTES = 12;

    private static final int MAX_DIGITS = 4;

    private final Gate gate;
    private int seen;
    private int length;
    private boolean done;

    FirstHeader(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        if (!done && received instanceof ByteBuf bytes) {
            Refusal refusal = null;
            for (int at = bytes.readerIndex();
                    refusal == null && !done && at < bytes.writerIndex();
                    at++) {
                refusal = look(bytes.getUnsignedByte(at));
            }
            if (refusal != null) {
                done = true;
                ReferenceCountUtil.release(received);
                gate.refuse(refusal);
                return;
            }
        }
        ctx.fireChannelRead(received);
        if (done && !ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    private Refusal look(int octet) {
        if (seen++ == 0) {
            return octet == CONNECT ? null : Refusal.MALFORMED;
        }
        length |= (octet & 0x7F) << 7 * (seen - 2);
        if ((octet & 0x80) != 0) {
            return seen > MAX_DIGITS ? Refusal.MALFORMED : null;
        }
        done = true;
        if (length > PacketDecoder.MAX_CONNECT_BYTES) {
            return Refusal.TOO_LARGE;
        }
        return length < MIN_BYTES ? Refusal.MALFORMED : null;
    }
}
