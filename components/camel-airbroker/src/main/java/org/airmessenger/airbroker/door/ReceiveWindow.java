/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.Refusal;

/**
 * The messages of QoS 1 and 2 that a device sent over this connection and that are not done (MQTT
 * 5.0, 3.3.4 and 4.9). Belongs to the event loop.
 */
final class ReceiveWindow {

    private final int most;

    /** Messages of QoS 1. */
    private int once;

    /** Packet ids of QoS 2, until PUBCOMP or a PUBREC that refuses. */
    private final PacketIds exactlyOnce = new PacketIds();

    ReceiveWindow(int most) {
        this.most = most;
    }

    /**
     * A PUBLISH came.
     *
     * @throws EndingException if it is one too many
     */
    void open(int qos, int packetId) {
        if (qos == 1) {
            once++;
        } else if (qos == 2) {
            exactlyOnce.add(packetId);
        }
        int open = once + exactlyOnce.size();
        if (open > most) {
            throw new EndingException(
                    Refusal.OVER_RATE,
                    Replies.RECEIVE_MAXIMUM,
                    "AIR-1042 at most %d messages may be unacknowledged but %d were; wait for their answers"
                            .formatted(most, open));
        }
    }

    /** It was answered: finally if its QoS is 1, with a refusal or PUBCOMP if it is 2. */
    void close(int qos, int packetId) {
        if (qos == 1) {
            once--;
        } else if (qos == 2) {
            exactlyOnce.remove(packetId);
        }
    }
}
