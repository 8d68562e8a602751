/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;

import java.util.concurrent.TimeUnit;

/**
 * What one publishing device remembers over its connections: its count, what was acknowledged, its
 * part of the phase. Everything happens on the thread of the connection that stands.
 *
 * <p>What was in flight when a connection was lost is never sent again: so every duplicate that a
 * receiver sees was made by the gateway.
 */
final class Device {

    private static final int BURST = 128;
    private static final int BURST_BYTES = 64 << 10;
    private static final long SHORTEST_NAP = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long CATCH_UP_NAP = TimeUnit.MICROSECONDS.toNanos(200);

    final Sequences acknowledged = new Sequences();
    private final int index;
    private final boolean counted;
    private final Counts counts;
    private final PublishFrame frame;
    private final InFlight inFlight;
    private ChannelHandlerContext context;
    private Run run;
    private int next;
    private int first;
    private int end;
    private boolean napping;

    Device(int index, Fleet fleet, LoadPlan plan, Counts counts) {
        this.index = index;
        this.counted = plan.qos() > 0;
        this.counts = counts;
        this.frame = new PublishFrame(fleet.number(index), fleet.topic(index), plan);
        this.inFlight = new InFlight(counted ? plan.window() : 1);
    }

    void attach(ChannelHandlerContext standing) {
        context = standing;
        napping = false;
        pump();
    }

    void detach(boolean comesBack) {
        counts.disconnects.increment();
        counts.abandoned.add(inFlight.count());
        inFlight.clear();
        context = null;
        if (comesBack) {
            finishIfDone();
        } else {
            giveUp();
        }
    }

    /** Nothing more is sent or waited for in this phase; what still is answered counts later. */
    void giveUp() {
        end = next;
        finish();
    }

    void begin(Run started) {
        run = started;
        first = next;
        end = next + started.share(index);
        pump();
        finishIfDone();
    }

    /** Sends what is due and what window, lead and socket allow. */
    void pump() {
        if (context == null || run == null) {
            return;
        }
        if (run.ended()) {
            end = next;
            finishIfDone();
            return;
        }
        long now = System.nanoTime();
        ByteBuf out = null;
        int burst = Math.max(1, Math.min(BURST, BURST_BYTES / frame.bytes()));
        int written = 0;
        long nap = 0;
        while (next < end && context.channel().isWritable() && !(counted && inFlight.isFull())) {
            long due = run.due(index, next - first, now);
            if (due > now) {
                nap = Math.max(SHORTEST_NAP, due - now);
                break;
            }
            if (written == burst) {
                nap = 1;
                break;
            }
            if (!run.mayLead(1)) {
                nap = CATCH_UP_NAP;
                break;
            }
            if (out == null) {
                out = context.alloc().buffer(Math.min(burst, end - next) * frame.bytes());
            }
            frame.write(out, counted ? inFlight.take(next, due) : 0, next, due);
            next++;
            written++;
        }
        if (out != null) {
            counts.sent.add(written);
            context.writeAndFlush(out, context.voidPromise());
        }
        nap(nap);
        finishIfDone();
    }

    private void nap(long nanos) {
        if (nanos <= 0 || napping) {
            return;
        }
        napping = true;
        ChannelHandlerContext standing = context;
        Runnable wake =
                () -> {
                    if (standing == context) {
                        napping = false;
                        pump();
                    }
                };
        if (nanos == 1) {
            standing.executor().execute(wake);
        } else {
            standing.executor().schedule(wake, nanos, TimeUnit.NANOSECONDS);
        }
    }

    void received(MqttMessage message) {
        if (message.fixedHeader().messageType() != MqttMessageType.PUBACK) {
            return;
        }
        MqttMessageIdVariableHeader header = (MqttMessageIdVariableHeader) message.variableHeader();
        int id = header.messageId();
        if (!inFlight.holds(id)) {
            throw new IllegalStateException("PUBACK of packet " + id + ", which is not in flight");
        }
        boolean kept =
                !(header instanceof MqttPubReplyMessageVariableHeader reply)
                        || reply.reasonCode() == MqttPubReplyMessageVariableHeader.REASON_CODE_OK;
        if (kept) {
            acknowledged.add(inFlight.sequence(id));
            counts.acknowledged.increment();
            counts.latency.recordValue(Math.max(0, System.nanoTime() - inFlight.due(id)));
        } else {
            counts.refused.increment();
        }
        inFlight.give(id);
    }

    private void finishIfDone() {
        if (next == end && inFlight.count() == 0) {
            finish();
        }
    }

    private void finish() {
        if (run != null) {
            Run finished = run;
            run = null;
            finished.over();
        }
    }
}
