/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.MessageHeaders;

import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultMessage;

import java.util.HashMap;
import java.util.Map;

/** How a message looks inside a lane: the body as bytes, each {@code Air*} header a property. */
public final class LaneMessages {

    /** In a lane every priority is 4: any other makes clients acknowledge one of many. */
    static final byte PRIORITY = 4;

    /** Id of a local copy, for subscribers that are told it whether the device gave it or not. */
    public static final SimpleString LOCAL_ID = SimpleString.of("airLocalId");

    /** Priority of a local copy, likewise. */
    public static final SimpleString LOCAL_PRIORITY = SimpleString.of("airLocalPriority");

    /** Properties of the dead: why, after how many verdicts, out of which class. */
    static final SimpleString DEAD_REASON = SimpleString.of("AirDeadReason");

    static final SimpleString DEAD_ATTEMPTS = SimpleString.of("AirDeadAttempts");
    static final SimpleString DEAD_CLASS = SimpleString.of("AirDeadClass");

    private static final String AIR = "Air";
    private static final String DEAD = "AirDead";
    private static final int HEADER_BYTES = 512;

    /** The names that every message has, made once; what devices name themselves is not kept. */
    private static final Map<String, SimpleString> NAMES = names();

    private LaneMessages() {}

    /** A lane's message, not addressed yet. */
    static CoreMessage encode(
            long id, org.apache.camel.Message message, byte[] body, boolean durable) {
        return encode(id, message.getHeaders(), body, durable);
    }

    /** A message by its headers, not addressed yet. */
    public static CoreMessage encode(
            long id, Map<String, Object> headers, byte[] body, boolean durable) {
        CoreMessage out = new CoreMessage(id, body.length + HEADER_BYTES);
        out.setType(Message.BYTES_TYPE);
        out.setDurable(durable);
        out.setPriority(PRIORITY);
        out.setRoutingType(RoutingType.ANYCAST);
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            if (header.getKey().startsWith(AIR) && header.getValue() != null) {
                put(out, name(header.getKey()), header.getValue());
            }
        }
        if (headers.get(AirHeaders.TIME) instanceof Long time) {
            out.setTimestamp(time);
        }
        if (headers.get(AirHeaders.EXPIRY) instanceof Long expiry) {
            out.setExpiration(expiry);
        }
        out.getBodyBuffer().writeBytes(body);
        return out;
    }

    /** A message of its own: the body as {@code byte[]}, the headers as they came in. */
    static org.apache.camel.Message decode(CamelContext context, ICoreMessage message) {
        DefaultMessage out = new DefaultMessage(context);
        out.setHeaders(headers(message));
        out.setBody(body(message));
        return out;
    }

    /** The headers as they came in. */
    public static MessageHeaders headers(ICoreMessage message) {
        MessageHeaders headers = new MessageHeaders();
        // all of them under one lock of the message
        ((CoreMessage) message)
                .getProperties()
                .forEach(
                        (property, value) -> {
                            String name = property.toString();
                            if (name.startsWith(AIR) && !name.startsWith(DEAD)) {
                                headers.put(
                                        name,
                                        value instanceof SimpleString ? value.toString() : value);
                            }
                        });
        return headers;
    }

    /** The body. */
    public static byte[] body(ICoreMessage message) {
        ActiveMQBuffer buffer = message.getReadOnlyBodyBuffer();
        byte[] body = new byte[buffer.readableBytes()];
        buffer.readBytes(body);
        return body;
    }

    private static SimpleString name(String header) {
        SimpleString known = NAMES.get(header);
        return known == null ? SimpleString.of(header) : known;
    }

    private static Map<String, SimpleString> names() {
        Map<String, SimpleString> names = new HashMap<>();
        for (String header : AirHeaders.ALL) {
            names.put(header, SimpleString.of(header));
        }
        return Map.copyOf(names);
    }

    private static void put(CoreMessage out, SimpleString name, Object value) {
        if (value instanceof Integer number) {
            out.putIntProperty(name, number);
        } else if (value instanceof Long number) {
            out.putLongProperty(name, number);
        } else if (value instanceof Boolean is) {
            out.putBooleanProperty(name, is);
        } else if (value instanceof byte[] bytes) {
            out.putBytesProperty(name, bytes);
        } else {
            out.putStringProperty(name, SimpleString.of(value.toString()));
        }
    }
}
