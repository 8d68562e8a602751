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
 *  | 0x30 / 32  | remaining length | 2 bytes | topic | packet id  | properties | payload |
 *  +------------+------------------+---------+-------+------------+------------+---------+
 *    properties, v5: 0x00, or length, 0x26, "air-id" and an id of 36 characters as a UUID has
 * </pre>
 */
final class PublishFrame {

    private static final byte USER_PROPERTY = 0x26;
    private static final byte[] ID_NAME = "air-id".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_BYTES = 36;
    private static final int ID_PROPERTY = 1 + 2 + ID_NAME.length + 2 + ID_BYTES;

    private final int number;
    private final int qos;
    private final boolean version5;
    private final int payloadBytes;
    private final boolean json;
    private final boolean ids;
    private final byte[] topic;
    private final int remaining;

    PublishFrame(int number, String topic, LoadPlan plan) {
        this.number = number;
        this.qos = plan.qos();
        this.version5 = plan.version5();
        this.payloadBytes = plan.payloadBytes();
        this.json = plan.json();
        this.ids = plan.ids();
        this.topic = topic.getBytes(StandardCharsets.UTF_8);
        this.remaining =
                2
                        + this.topic.length
                        + (qos > 0 ? 2 : 0)
                        + (version5 ? 1 : 0)
                        + (ids ? ID_PROPERTY : 0)
                        + payloadBytes;
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
        if (ids) {
            writeId(out, sequence);
        } else if (version5) {
            out.writeByte(0);
        }
        Payload payload = new Payload(number, sequence, due);
        if (json) {
            Payload.writeJson(out, payload, payloadBytes);
        } else {
            Payload.write(out, payload, payloadBytes);
        }
    }

    /** Another one for each message: the device's number and its own count, as digits. */
    private void writeId(ByteBuf out, int sequence) {
        out.writeByte(ID_PROPERTY);
        out.writeByte(USER_PROPERTY);
        out.writeShort(ID_NAME.length);
        out.writeBytes(ID_NAME);
        out.writeShort(ID_BYTES);
        int at = out.writerIndex();
        out.writeZero(ID_BYTES);
        digits(out, at, ID_BYTES / 2, number);
        digits(out, at + ID_BYTES / 2, ID_BYTES / 2, sequence);
    }

    private static void digits(ByteBuf out, int at, int count, int value) {
        int left = value;
        for (int i = count - 1; i >= 0; i--) {
            out.setByte(at + i, '0' + left % 10);
            left /= 10;
        }
    }
}
