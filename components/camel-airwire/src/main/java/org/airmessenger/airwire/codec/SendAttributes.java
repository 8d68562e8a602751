/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/** What a message has beside topic and payload (PROTOCOL.md, 6). */
public final class SendAttributes {

    /** Seconds for which it is worth something, from now. */
    public static final Attribute<Long> EXPIRES_IN =
            Attribute.of(0, "EXPIRES_IN", new Form.Number(1, 0xFFFF_FFFFL));

    /** 0–9. */
    public static final Attribute<Long> PRIORITY =
            Attribute.of(1, "PRIORITY", new Form.Number(0, 9));

    /** Media type of the payload. */
    public static final Attribute<String> CONTENT_TYPE =
            Attribute.of(2, "CONTENT_TYPE", new Form.Text(1, 8192));

    /** Unique id; see {@link #id}. */
    public static final Attribute<String> ID = Attribute.of(3, "ID", new Form.Visible(1, 128));

    /** Unique id that is a UUID; see {@link #id}. */
    public static final Attribute<String> UUID = Attribute.of(4, "UUID", new UuidText());

    /** The first identity of a message that is sent again in another session. */
    public static final Attribute<Origin> ORIGIN = Attribute.of(5, "ORIGIN", new Origin.Shape());

    /** The receiver may have had it already. */
    public static final Attribute<Long> AGAIN = Attribute.of(6, "AGAIN", new Form.Number(1, 1));

    /** W3C traceparent. */
    public static final Attribute<String> TRACE = Attribute.of(7, "TRACE", new Trace());

    /** Topic an answer goes to. */
    public static final Attribute<String> REPLY_TO =
            Attribute.of(8, "REPLY_TO", new Form.Text(1, Send.MAX_TOPIC));

    /** Joins request and answer. */
    public static final Attribute<byte[]> CORRELATION =
            Attribute.of(9, "CORRELATION", new Form.Bytes(0, 8192));

    /** How the payload is compressed. */
    public static final Attribute<String> CONTENT_ENCODING =
            Attribute.of(10, "CONTENT_ENCODING", new Form.Visible(1, 128));

    /** The key the payload is encrypted with. */
    public static final Attribute<String> KEY_ID =
            Attribute.of(11, "KEY_ID", new Form.Visible(1, 128));

    /** When it was first taken in, epoch milliseconds. */
    public static final Attribute<Long> TIME =
            Attribute.of(12, "TIME", new Form.Number(0, Varint.MAX));

    /** Whose message it is; only a gateway may say so. */
    public static final Attribute<String> DEVICE =
            Attribute.of(13, "DEVICE", new Form.Text(1, 128));

    /** The device's tenant; only a gateway may say so. */
    public static final Attribute<String> TENANT =
            Attribute.of(14, "TENANT", new Form.Text(1, 128));

    /** The door it came in by; only a gateway may say so. */
    public static final Attribute<String> DOOR = Attribute.of(15, "DOOR", new Form.Text(1, 32));

    /** The gateways it has passed. */
    public static final Attribute<Hops> HOPS = Attribute.of(16, "HOPS", new Hops.Shape());

    /** A property of the application; may repeat. */
    public static final Attribute<UserProperty> USER =
            Attribute.of(63, "USER", new UserProperty.Shape()).repeating();

    /** Most user properties of a message. */
    public static final int MAX_USER = 32;

    /** Room for what the session adds. */
    private static final int SPARE = 64;

    static final Schema SCHEMA =
            new Schema(
                    EXPIRES_IN,
                    PRIORITY,
                    CONTENT_TYPE,
                    ID,
                    UUID,
                    ORIGIN,
                    AGAIN,
                    TRACE,
                    REPLY_TO,
                    CORRELATION,
                    CONTENT_ENCODING,
                    KEY_ID,
                    TIME,
                    DEVICE,
                    TENANT,
                    DOOR,
                    HOPS,
                    USER);

    private SendAttributes() {}

    /** The attribute that carries this id in the fewest bytes. */
    public static Attribute<String> idAttribute(String id) {
        return UuidText.is(id) ? UUID : ID;
    }

    /** The id that the message itself names, or null. */
    public static String id(Attributes attributes) {
        String id = attributes.get(ID);
        if (id == null) {
            id = attributes.get(UUID);
        }
        if (id == null) {
            Origin origin = attributes.get(ORIGIN);
            id = origin == null ? null : origin.toString();
        }
        return id;
    }

    /** Reads and checks what no single attribute can say. */
    static Attributes read(Body body) {
        Attributes attributes = Attributes.read(body, SCHEMA);
        String problem = problem(attributes);
        if (problem != null) {
            throw new AirwireException(Code.MALFORMED, problem);
        }
        return attributes;
    }

    /**
     * Checks what an application wants to send.
     *
     * @throws IllegalArgumentException if it cannot be sent, or says what only a session may say
     */
    public static void check(Attributes attributes) {
        String problem = problem(attributes);
        if (problem == null
                && (attributes.get(ORIGIN) != null
                        || attributes.get(AGAIN) != null
                        || attributes.get(EXPIRES_IN) != null)) {
            problem = "ORIGIN, AGAIN and EXPIRES_IN must be left to the session";
        }
        if (problem == null && attributes.size() > Attributes.MAX_BYTES - SPARE) {
            problem = "attributes must have at most 16320 bytes but had " + attributes.size();
        }
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    private static String problem(Attributes attributes) {
        int ids =
                (attributes.get(ID) == null ? 0 : 1)
                        + (attributes.get(UUID) == null ? 0 : 1)
                        + (attributes.get(ORIGIN) == null ? 0 : 1);
        if (ids > 1) {
            return "a message must have one of ID, UUID and ORIGIN";
        }
        boolean tooMany = attributes.get(USER) != null && attributes.all(USER).size() > MAX_USER;
        return tooMany ? "USER must come at most " + MAX_USER + " times" : null;
    }
}
