/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/**
 * One device's PUBLISH (MQTT 3.1.1 and 5, §3.3), written without an object per message so that the
 * generator takes as little as possible of the machine that it measures.
 *
 * <pre>
 *  +------------+------------------+---------+-------+------------+------------+---------+
 *  | 0x30 / 32  | remaining length | 2 bytes | topic | packet id  | v5: 0x00   | payload |
 *  +------------+------------------+---------+-------+------------+------------+---------+
 * </pre>
 */
final class PublishFrame {

    private final int number;
    private final int qos;
    private final boolean version5;
    private final int payloadBytes;
    private final boolean json;
    private final byte[] topic;
    private final int remaining;

    PublishFrame(int number, String topic, LoadPlan plan) {
        this.number = number;
        this.qos = plan.qos();
        this.version5 = plan.version5();
        this.payloadBytes = plan.payloadBytes();
        this.json = plan.json();
        this.topic = topic.getBytes(StandardCharsets.UTF_8);
        this.remaining =
                2 + this.topic.length + (qos > 0 ? 2 : 0) + (version5 ? 1 : 0) + payloadBytes;
    }

    /** Bytes of one frame, at most. */
    int bytes() {
        return remaining + 5;
    }

    void write(ByteBuf out, int packetId, int sequence, long due) {
        out.writeByte(0x30 | qos << 1);
        for (int left = remaining; ; ) {
            int digit = left & 0x7f;
            left >>>= 7;
            out.writeByte(left > 0 ? digit | 0x80 : digit);
            if (left == 0) {
                break;
            }
        }
        out.writeShort(topic.length);
        out.writeBytes(topic);
        if (qos > 0) {
            out.writeShort(packetId);
        }
        if (version5) {
            out.writeByte(0);
        }
        Payload payload = new Payload(number, sequence, due);
        if (json) {
            Payload.writeJson(out, payload, payloadBytes);
        } else {
            Payload.write(out, payload, payloadBytes);
        }
    }
}
