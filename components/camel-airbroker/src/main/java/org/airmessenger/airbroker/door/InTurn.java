/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.door.Reading.Pause;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.ReferenceCountUtil;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * What a device publishes and what it subscribes to go different ways, and yet in the order in
 * which it sent them: who does not wait for SUBACK gets what it publishes next, and not what it
 * published before. Belongs to the event loop.
 */
final class InTurn {

    private final Link link;
    private final Publishing publishing;
    private final Subscriptions subscriptions;
    private final Consumer<MqttMessage> taker;

    /** What waits for what was sent before it. */
    private final Queue<MqttMessage> behind = new ArrayDeque<>(1);

    private boolean goesOn;

    /**
     * Nothing waits.
     *
     * @param taker calls {@link #now} with what waited, and ends the connection if that throws
     */
    InTurn(
            Link link,
            Publishing publishing,
            Subscriptions subscriptions,
            Consumer<MqttMessage> taker) {
        this.link = link;
        this.publishing = publishing;
        this.subscriptions = subscriptions;
        this.taker = taker;
        publishing.whenEmpty(this::goOn);
        subscriptions.whenSettled(this::goOn);
    }

    /**
     * Takes a packet in its turn.
     *
     * @throws EndingException if it ends the connection
     */
    void take(MqttMessage packet) {
        if (behind.isEmpty() && isFree(packet)) {
            now(packet);
        } else {
            behind.add(packet);
            link.reading().pause(Pause.ORDER);
        }
    }

    /** Whether nothing of the other kind is on its way. */
    private boolean isFree(MqttMessage packet) {
        return isSubscription(packet) ? publishing.isEmpty() : !subscriptions.isBusy();
    }

    private static boolean isSubscription(MqttMessage packet) {
        MqttMessageType type = packet.fixedHeader().messageType();
        return type == MqttMessageType.SUBSCRIBE || type == MqttMessageType.UNSUBSCRIBE;
    }

    /**
     * Takes a packet whose turn has come.
     *
     * @throws EndingException if it ends the connection
     */
    void now(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH -> publishing.take((MqttPublishMessage) packet);
            case PUBREL, DISCONNECT -> publishing.take(Inbound.held(packet));
            default -> subscriptions.take(packet);
        }
    }

    private void goOn() {
        if (goesOn) {
            return;
        }
        goesOn = true;
        while (!behind.isEmpty() && isFree(behind.peek())) {
            taker.accept(behind.poll());
        }
        goesOn = false;
        if (behind.isEmpty()) {
            link.reading().resume(Pause.ORDER);
        }
    }

    /** The device is gone; what it published is still taken, unless the door ended it. */
    void leave() {
        goesOn = true;
        for (MqttMessage packet = behind.poll(); packet != null; packet = behind.poll()) {
            if (link.endedBecause() == null && !isSubscription(packet)) {
                taker.accept(packet);
            } else {
                ReferenceCountUtil.release(packet);
            }
        }
    }
}
