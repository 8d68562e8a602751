/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/** The types of frames (PROTOCOL.md, 2), and sets of them. */
public final class FrameType {

    public static final int PAD = 0;
    public static final int SEND = 1;
    public static final int ACK = 2;
    public static final int NACK = 3;
    public static final int SKIP = 4;
    public static final int CREDIT = 5;
    public static final int BIND = 6;
    public static final int SUBSCRIBE = 7;
    public static final int PING = 8;
    public static final int BATCH = 9;
    public static final int HELLO = 10;
    public static final int WELCOME = 11;
    public static final int BYE = 12;
    public static final int RESULT = 13;
    public static final int TOKEN = 14;
    public static final int EXTENDED = 15;

    private static final String[] NAMES = {
        "PAD",
        "SEND",
        "ACK",
        "NACK",
        "SKIP",
        "CREDIT",
        "BIND",
        "SUBSCRIBE",
        "PING",
        "BATCH",
        "HELLO",
        "WELCOME",
        "BYE",
        "RESULT",
        "TOKEN",
        "EXTENDED"
    };

    private FrameType() {}

    /** A set of types, for {@link FrameReader#allow}. */
    public static int set(int... types) {
        int set = 0;
        for (int type : types) {
            set |= 1 << type;
        }
        return set;
    }

    /** The name in the specification. */
    public static String name(int type) {
        return NAMES[type];
    }
}
