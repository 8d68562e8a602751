/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;

/**
 * What the broker sends before its CONNACK, which must be the first of all (MQTT 5.0, 3.2): its
 * CONNACK waits for the journal, and what a stored session is sent does not. Belongs to the event
 * loop.
 */
final class Outbox {

    private final Queue<Held> held = new ArrayDeque<>(1);

    private record Held(MqttMessage packet, ChannelPromise promise) {}

    void hold(MqttMessage packet, ChannelPromise promise) {
        held.add(new Held(packet, promise));
    }

    /** CONNACK is written: the rest follows in its order. */
    void empty(BiConsumer<MqttMessage, ChannelPromise> writer) {
        for (Held next = held.poll(); next != null; next = held.poll()) {
            writer.accept(next.packet, next.promise);
        }
    }

    /** Nothing of it is sent any more; the broker sends again what was to be acknowledged. */
    void release() {
        held.forEach(each -> ReferenceCountUtil.release(each.packet));
        held.clear();
    }
}
