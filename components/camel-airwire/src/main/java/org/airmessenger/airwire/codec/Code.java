/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/** The codes of NACK, RESULT and BYE (PROTOCOL.md, 5.12). */
public final class Code {

    public static final int OK = 0x00;

    public static final int TOPIC_INVALID = 0x01;
    public static final int NOT_ALLOWED = 0x02;
    public static final int TOO_LARGE = 0x03;
    public static final int PAYLOAD_REFUSED = 0x04;
    public static final int EXPIRED = 0x05;
    public static final int UNSUPPORTED = 0x06;
    public static final int NO_RECEIVER = 0x07;
    public static final int MESSAGE_MALFORMED = 0x08;

    public static final int OVER_RATE = 0x20;
    public static final int BUSY = 0x21;
    public static final int STORE_FULL = 0x22;
    public static final int GOING_DOWN = 0x23;
    public static final int UNKNOWN_ALIAS = 0x24;
    public static final int FAILED = 0x25;
    public static final int TOO_MANY = 0x26;

    public static final int RESUME_UNKNOWN = 0x40;
    public static final int RESUME_GAP = 0x41;
    public static final int TAKEN_OVER = 0x42;
    public static final int VERSION = 0x43;
    public static final int NOT_AUTHENTICATED = 0x44;
    public static final int BANNED = 0x45;
    public static final int EXPIRED_PROOF = 0x46;

    public static final int SHUTDOWN = 0x60;
    public static final int REDIRECT = 0x61;
    public static final int IDLE = 0x62;
    public static final int OVERLOADED = 0x63;
    public static final int REPLACED = 0x64;

    public static final int MALFORMED = 0x80;
    public static final int FRAME_TOO_LARGE = 0x81;
    public static final int CREDIT_EXCEEDED = 0x82;
    public static final int ACK_INVALID = 0x83;
    public static final int BAD_BATCH = 0x84;
    public static final int CONTROL_FLOOD = 0x85;
    public static final int BAD_STATE = 0x86;
    public static final int NON_MINIMAL = 0x87;
    public static final int BAD_SEQUENCE = 0x88;
    public static final int UNSUPPORTED_CRITICAL = 0x89;
    public static final int REFUSED_TOO_OFTEN = 0x8a;

    /** Highest code on the wire: two bytes of varint. */
    public static final int MAX = 0x3fff;

    private static final int RETRYABLE = 0x20;
    private static final String[] NAMES = names();

    private Code() {}

    /** Whether trying again later may help. */
    public static boolean isRetryable(int code) {
        return code < VIOLATION && (code & RETRYABLE) != 0;
    }

    /** First code that says the peer broke the protocol. */
    public static final int VIOLATION = 0x80;

    /** Whether the code speaks of one message, so that a NACK can carry it. */
    public static boolean isOfMessage(int code) {
        return code > OK && code < RESUME_UNKNOWN;
    }

    /** The name in the table of codes, or the number of an unknown one. */
    public static String name(int code) {
        String name = code >= 0 && code < NAMES.length ? NAMES[code] : null;
        return name == null ? "0x" + Integer.toHexString(code) : name;
    }

    private static String[] names() {
        String[] names = new String[REFUSED_TOO_OFTEN + 1];
        String[] message = {
            "OK",
            "TOPIC_INVALID",
            "NOT_ALLOWED",
            "TOO_LARGE",
            "PAYLOAD_REFUSED",
            "EXPIRED",
            "UNSUPPORTED",
            "NO_RECEIVER",
            "MESSAGE_MALFORMED"
        };
        String[] later = {
            "OVER_RATE", "BUSY", "STORE_FULL", "GOING_DOWN", "UNKNOWN_ALIAS", "FAILED", "TOO_MANY"
        };
        String[] session = {
            "RESUME_UNKNOWN",
            "RESUME_GAP",
            "TAKEN_OVER",
            "VERSION",
            "NOT_AUTHENTICATED",
            "BANNED",
            "EXPIRED_PROOF"
        };
        String[] connection = {"SHUTDOWN", "REDIRECT", "IDLE", "OVERLOADED", "REPLACED"};
        String[] violation = {
            "MALFORMED",
            "FRAME_TOO_LARGE",
            "CREDIT_EXCEEDED",
            "ACK_INVALID",
            "BAD_BATCH",
            "CONTROL_FLOOD",
            "BAD_STATE",
            "NON_MINIMAL",
            "BAD_SEQUENCE",
            "UNSUPPORTED_CRITICAL",
            "REFUSED_TOO_OFTEN"
        };
        System.arraycopy(message, 0, names, OK, message.length);
        System.arraycopy(later, 0, names, OVER_RATE, later.length);
        System.arraycopy(session, 0, names, RESUME_UNKNOWN, session.length);
        System.arraycopy(connection, 0, names, SHUTDOWN, connection.length);
        System.arraycopy(violation, 0, names, MALFORMED, violation.length);
        return names;
    }
}
