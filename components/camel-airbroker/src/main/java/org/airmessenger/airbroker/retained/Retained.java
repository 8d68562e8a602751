/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.retained;

import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.message.impl.CoreMessagePersister;

/**
 * A topic's retained message, small: as bytes.
 *
 * @param owner the device whose topic it is, or null
 * @param expiry epoch milliseconds; 0 never
 * @param encoded the broker's message
 */
record Retained(String owner, long expiry, byte[] encoded) {

    /** What a value has beside the message, at most. */
    static final int HEADER_BYTES = 1024;

    /** What one takes in memory beside its bytes: itself, its entries, its record's ids. */
    private static final int OVERHEAD_BYTES = 256;

    static Retained of(String owner, CoreMessage message) {
        CoreMessagePersister persister = CoreMessagePersister.getInstance();
        ActiveMQBuffer buffer = ActiveMQBuffers.fixedBuffer(persister.getEncodeSize(message));
        persister.encode(buffer, message);
        return new Retained(owner, message.getExpiration(), rest(buffer));
    }

    private static byte[] rest(ActiveMQBuffer buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    byte[] encode() {
        ActiveMQBuffer buffer = ActiveMQBuffers.dynamicBuffer(encoded.length + HEADER_BYTES);
        buffer.writeByte((byte) 0);
        buffer.writeNullableString(owner);
        buffer.writeLong(expiry);
        buffer.writeBytes(encoded);
        return rest(buffer);
    }

    static Retained decode(byte[] value) {
        ActiveMQBuffer buffer = ActiveMQBuffers.wrappedBuffer(value);
        // the version of this form
        buffer.readByte();
        return new Retained(buffer.readNullableString(), buffer.readLong(), rest(buffer));
    }

    CoreMessage message(long id) {
        ActiveMQBuffer buffer = ActiveMQBuffers.wrappedBuffer(encoded);
        // the persister's own kind, which its decoder wants to be taken away
        buffer.readByte();
        CoreMessage message =
                (CoreMessage) CoreMessagePersister.getInstance().decode(buffer, null, null);
        message.setMessageID(id);
        return message;
    }

    long size() {
        return encoded.length + OVERHEAD_BYTES;
    }
}
