/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.List;

/**
 * The names of a message's headers and of the exchange properties that travel with it. These are
 * the only {@code Air*} names; any other from outside is removed at the door.
 */
public final class AirHeaders {

    /** Unique id (String), the duplicate key: the device's own, or a UUIDv7 given at the door. */
    public static final String ID = "AirId";

    /** Proven device id (String). */
    public static final String DEVICE = "AirDevice";

    /** Proven tenant (String); absent when the device has none. */
    public static final String TENANT = "AirTenant";

    /** Topic (String): MQTT grammar, no wildcards, at most 512 bytes of UTF-8. */
    public static final String TOPIC = "AirTopic";

    /** The door that took the message in (String): {@code mqtt}, {@code http}, … */
    public static final String DOOR = "AirDoor";

    /** 0 at most once, 1 at least once (Integer). */
    public static final String QOS = "AirQos";

    /** 0–9 (Integer): what the device asked until the lanes decide, then what they decided. */
    public static final String PRIORITY = "AirPriority";

    /** When the message was taken in: epoch milliseconds (Long). */
    public static final String TIME = "AirTime";

    /** When the message is worthless: epoch milliseconds (Long); absent means never. */
    public static final String EXPIRY = "AirExpiry";

    /** Media type of the body (String). */
    public static final String CONTENT_TYPE = "AirContentType";

    /** How the body is compressed (String). */
    public static final String CONTENT_ENCODING = "AirContentEncoding";

    /** The key the body is encrypted with (String). */
    public static final String KEY_ID = "AirKeyId";

    /** W3C traceparent (String). */
    public static final String TRACE = "AirTrace";

    /** Topic an answer goes to (String). */
    public static final String REPLY_TO = "AirReplyTo";

    /** Correlation of request and answer (byte[]). */
    public static final String CORRELATION = "AirCorrelation";

    /** How many bridges between brokers carried the message so far (Integer); absent means none. */
    public static final String HOPS = "AirHops";

    /** Most bridges that carry a message: one that more have carried goes round in a circle. */
    public static final int MAX_HOPS = 8;

    /**
     * The gateways that the message has passed (String): their names, the first one first, with
     * commas between them; absent means none. Only another gateway can say it, so no device can.
     */
    public static final String VIA = "AirVia";

    /** Prefix of a device's plain user properties: {@code AirUser.<name>} (String). */
    public static final String USER_PREFIX = "AirUser.";

    /** Every header that a message can have, but for user properties. */
    public static final List<String> ALL =
            List.of(
                    ID,
                    DEVICE,
                    TENANT,
                    TOPIC,
                    DOOR,
                    QOS,
                    PRIORITY,
                    TIME,
                    EXPIRY,
                    CONTENT_TYPE,
                    CONTENT_ENCODING,
                    KEY_ID,
                    TRACE,
                    REPLY_TO,
                    CORRELATION,
                    HOPS,
                    VIA);

    /** Exchange property: the {@link Identity} that the door proved. */
    public static final String IDENTITY = "AirIdentity";

    /**
     * Exchange property (Boolean): the door proved another gateway, which may say whose message it
     * is; so {@link #DEVICE} need not be the proven device.
     */
    public static final String ON_BEHALF = "AirOnBehalf";

    /**
     * Exchange property (Boolean): the device itself gave {@link #ID}, so a resend can be known.
     */
    public static final String ID_GIVEN = "AirIdGiven";

    /**
     * Exchange property: the {@link FirstSend} by which the lanes learn that an id need not be
     * looked up; it is remembered as any other.
     */
    public static final String FIRST_SEND = "AirFirstSend";

    /**
     * Exchange property (Integer): how many ids of one device are remembered for duplicates; absent
     * or 0 means that this message is not checked.
     */
    public static final String DUPLICATE_WINDOW = "AirDuplicateWindow";

    /**
     * Exchange property (Boolean): the message was known already and was not written again; set by
     * the lanes.
     */
    public static final String DUPLICATE = "AirDuplicate";

    /** Exchange property: the {@link Plan} that the lanes made: where the message goes. */
    public static final String PLAN = "AirPlan";

    /** Exchange property: the {@link Ticket} by which a door keeps one device's order. */
    public static final String TICKET = "AirTicket";

    /**
     * Exchange property: the {@link Endings} by which a step learns whether the message was kept;
     * set by the door.
     */
    public static final String ENDINGS = "AirEndings";

    /**
     * Exchange property (Boolean): the message also becomes its topic's retained one, or clears it
     * if it has no body (MQTT 5.0, 3.3.1.3).
     */
    public static final String RETAIN = "AirRetain";

    /**
     * Exchange property (Integer): MQTT's Payload Format Indicator (MQTT 5.0, 3.3.2.3.2), for local
     * subscribers.
     */
    public static final String PAYLOAD_FORMAT = "AirPayloadFormat";

    /**
     * Exchange property (List of String: name, value, name, …): a device's user properties as they
     * came, for local subscribers: headers know neither their order nor one name twice.
     */
    public static final String USER_PROPERTIES = "AirUserProperties";

    /**
     * Exchange property (Boolean): it came with MQTT's QoS 2, so a local subscriber may get it so,
     * too; everywhere else it is at least once.
     */
    public static final String EXACTLY_ONCE = "AirExactlyOnce";

    private AirHeaders() {}
}
