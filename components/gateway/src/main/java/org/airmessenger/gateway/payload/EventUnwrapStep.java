/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes the data out of a CloudEvent in structured mode (CloudEvents 1.0.2, JSON format). Only what
 * is needed to understand the data goes into the message's own headers; who sent it and how urgent
 * it is was decided at the door. All other attributes become plain user properties.
 */
public final class EventUnwrapStep extends PayloadStep {

    /** What the wrapping step wrote of the message's own headers, which are there already. */
    private static final List<String> OURS =
            List.of("device", "tenant", "door", "priority", "expirytime", "userproperties");

    private static final int MAX_PROPERTIES = 32;
    private static final int MAX_PROPERTY_CHARACTERS = 4096;
    private static final int MAX_ID = 128;

    private boolean all;
    private boolean takeId;

    /**
     * {@code declared}: messages whose content type says CloudEvent, all others pass untouched;
     * {@code all}: every message must be an event.
     */
    public void setTake(String take) {
        all = oneOf("take", take, List.of("declared", "all")).equals("all");
    }

    /** Whether the event's id becomes the message's id. */
    public void setTakeId(boolean takeId) {
        this.takeId = takeId;
    }

    @Override
    void apply(Message message) {
        if (!all && !isEvent(message.getHeader(AirHeaders.CONTENT_TYPE))) {
            return;
        }
        if (isOpaque(message)) {
            throw unreadable(
                    "AIR-8020 an event must be plain JSON but is compressed or encrypted, put"
                            + " air-payload-decompress-action before this step");
        }
        Event event = Event.read(Bodies.bytes(message));
        message.setBody(event.data());
        set(message, AirHeaders.CONTENT_TYPE, event.contentType());
        Map<String, String> attributes = event.attributes();
        set(message, AirHeaders.CONTENT_ENCODING, attributes.remove("contentencoding"));
        set(message, AirHeaders.KEY_ID, attributes.remove("keyid"));
        if (message.getHeader(AirHeaders.TRACE) == null
                && EventAttributes.isTrace(attributes.get("traceparent"))) {
            message.setHeader(AirHeaders.TRACE, attributes.remove("traceparent"));
        }
        if (takeId) {
            takeId(message, attributes.get("id"));
        }
        attributes.keySet().removeAll(OURS);
        properties(message, attributes);
    }

    private static boolean isEvent(Object type) {
        return type instanceof String text
                && text.toLowerCase(Locale.ROOT).startsWith(EventStep.TYPE);
    }

    private static void takeId(Message message, String id) {
        boolean fits = id.length() <= MAX_ID && id.chars().allMatch(c -> c > ' ' && c < 127);
        if (!fits) {
            throw unreadable(
                    "AIR-8024 an event's id must be 1-128 visible ASCII characters to be a message's"
                            + " but is not, correct the sender or switch takeId off");
        }
        message.setHeader(AirHeaders.ID, id);
        if (message.getExchange() != null) {
            message.getExchange().setProperty(AirHeaders.ID_GIVEN, Boolean.TRUE);
        }
    }

    private static void properties(Message message, Map<String, String> attributes) {
        int characters = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            characters += attribute.getKey().length() + attribute.getValue().length();
        }
        if (attributes.size() > MAX_PROPERTIES || characters > MAX_PROPERTY_CHARACTERS) {
            throw tooLarge(
                    "AIR-8023 an event must have at most %d attributes of %d characters in all but has %d of %d, send fewer"
                            .formatted(
                                    MAX_PROPERTIES,
                                    MAX_PROPERTY_CHARACTERS,
                                    attributes.size(),
                                    characters));
        }
        attributes.forEach(
                (name, value) -> message.setHeader(AirHeaders.USER_PREFIX + "ce-" + name, value));
    }

    private static void set(Message message, String header, String value) {
        if (value == null) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }
}
