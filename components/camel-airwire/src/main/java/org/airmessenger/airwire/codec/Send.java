/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * A message (PROTOCOL.md, 5.1).
 *
 * <pre>
 *  flags  Q 0001  T 0010  A 0100  F 1000
 * +----------------+----------------+---------------------+---------------+---------+
 * | SEQ (2 or 4)   | ALIAS (varint) | length, attributes  | FRAG (varint) | payload |
 * |        if Q    | | TOPIC if T   |            if A     |       if F    |         |
 * +----------------+----------------+---------------------+---------------+---------+
 * </pre>
 *
 * @param sequence low bits of the number, or {@link #UNNUMBERED} at QoS 0
 * @param alias of topic and defaults; 0 when there is a topic
 * @param topic as text, or null when there is an alias
 * @param attributes beside the alias' defaults
 * @param fragment {@code index << 1 | last}, or {@link #WHOLE}
 * @param payload not to be changed
 */
public record Send(
        long sequence, int alias, String topic, Attributes attributes, int fragment, byte[] payload)
        implements Frame {

    /** In the place of a sequence number at QoS 0. */
    public static final long UNNUMBERED = -1;

    /** In the place of a fragment's index. */
    public static final int WHOLE = -1;

    /** Most bytes of a topic. */
    public static final int MAX_TOPIC = 512;

    static final int MAX_ALIAS = 16383;
    static final int Q = 1;
    static final int T = 2;
    static final int A = 4;
    static final int F = 8;

    static final int MAX_FRAGMENT = 1 << 24;

    /**
     * Checks the numbers; the topic is checked when its bytes are counted.
     *
     * @throws IllegalArgumentException if one is outside its range, or they contradict each other
     */
    public Send {
        Bounds.check(sequence, UNNUMBERED, Varint.MAX, "SEQ");
        Bounds.check(alias, 0, topic == null ? MAX_ALIAS : 0, "ALIAS");
        Bounds.check(fragment, WHOLE, MAX_FRAGMENT, "FRAG");
        if (fragment != WHOLE && sequence == UNNUMBERED) {
            throw new IllegalArgumentException("a fragment must be numbered but was not");
        }
        if (fragment > 1 && (topic != null || alias != 0 || !attributes.isEmpty())) {
            throw new IllegalArgumentException(
                    "a later fragment must have alias 0 and nothing else but had more");
        }
    }

    /** By an alias. */
    public static Send of(long sequence, int alias, Attributes attributes, byte[] payload) {
        return new Send(sequence, alias, null, attributes, WHOLE, payload);
    }

    /** With its topic. */
    public static Send of(long sequence, String topic, Attributes attributes, byte[] payload) {
        return new Send(sequence, 0, topic, attributes, WHOLE, payload);
    }

    /**
     * Checks the form of a topic; its grammar is the receiver's to judge.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    public static void checkTopic(String topic) {
        Bounds.checkText(topic, 1, MAX_TOPIC, "TOPIC");
    }

    static Send read(int flags, Body body, int width) {
        long sequence = (flags & Q) == 0 ? UNNUMBERED : body.sequence(width, "SEQ");
        int alias = 0;
        String topic = null;
        if ((flags & T) == 0) {
            alias = (int) body.varint(0, MAX_ALIAS, "ALIAS");
        } else {
            topic = body.vartext(1, MAX_TOPIC, "TOPIC");
        }
        Attributes attributes = Attributes.NONE;
        if ((flags & A) != 0) {
            int outer = body.narrow(body.varint(1, Attributes.MAX_BYTES, "ATTRS"), "ATTRS");
            attributes = SendAttributes.read(body);
            body.widen(outer, "ATTRS");
        }
        int fragment = WHOLE;
        if ((flags & F) != 0) {
            fragment = fragment(flags, alias, body);
        }
        return new Send(sequence, alias, topic, attributes, fragment, body.rest());
    }

    private static int fragment(int flags, int alias, Body body) {
        if ((flags & Q) == 0) {
            throw Body.malformed("a fragment must be numbered, flags", flags);
        }
        int fragment = (int) body.varint(0, MAX_FRAGMENT, "FRAG");
        if (fragment > 1 && ((flags & (T | A)) != 0 || alias != 0)) {
            throw Body.malformed(
                    "a later fragment must have alias 0 and nothing else, flags", flags);
        }
        return fragment;
    }

    /** Whether it is acknowledged. */
    public boolean isNumbered() {
        return sequence != UNNUMBERED;
    }

    @Override
    public int type() {
        return FrameType.SEND;
    }

    @Override
    public int flags() {
        return (sequence == UNNUMBERED ? 0 : Q)
                | (topic == null ? 0 : T)
                | (attributes.isEmpty() ? 0 : A)
                | (fragment == WHOLE ? 0 : F);
    }

    @Override
    public int size(int width) {
        int size = payload.length + (sequence == UNNUMBERED ? 0 : width);
        if (topic == null) {
            size += Varint.size(alias);
        } else {
            size += FrameWriter.size(topic, MAX_TOPIC, "TOPIC");
        }
        if (!attributes.isEmpty()) {
            size += Varint.size(attributes.size()) + attributes.size();
        }
        return fragment == WHOLE ? size : size + Varint.size(fragment);
    }

    @Override
    public void write(ByteBuf out, int width) {
        if (sequence != UNNUMBERED) {
            FrameWriter.sequence(out, sequence, width);
        }
        if (topic == null) {
            Varint.write(out, alias);
        } else {
            FrameWriter.text(out, topic);
        }
        if (!attributes.isEmpty()) {
            Varint.write(out, attributes.size());
            attributes.write(out);
        }
        if (fragment != WHOLE) {
            Varint.write(out, fragment);
        }
        out.writeBytes(payload);
    }
}
