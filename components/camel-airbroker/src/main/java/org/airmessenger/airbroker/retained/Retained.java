/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.retained;

import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.message.impl.CoreMessagePersister;

/**
 * A topic's retained message, small: as bytes, and most of these packed.
 *
 * @param owner the device whose topic it is, or null
 * @param expiry epoch milliseconds; 0 never
 * @param length bytes of the broker's message
 * @param bytes the broker's message: packed, if that is shorter
 */
record Retained(String owner, long expiry, int length, byte[] bytes) {

    /** What a value has beside the message, at most. */
    static final int HEADER_BYTES = 1024;

    /** What one takes in memory beside its bytes: itself, its entries, its record's ids. */
    private static final int OVERHEAD_BYTES = 256;

    /** The form of a value on disk; in form 0 nothing was packed, and no length was written. */
    private static final byte FORM = 1;

    static Retained of(String owner, CoreMessage message) {
        CoreMessagePersister persister = CoreMessagePersister.getInstance();
        ActiveMQBuffer buffer = ActiveMQBuffers.fixedBuffer(persister.getEncodeSize(message));
        persister.encode(buffer, message);
        return of(owner, message.getExpiration(), rest(buffer));
    }

    private static Retained of(String owner, long expiry, byte[] plain) {
        byte[] packed = Packed.pack(plain);
        boolean shorter = packed.length < plain.length;
        return new Retained(owner, expiry, plain.length, shorter ? packed : plain);
    }

    private static byte[] rest(ActiveMQBuffer buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    byte[] encode() {
        ActiveMQBuffer buffer = ActiveMQBuffers.dynamicBuffer(bytes.length + HEADER_BYTES);
        buffer.writeByte(FORM);
        buffer.writeNullableString(owner);
        buffer.writeLong(expiry);
        buffer.writeInt(length);
        buffer.writeBytes(bytes);
        return rest(buffer);
    }

    static Retained decode(byte[] value) {
        ActiveMQBuffer buffer = ActiveMQBuffers.wrappedBuffer(value);
        byte form = buffer.readByte();
        String owner = buffer.readNullableString();
        long expiry = buffer.readLong();
        return form == FORM
                ? new Retained(owner, expiry, buffer.readInt(), rest(buffer))
                : of(owner, expiry, rest(buffer));
    }

    CoreMessage message(long id) {
        ActiveMQBuffer buffer = ActiveMQBuffers.wrappedBuffer(plain());
        // the persister's own kind, which its decoder wants to be taken away
        buffer.readByte();
        CoreMessage message =
                (CoreMessage) CoreMessagePersister.getInstance().decode(buffer, null, null);
        message.setMessageID(id);
        return message;
    }

    private byte[] plain() {
        return bytes.length < length ? Packed.unpack(bytes, length) : bytes;
    }

    long size() {
        return bytes.length + OVERHEAD_BYTES;
    }
}
