/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/** What HELLO and WELCOME announce (PROTOCOL.md, 3). */
public final class GreetingAttributes {

    /** Largest LEN that its sender takes. */
    public static final Attribute<Long> MAX_FRAME =
            Attribute.of(0, "MAX_FRAME", new Form.Number(1024, 1 << 24));

    /** Most unresolved numbers that its sender takes. */
    public static final Attribute<Long> WINDOW =
            Attribute.of(1, "WINDOW", new Form.Number(1, 8192));

    /** Aliases that its sender keeps for the peer. */
    public static final Attribute<Long> MAX_ALIAS =
            Attribute.of(2, "MAX_ALIAS", new Form.Number(0, 16384));

    /** First grant of messages. */
    public static final Attribute<Long> CREDIT_MESSAGES =
            Attribute.of(3, "CREDIT_MESSAGES", new Form.Number(0, Varint.MAX));

    /** First grant of bytes. */
    public static final Attribute<Long> CREDIT_BYTES =
            Attribute.of(4, "CREDIT_BYTES", new Form.Number(0, Varint.MAX));

    /** Seconds within which each end sends something. */
    public static final Attribute<Long> IDLE = Attribute.of(5, "IDLE", new Form.Number(1, 3600));

    /** Batch codecs that its sender reads, one byte each. */
    public static final Attribute<byte[]> CODECS = Attribute.of(6, "CODECS", new Form.Bytes(1, 16));

    /** Dictionaries that its sender has, 8 bytes each. */
    public static final Attribute<byte[]> DICTIONARIES =
            Attribute.of(7, "DICTIONARIES", new Form.Bytes(8, 128, 8));

    /** 1: its sender can use sequence numbers of 32 bits. */
    public static final Attribute<Long> SEQ32 = Attribute.of(8, "SEQ32", new Form.Number(0, 1));

    /** Largest raw size of a batch that its sender takes. */
    public static final Attribute<Long> MAX_BATCH =
            Attribute.of(9, "MAX_BATCH", new Form.Number(1024, 1 << 24));

    /** The session that goes on, or the one that is given. */
    public static final Attribute<SessionView> SESSION =
            Attribute.of(10, "SESSION", new SessionView.Shape());

    /** Who the initiator claims to be; in WELCOME, who it was proved to be. */
    public static final Attribute<String> DEVICE =
            Attribute.of(11, "DEVICE", new Form.Text(1, 128));

    /** Bearer token. */
    public static final Attribute<byte[]> TOKEN =
            Attribute.of(12, "TOKEN", new Form.Bytes(1, Token.MAX)).critical();

    /** Software and version, for people. */
    public static final Attribute<String> AGENT = Attribute.of(13, "AGENT", new Form.Text(1, 64));

    /** Largest payload that its sender puts together from fragments. */
    public static final Attribute<Long> MAX_MESSAGE =
            Attribute.of(14, "MAX_MESSAGE", new Form.Number(1024, 1 << 24));

    /** BINDs sent and received in the session. */
    public static final Attribute<BindCounts> ALIASES =
            Attribute.of(15, "ALIASES", new BindCounts.Shape());

    /** Why the session was not resumed. */
    public static final Attribute<Long> REASON =
            Attribute.of(16, "REASON", new Form.Number(0, Code.MAX));

    /** Seconds until the proof ends. */
    public static final Attribute<Long> TOKEN_LIFE =
            Attribute.of(17, "TOKEN_LIFE", new Form.Number(0, Varint.MAX));

    /** Datagrams: seconds for which the device listens after each datagram of its own. */
    public static final Attribute<Long> AWAKE =
            Attribute.of(18, "AWAKE", new Form.Number(1, 86400));

    /** Datagrams: longest delay of an ACK, milliseconds. */
    public static final Attribute<Long> ACK_DELAY =
            Attribute.of(19, "ACK_DELAY", new Form.Number(0, 1000));

    static final Schema SCHEMA =
            new Schema(
                    MAX_FRAME,
                    WINDOW,
                    MAX_ALIAS,
                    CREDIT_MESSAGES,
                    CREDIT_BYTES,
                    IDLE,
                    CODECS,
                    DICTIONARIES,
                    SEQ32,
                    MAX_BATCH,
                    SESSION,
                    DEVICE,
                    TOKEN,
                    AGENT,
                    MAX_MESSAGE,
                    ALIASES,
                    REASON,
                    TOKEN_LIFE,
                    AWAKE,
                    ACK_DELAY);

    private GreetingAttributes() {}

    static Attributes read(Body body) {
        Attributes attributes = Attributes.read(body, SCHEMA);
        if (attributes.hasUnknownCritical()) {
            throw new AirwireException(
                    Code.UNSUPPORTED_CRITICAL,
                    "HELLO and WELCOME must have no critical attribute that is not known");
        }
        return attributes;
    }
}
