/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import static org.airmessenger.airbroker.mqtt.Place.ANSWER;
import static org.airmessenger.airbroker.mqtt.Place.AUTH;
import static org.airmessenger.airbroker.mqtt.Place.CONNECT;
import static org.airmessenger.airbroker.mqtt.Place.DISCONNECT;
import static org.airmessenger.airbroker.mqtt.Place.PUBLISH;
import static org.airmessenger.airbroker.mqtt.Place.SUBSCRIBE;
import static org.airmessenger.airbroker.mqtt.Place.WILL;

/**
 * The properties that a client may send, where, and within which limits (MQTT 5.0, 2.2.2.2 and
 * 3.x). What only a server sends is not here.
 */
enum PropertyRule {
    PAYLOAD_FORMAT(0x01, Type.BYTE, "Payload Format Indicator", PUBLISH, WILL) {
        @Override
        boolean takes(int value) {
            return value <= 1;
        }
    },
    MESSAGE_EXPIRY(0x02, Type.FOUR_BYTES, "Message Expiry Interval", PUBLISH, WILL),
    CONTENT_TYPE(0x03, Type.TEXT, "Content Type", PUBLISH, WILL),
    RESPONSE_TOPIC(0x08, Type.TEXT, "Response Topic", PUBLISH, WILL) {
        @Override
        boolean takes(String value) {
            // MQTT 5.0, 3.3.2.3.5
            return !value.isEmpty() && value.indexOf('+') < 0 && value.indexOf('#') < 0;
        }
    },
    CORRELATION(0x09, Type.BINARY, "Correlation Data", PUBLISH, WILL),
    // in PUBLISH only a server sends it (3.3.4), though it is a property of that packet
    SUBSCRIPTION_ID(0x0B, Type.VAR_INT, "Subscription Identifier", SUBSCRIBE, PUBLISH) {
        @Override
        boolean takes(int value) {
            return value > 0;
        }
    },
    SESSION_EXPIRY(0x11, Type.FOUR_BYTES, "Session Expiry Interval", CONNECT, DISCONNECT),
    AUTH_METHOD(0x15, Type.TEXT, "Authentication Method", CONNECT, AUTH),
    AUTH_DATA(0x16, Type.BINARY, "Authentication Data", CONNECT, AUTH),
    PROBLEM_INFORMATION(0x17, Type.BYTE, "Request Problem Information", CONNECT) {
        @Override
        boolean takes(int value) {
            return value <= 1;
        }
    },
    WILL_DELAY(0x18, Type.FOUR_BYTES, "Will Delay Interval", WILL),
    RESPONSE_INFORMATION(0x19, Type.BYTE, "Request Response Information", CONNECT) {
        @Override
        boolean takes(int value) {
            return value <= 1;
        }
    },
    REASON_STRING(0x1F, Type.TEXT, "Reason String", ANSWER, DISCONNECT, AUTH),
    RECEIVE_MAXIMUM(0x21, Type.TWO_BYTES, "Receive Maximum", CONNECT) {
        @Override
        boolean takes(int value) {
            return value > 0;
        }
    },
    TOPIC_ALIAS_MAXIMUM(0x22, Type.TWO_BYTES, "Topic Alias Maximum", CONNECT),
    TOPIC_ALIAS(0x23, Type.TWO_BYTES, "Topic Alias", PUBLISH) {
        @Override
        boolean takes(int value) {
            return value > 0;
        }
    },
    USER(0x26, Type.PAIR, "User Property", Place.values()),
    MAXIMUM_PACKET_SIZE(0x27, Type.FOUR_BYTES, "Maximum Packet Size", CONNECT) {
        @Override
        boolean takes(int value) {
            return value != 0;
        }
    };

    /** How its value is written (MQTT 5.0, 1.5). */
    enum Type {
        BYTE,
        TWO_BYTES,
        FOUR_BYTES,
        VAR_INT,
        TEXT,
        BINARY,
        PAIR
    }

    private static final PropertyRule[] BY_ID = new PropertyRule[64];

    static {
        for (PropertyRule rule : values()) {
            BY_ID[rule.id] = rule;
        }
    }

    final int id;
    final Type type;
    final String word;
    private final int places;

    PropertyRule(int id, Type type, String word, Place... places) {
        this.id = id;
        this.type = type;
        this.word = word;
        int bits = 0;
        for (Place place : places) {
            bits |= place.bit();
        }
        this.places = bits;
    }

    /**
     * The rule of a property.
     *
     * @throws PacketException if there is none of that number in that place
     */
    static PropertyRule of(int id, Place place) {
        PropertyRule rule = id < BY_ID.length ? BY_ID[id] : null;
        if (rule == null || (rule.places & place.bit()) == 0) {
            throw PacketException.malformed(
                    "the properties of %s must be its own but had number 0x%02X"
                            .formatted(place, id));
        }
        return rule;
    }

    /** Whether a number, unsigned in the bits of an int, is one of its values. */
    boolean takes(int value) {
        return true;
    }

    /** Whether a text is one of its values. */
    boolean takes(String value) {
        return true;
    }
}
