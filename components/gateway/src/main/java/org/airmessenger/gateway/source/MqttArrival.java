/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.Ticket;

import org.eclipse.paho.mqttv5.common.MqttMessage;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** One PUBLISH of another broker, from its arrival to its acknowledgement. */
final class MqttArrival {

    private static final int OVERHEAD_BYTES = 1024;

    final String topic;
    final MqttMessage message;
    private final MqttArrivals line;

    /** What was made of it, the same at each try; null before the first. */
    private SourceMessage made;

    // guarded by the line

    /** By which it came and is to be acknowledged; null if that one is gone. */
    MqttInlet.Connection connection;

    /** It is on its way, and no other may start before it holds its place. */
    boolean turn;

    boolean begun;
    boolean settled;
    long waitMillis;

    MqttArrival(
            MqttArrivals line, MqttInlet.Connection connection, String topic, MqttMessage message) {
        this.line = line;
        this.connection = connection;
        this.topic = topic;
        this.message = message;
    }

    /** What it takes in memory, about. */
    int bytes() {
        return message.getPayload().length + OVERHEAD_BYTES;
    }

    boolean isAtMostOnce() {
        return message.getQos() == 0;
    }

    /**
     * Whether a later one is the same again: within a session the packet id is kept (MQTT 5.0,
     * 4.4).
     */
    boolean isSentAgainAs(MqttArrival later) {
        return later.message.isDuplicate()
                && topic.equals(later.topic)
                && Arrays.equals(message.getPayload(), later.message.getPayload());
    }

    SourceMessage made() {
        return made;
    }

    void made(SourceMessage now) {
        made = now;
    }

    /** One exchange of its own; what it tells counts once. */
    final class Try implements Ticket {

        /** Exchange property. */
        static final String PROPERTY = "AirMqttTry";

        private final AtomicBoolean told = new AtomicBoolean();

        MqttArrival arrival() {
            return MqttArrival.this;
        }

        @Override
        public void placed() {
            line.placed(MqttArrival.this);
        }

        /**
         * It has ended.
         *
         * @param over the message was kept, or refused for good
         * @param retryAfterMillis when trying again makes sense; 0 if unknown
         */
        void ended(boolean over, long retryAfterMillis) {
            if (told.compareAndSet(false, true)) {
                line.ended(MqttArrival.this, over, retryAfterMillis);
            }
        }

        /** The route is done with it: if no step told an end, it failed before one could. */
        void left() {
            ended(false, 0);
        }
    }
}
