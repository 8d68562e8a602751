/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

/**
 * A packet that is not what MQTT says, or that may not come now. Cheap: bad input has no stack
 * trace.
 */
public final class PacketException extends RuntimeException {

    /** Malformed Packet (MQTT 5.0, 2.4). */
    public static final byte MALFORMED = (byte) 0x81;

    /** Protocol Error (MQTT 5.0, 2.4). */
    public static final byte PROTOCOL_ERROR = (byte) 0x82;

    /** Topic Alias invalid (MQTT 5.0, 2.4). */
    public static final byte BAD_ALIAS = (byte) 0x94;

    /** Packet too large (MQTT 5.0, 2.4). */
    public static final byte TOO_LARGE = (byte) 0x95;

    /** A CONNECT of no version that is known: the code in CONNACK (MQTT 3.1.1, 3.2.2.3). */
    public static final byte OTHER_VERSION = 1;

    private static final long serialVersionUID = 1L;

    private final byte code;
    private final int first;

    private PacketException(byte code, int first, String text) {
        super(text, null, false, false);
        this.code = code;
        this.first = first;
    }

    static PacketException malformed(String what) {
        return of(MALFORMED, what);
    }

    static PacketException protocolError(String what) {
        return of(PROTOCOL_ERROR, what);
    }

    static PacketException of(byte code, String what) {
        return new PacketException(code, 0, "AIR-1026 " + what + "; correct the device");
    }

    static PacketException told(byte code, String text) {
        return new PacketException(code, 0, text);
    }

    /** The same, with the first byte of the packet's header. */
    PacketException in(int firstByte) {
        return first == firstByte ? this : new PacketException(code, firstByte, getMessage());
    }

    /** The reason code to answer with. */
    public byte code() {
        return code;
    }

    /** The first byte of the packet's header; 0 if it did not come. */
    public int first() {
        return first;
    }
}
