/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Cuts a connection's bytes into packets. The first byte and the length are judged as soon as they
 * are there, so nothing is gathered for a packet that may not come or is too large; the rest is
 * read once, when it is there as a whole.
 *
 * <pre>
 *  type 4 bits | flags 4 bits | remaining length 1-4 bytes | that many bytes     (MQTT 5.0, 2.1)
 * </pre>
 *
 * A packet that is refused becomes a message whose decoder result is a {@link PacketException};
 * after it nothing more is read. It is refused, too, if in the middle of it the client is silent.
 * While the client does not read what it is sent, packets stay bytes: many are answered, and the
 * answer to one of two bytes needs far more room than these.
 */
public final class PacketDecoder extends ByteToMessageDecoder {

    /** Largest CONNECT; who is not known yet may not make us gather more. */
    public static final int MAX_CONNECT_BYTES = 128 * 1024;

    /** Where Netty's encoder looks for the version that it writes. */
    private static final AttributeKey<MqttVersion> VERSION =
            AttributeKey.valueOf("NETTY_CODEC_MQTT_VERSION");

    private static final int MORE = 0x80;
    private static final int MAX_LENGTH_BYTES = 4;

    private final PacketReader reader = new PacketReader();
    private final int limit;
    private final long deadlineNanos;
    private final LongSupplier clock;
    private boolean refused;
    private int gathered;
    private long lastProgress;
    private ScheduledFuture<?> watch;

    /**
     * For one connection.
     *
     * @param limit most bytes of a packet after its fixed header
     * @param deadlineMillis longest silence in the middle of a packet
     */
    public PacketDecoder(int limit, long deadlineMillis) {
        this(limit, deadlineMillis, System::nanoTime);
    }

    PacketDecoder(int limit, long deadlineMillis, LongSupplier clock) {
        this.limit = limit;
        this.clock = clock;
        this.deadlineNanos = TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
    }

    /** Whether the client's CONNECT was one of MQTT 5, as far as it could be read. */
    public static boolean speaksFive(Channel channel) {
        return channel.attr(VERSION).get() == MqttVersion.MQTT_5;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (isUnread(ctx.channel())) {
            return;
        }
        int at = in.readerIndex();
        int first = in.getUnsignedByte(at);
        try {
            MqttMessage packet = next(ctx, first, in, at);
            if (packet != null) {
                out.add(packet);
            }
        } catch (PacketException e) {
            in.skipBytes(in.readableBytes());
            out.add(refusal(e.in(first)));
        }
    }

    /** What is closed takes nothing, but what came before is still packets. */
    private static boolean isUnread(Channel channel) {
        return channel.isActive() && !channel.isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        if (ctx.channel().isWritable() && actualReadableBytes() > 0) {
            // not in the middle of a packet that is being answered
            ctx.executor().execute(() -> goOn(ctx));
        }
        super.channelWritabilityChanged(ctx);
    }

    private void goOn(ChannelHandlerContext ctx) {
        try {
            if (!ctx.isRemoved()) {
                channelRead(ctx, Unpooled.EMPTY_BUFFER);
                channelReadComplete(ctx);
            }
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
    }

    private MqttMessage refusal(PacketException e) {
        refused = true;
        return MqttMessageFactory.newInvalidMessage(e);
    }

    /** The packet, or null if more of it must come. */
    private MqttMessage next(ChannelHandlerContext ctx, int first, ByteBuf in, int at) {
        reader.check(first);
        int length = 0;
        int digits = 0;
        int digit = MORE;
        while ((digit & MORE) != 0) {
            if (digits == MAX_LENGTH_BYTES) {
                throw PacketException.malformed("the remaining length must have at most 4 bytes");
            }
            if (in.readableBytes() < 2 + digits) {
                return null;
            }
            digit = in.getUnsignedByte(at + 1 + digits);
            length |= (digit & ~MORE) << 7 * digits++;
        }
        int most = reader.version() == null ? Math.min(limit, MAX_CONNECT_BYTES) : limit;
        if (length > most) {
            throw PacketException.told(
                    PacketException.TOO_LARGE,
                    "AIR-1020 a packet must have at most %d bytes but had %d; send less at once"
                            .formatted(most, length));
        }
        int header = 1 + digits;
        if (in.readableBytes() - header < length) {
            return null;
        }
        boolean padded = digit == 0 && digits > 1;
        boolean greeted = reader.version() != null;
        MqttMessage packet;
        try {
            packet = reader.read(first, padded, in, at + header, length);
        } finally {
            if (!greeted) {
                // also for the answer to a CONNECT that is refused
                ctx.channel().attr(VERSION).set(reader.version());
            }
        }
        in.skipBytes(header + length);
        return packet;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        int left = refused ? 0 : actualReadableBytes();
        gathered = left;
        if (left > 0) {
            lastProgress = clock.getAsLong();
            if (watch == null) {
                watchAfter(ctx, deadlineNanos);
            }
        }
        if (isUnread(ctx.channel())) {
            // the way of Netty's would read more, as no packet was found
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    private void watchAfter(ChannelHandlerContext ctx, long nanos) {
        watch = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        watch = null;
        if (gathered == 0 || refused) {
            return;
        }
        if (!ctx.channel().config().isAutoRead()) {
            // not the client's silence: it is not read
            lastProgress = clock.getAsLong();
        }
        long left = deadlineNanos - (clock.getAsLong() - lastProgress);
        if (left > 0) {
            watchAfter(ctx, left);
            return;
        }
        ctx.fireChannelRead(
                refusal(
                        PacketException.told(
                                PacketException.MALFORMED,
                                "AIR-1045 a packet must go on within %d s but %d bytes of it came and no more; send whole packets"
                                        .formatted(
                                                TimeUnit.NANOSECONDS.toSeconds(deadlineNanos),
                                                gathered))));
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (watch != null) {
            watch.cancel(false);
        }
        super.channelInactive(ctx);
    }
}
