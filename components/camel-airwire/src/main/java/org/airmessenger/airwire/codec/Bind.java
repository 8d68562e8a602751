/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * An alias for a topic and default attributes (PROTOCOL.md, 5.6).
 *
 * <pre>
 * +----------------+-----------------+-------+------------+
 * | ALIAS (varint) | length (varint) | TOPIC | attributes |
 * +----------------+-----------------+-------+------------+
 * </pre>
 *
 * @param alias below MAX_ALIAS
 * @param topic 1–512 bytes
 * @param defaults of each message by this alias; at most 512 bytes
 */
public record Bind(int alias, String topic, Attributes defaults) implements Frame {

    /** Most bytes of the defaults. */
    public static final int MAX_DEFAULTS = 512;

    /** Checks alias and defaults; the topic is checked when its bytes are counted. */
    public Bind {
        Bounds.check(alias, 0, Send.MAX_ALIAS, "ALIAS");
        checkDefaults(defaults);
    }

    static Bind read(int flags, Body body, int width) {
        FrameReader.noFlags(flags);
        int alias = (int) body.varint(0, Send.MAX_ALIAS, "ALIAS");
        String topic = body.vartext(1, Send.MAX_TOPIC, "TOPIC");
        if (body.left() > MAX_DEFAULTS) {
            throw Body.malformed(
                    "defaults must have at most " + MAX_DEFAULTS + " bytes", body.left());
        }
        Attributes defaults = SendAttributes.read(body);
        if (isOfOneMessage(defaults)) {
            throw new AirwireException(
                    Code.MALFORMED, "defaults must not say what is true of one message only");
        }
        return new Bind(alias, topic, defaults);
    }

    /**
     * Checks what an application wants messages of an alias to have.
     *
     * @throws IllegalArgumentException if they are too many bytes, or cannot be true of more than
     *     one message
     */
    public static void checkDefaults(Attributes defaults) {
        Bounds.checkSize(defaults.size(), 0, MAX_DEFAULTS, "defaults");
        if (isOfOneMessage(defaults)) {
            throw new IllegalArgumentException(
                    "defaults must not say what is true of one message only but were " + defaults);
        }
    }

    /** Whether something in it cannot be true of more than one message. */
    private static boolean isOfOneMessage(Attributes attributes) {
        return SendAttributes.id(attributes) != null
                || attributes.get(SendAttributes.AGAIN) != null
                || attributes.get(SendAttributes.HOPS) != null;
    }

    @Override
    public int type() {
        return FrameType.BIND;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int size(int width) {
        return Varint.size(alias)
                + FrameWriter.size(topic, Send.MAX_TOPIC, "TOPIC")
                + defaults.size();
    }

    @Override
    public void write(ByteBuf out, int width) {
        Varint.write(out, alias);
        FrameWriter.text(out, topic);
        defaults.write(out);
    }
}
