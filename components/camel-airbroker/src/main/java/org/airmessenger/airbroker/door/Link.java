/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.DoorMetrics;
import org.airmessenger.message.Refusal;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;

/**
 * One connection as the parts of its door see it: which MQTT it speaks, and how it ends. Belongs to
 * the event loop.
 */
final class Link {

    private final Door door;
    private final DoorMetrics.Door metrics;
    private final ChannelHandlerContext ctx;
    private final Reading reading;
    private final Runnable ending;
    private boolean five;
    private boolean reasons;
    private boolean ended;

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

    /** What the CONNECT said: MQTT 5 or not, and whether reasons are wanted. */
    void speaks(boolean isFive, boolean wantsReasons) {
        five = isFive;
        reasons = wantsReasons;
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

    boolean wantsReasons() {
        return reasons;
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
        if (code == 0) {
            ctx.close();
        } else {
            ctx.writeAndFlush(Replies.connAck(code, reasons ? reason : null))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Ends the connection: MQTT 5 is told why. */
    void end(byte code, String reason) {
        if (ended) {
            return;
        }
        ended = true;
        ending.run();
        if (five) {
            ctx.writeAndFlush(Replies.disconnect(code, reasons ? reason : null))
                    .addListener(Replies.closing(code));
        } else {
            ctx.flush();
            ctx.close();
        }
    }

    /** The socket is closed: nobody can be told anything any more. */
    void closed() {
        ended = true;
    }
}
