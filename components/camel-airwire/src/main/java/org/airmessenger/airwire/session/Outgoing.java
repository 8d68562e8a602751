/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Origin;
import org.airmessenger.airwire.codec.Send;
import org.airmessenger.airwire.codec.SendAttributes;

import java.util.Objects;

/**
 * A message on its way to the peer. Its state says where it is (PROTOCOL.md, 7.3):
 *
 * <pre>
 * Queued ──► Sent ──ACK──► Ended
 *   ▲         │ ▲ └─NACK, for good; expired──► Skipping ──ACK──► Ended
 *   │         │ └─after RETRY── Waiting          │
 *   │         └─NACK, not now──►  │ └─window full─┤
 *   └─────────────────────────────────ACK────────┘
 * </pre>
 */
public final class Outgoing {

    /** In the place of an expiry: none. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long MAX_SECONDS = 0xFFFF_FFFFL;
    private static final int DEFAULT_PRIORITY = 4;
    private static final int URGENT_FROM = 7;
    private static final int NORMAL_FROM = 3;

    private final String topic;
    private final Attributes attributes;
    private final byte[] payload;
    private final int qos;
    private final long expiresAt;
    private final long giveUpAt;
    private final boolean retried;
    private final Listener listener;
    private SendState state = SendState.QUEUED;
    private Origin origin;
    private boolean again;
    private boolean told;

    /** Hears what becomes of a message. Called once, with the session's monitor held. */
    @FunctionalInterface
    public interface Listener {

        /** It ended. */
        void ended(Outgoing message, Outcome outcome);
    }

    /** What becomes of a message. */
    public sealed interface Outcome {

        /** The peer has it durably; at QoS 0: it was handed to the connection. */
        record Delivered() implements Outcome {}

        /**
         * The peer did not store it, and it is not tried again.
         *
         * @param code of the NACK
         * @param retryMillis when trying again makes sense; 0 unknown
         * @param detail words for people, or null
         */
        record Refused(int code, long retryMillis, String detail) implements Outcome {}

        /** It was worthless before the peer had it. */
        record Expired() implements Outcome {}

        /** QoS 0 that could not be sent at once. */
        record Dropped() implements Outcome {}

        /**
         * The peer does not let this end in, and trying again does not help. If it had the message
         * from an earlier connection, it may have kept it.
         *
         * @param code of the BYE
         * @param detail words for people, or null
         */
        record NotLetIn(int code, String detail) implements Outcome {}

        /** The session ended for good before the peer said anything: it may have it or not. */
        record Unknown() implements Outcome {}
    }

    private Outgoing(Builder from) {
        this.topic = from.topic;
        this.attributes = from.attributes;
        this.payload = from.payload;
        this.qos = from.qos;
        this.expiresAt = from.expiresAt;
        this.giveUpAt = from.giveUpAt;
        this.retried = from.retried;
        this.again = from.again;
        this.listener = from.listener;
    }

    /**
     * Starts a message.
     *
     * @param topic 1–512 bytes
     * @param payload not to be changed
     */
    public static Builder to(String topic, byte[] payload) {
        return new Builder(topic, payload);
    }

    /** Collects what a message is. */
    public static final class Builder {

        private final String topic;
        private final byte[] payload;
        private Attributes attributes = Attributes.NONE;
        private int qos = 1;
        private long expiresAt = NEVER;
        private long giveUpAt = NEVER;
        private boolean retried = true;
        private boolean again;
        private Listener listener = (message, outcome) -> {};

        private Builder(String topic, byte[] payload) {
            this.topic = Objects.requireNonNull(topic, "topic");
            this.payload = Objects.requireNonNull(payload, "payload");
        }

        /** All but EXPIRES_IN, AGAIN and ORIGIN, which are the session's to say. */
        public Builder attributes(Attributes its) {
            this.attributes = its;
            return this;
        }

        /** 0 or 1, the default. */
        public Builder qos(int its) {
            this.qos = its;
            return this;
        }

        /** Epoch milliseconds of the clock that the session is told; {@link #NEVER} by default. */
        public Builder expiresAt(long millis) {
            this.expiresAt = millis;
            return this;
        }

        /** When this end gives up, though the message does not expire; as {@link #expiresAt}. */
        public Builder giveUpAt(long millis) {
            this.giveUpAt = millis;
            return this;
        }

        /** Whether a refusal for now is tried again here, the default, or ends it. */
        public Builder retried(boolean is) {
            this.retried = is;
            return this;
        }

        /** The receiver may have had it already. */
        public Builder again(boolean is) {
            this.again = is;
            return this;
        }

        /** Who hears what becomes of it. */
        public Builder listener(Listener its) {
            this.listener = its;
            return this;
        }

        /**
         * The message.
         *
         * @throws IllegalArgumentException if it cannot be sent
         */
        public Outgoing build() {
            Send.checkTopic(topic);
            SendAttributes.check(attributes);
            if (qos < 0 || qos > 1) {
                throw new IllegalArgumentException("QoS must be 0 or 1 but was " + qos);
            }
            return new Outgoing(this);
        }
    }

    /** Its topic. */
    public String topic() {
        return topic;
    }

    /** Its attributes, as the application gave them. */
    public Attributes attributes() {
        return attributes;
    }

    /** Its payload, not to be changed. */
    public byte[] payload() {
        return payload;
    }

    /** 0 or 1. */
    public int qos() {
        return qos;
    }

    SendState state() {
        return state;
    }

    void become(SendState next) {
        state = next;
    }

    boolean isRetried() {
        return retried;
    }

    boolean isExpired(long now) {
        return now >= expiresAt || now >= giveUpAt;
    }

    /** 0 urgent, 1 normal, 2 bulk. */
    int lane() {
        long priority = attributes.get(SendAttributes.PRIORITY, (long) DEFAULT_PRIORITY);
        return priority >= URGENT_FROM ? 0 : priority >= NORMAL_FROM ? 1 : 2;
    }

    /** It is sent again under another identity, so it keeps its first one. */
    void move(Origin from) {
        again = true;
        if (origin == null && SendAttributes.id(attributes) == null) {
            origin = from;
        }
        state = SendState.QUEUED;
    }

    /** Its attributes as they travel now. */
    Attributes travelling(long now) {
        if (expiresAt == NEVER && !again && origin == null) {
            return attributes;
        }
        Attributes.Builder more = Attributes.builder();
        if (expiresAt != NEVER) {
            long seconds = Math.max(1, (expiresAt - now + 999) / 1000);
            more.with(SendAttributes.EXPIRES_IN, Math.min(seconds, MAX_SECONDS));
        }
        if (again) {
            more.with(SendAttributes.AGAIN, 1L);
        }
        return more.with(SendAttributes.ORIGIN, origin).build().over(attributes);
    }

    /** Tells what became of it, once. */
    void tell(Outcome outcome) {
        if (!told) {
            told = true;
            listener.ended(this, outcome);
        }
    }
}
