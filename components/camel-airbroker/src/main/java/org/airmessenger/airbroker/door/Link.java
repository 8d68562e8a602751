/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.websocket.BinaryFrames;
import org.airmessenger.door.DoorMetrics;
import org.airmessenger.message.Refusal;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;

import java.util.concurrent.TimeUnit;

/**
 * One connection as the parts of its door see it: which MQTT it speaks, and how it ends. Belongs to
 * the event loop.
 */
final class Link {

    /** Longest that a device may take to read why it is ended. */
    private static final int GOODBYE_SECONDS = 5;

    private final Door door;
    private final DoorMetrics.Door metrics;
    private final ChannelHandlerContext ctx;
    private final Reading reading;
    private final Runnable ending;
    private boolean five;
    private boolean reasons;
    private Terms terms;
    private boolean admitted;
    private boolean ended;
    private String word;

    /**
     * Open.
     *
     * @param ending runs once, before the device is told
     */
    Link(Door door, DoorMetrics.Door metrics, ChannelHandlerContext ctx, Runnable ending) {
        this.door = door;
        this.metrics = metrics;
        this.ctx = ctx;
        this.reading = new Reading(ctx.channel());
        this.ending = ending;
    }

    /** The device speaks MQTT 5; what it wants is not known yet. */
    void speaksFive() {
        five = true;
        reasons = true;
    }

    /** What the CONNECT asked for. */
    void agree(Terms agreed) {
        terms = agreed;
        five = agreed.isFive();
        reasons = agreed.wantsReasons();
    }

    /** What was agreed on; null before CONNECT. */
    Terms terms() {
        return terms;
    }

    /** CONNACK is on its way: the device may be told more from now on. */
    void admit() {
        admitted = true;
    }

    Door door() {
        return door;
    }

    DoorMetrics.Door metrics() {
        return metrics;
    }

    ChannelHandlerContext ctx() {
        return ctx;
    }

    Reading reading() {
        return reading;
    }

    boolean isFive() {
        return five;
    }

    /** The reason as the device may be told it, or null: it may be unwanted or too long. */
    String tellable(String reason) {
        // MQTT 5.0, 3.1.2.11.4 and 3.1.2.11.7
        int room =
                terms == null
                        ? Integer.MAX_VALUE
                        : terms.maxPacketBytes() - Replies.BYTES_WITHOUT_REASON;
        return reasons && reason != null && ByteBufUtil.utf8Bytes(reason) <= room ? reason : null;
    }

    /** Why the door ended it, in a word or a few; null if it did not. */
    String endedBecause() {
        return word;
    }

    /** Nothing that still comes in is taken. */
    boolean isEnded() {
        return ended;
    }

    void write(MqttMessage answer) {
        ctx.write(answer, ctx.voidPromise());
    }

    /** Refuses the connection before it is one; with no code it is closed without a word. */
    void refuse(Refusal cause, byte code, String reason) {
        if (ended) {
            return;
        }
        metrics.connectionRefused(cause);
        ended = true;
        closeForSure();
        if (code == 0) {
            ctx.close();
        } else {
            ctx.writeAndFlush(Replies.connAck(code, tellable(reason)))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Ends the connection: MQTT 5 is told why. */
    void end(byte code, String reason) {
        if (ended) {
            return;
        }
        ended = true;
        word = Replies.word(code);
        metrics.connectionEnded(word);
        BinaryFrames frames = ctx.pipeline().get(BinaryFrames.class);
        if (frames != null) {
            frames.closeWith(Replies.closeStatus(code));
        }
        ending.run();
        closeForSure();
        if (five && admitted) {
            ctx.writeAndFlush(Replies.disconnect(code, tellable(reason)))
                    .addListener(Replies.closing(code));
        } else {
            ctx.flush();
            ctx.close();
        }
    }

    /** Who does not read is not told, but closed all the same; TLS has nothing to add. */
    private void closeForSure() {
        ctx.executor()
                .schedule(
                        () -> ctx.pipeline().firstContext().close(),
                        GOODBYE_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** The socket is closed: nobody can be told anything any more. */
    void closed() {
        ended = true;
    }
}
