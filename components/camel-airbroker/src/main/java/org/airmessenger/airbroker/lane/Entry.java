/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.AirHeaders;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;

/** One message in memory for delivery, with what became of it so far. */
final class Entry {

    private static final SimpleString ID = SimpleString.of(AirHeaders.ID);
    private static final SimpleString DEVICE = SimpleString.of(AirHeaders.DEVICE);
    private static final SimpleString TIME = SimpleString.of(AirHeaders.TIME);

    final MessageReference reference;

    /** Place in the lane. */
    final long sequence;

    /** When it came into memory, monotonic nanoseconds. */
    final long arrived;

    final String id;
    final String device;
    final boolean durable;

    /** Bytes on disk, headers too. */
    final long size;

    /** Epoch milliseconds when it was accepted. */
    final long time;

    /** Epoch milliseconds when it is worthless; 0 never. */
    final long expiry;

    /** Where it waits in memory. */
    Stream stream;

    /** Verdicts that it had. */
    int attempts;

    /** Failures that may be its fault or the destination's; counted while others succeed. */
    int doubts;

    /** How many requests the destination had answered at the last of them. */
    long answersAtDoubt = -1;

    /** Whether a sink has seen it. */
    boolean handedOut;

    Entry(MessageReference reference, long size, long sequence, long arrived) {
        Message message = reference.getMessage();
        this.reference = reference;
        this.size = size;
        this.sequence = sequence;
        this.arrived = arrived;
        this.id = text(message, ID);
        this.device = text(message, DEVICE);
        this.durable = message.isDurable();
        Object taken = message.getObjectProperty(TIME);
        this.time = taken instanceof Long millis ? millis : message.getTimestamp();
        this.expiry = message.getExpiration();
    }

    private static String text(Message message, SimpleString name) {
        Object value = message.getObjectProperty(name);
        return value == null ? "" : value.toString();
    }

    /** Whether it is sent alone: it had a verdict, or is under suspicion. */
    boolean isAlone(int doubtsAllowed) {
        return attempts > 0 || doubts >= doubtsAllowed;
    }

    boolean isExpired(long nowMillis) {
        return expiry > 0 && nowMillis >= expiry;
    }
}
