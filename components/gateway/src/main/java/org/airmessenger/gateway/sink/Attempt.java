/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One exchange on its way through a sink that speaks in several messages: what it was, and what
 * became of each. Messages may end on any thread. <em>Away</em> wins over refused: then nothing
 * counts, and what was taken already comes again with the same id.
 */
class Attempt {

    /** The exchange property it is kept in. */
    static final String PROPERTY = "AirSinkAttempt";

    private final Object body;
    private final List<Message> messages;
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private volatile DeliveryException away;

    /**
     * Begins: remembers the body and the messages.
     *
     * @throws DeliveryException refused, if the body holds something else than messages
     */
    Attempt(Exchange exchange) {
        this.body = exchange.getMessage().getBody();
        this.messages = messages(exchange.getMessage());
    }

    private static List<Message> messages(Message message) {
        if (!(message.getBody() instanceof List<?> list)) {
            return List.of(message);
        }
        List<Message> messages = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Message one)) {
                throw DeliveryException.refused(
                        "AIR-5035 a batch must hold messages but holds "
                                + (element == null ? "null" : element.getClass().getName()));
            }
            messages.add(one);
        }
        return messages;
    }

    /** What is to be sent, in the lane's order. */
    List<Message> messages() {
        return messages;
    }

    /** The exchange's body before, to be put back after. */
    Object body() {
        return body;
    }

    /** A message was refused for its content. */
    void refuse(Message message, String reason) {
        refused.put(String.valueOf(message.getHeader(AirHeaders.ID)), reason);
    }

    /** Another attempt's refusals, taken over. */
    void refuseAs(Attempt other) {
        refused.putAll(other.refused);
    }

    /** The destination is away; the first reason stays. */
    void away(DeliveryException verdict) {
        if (away == null) {
            away = verdict;
        }
    }

    /** Whether the destination was found away. */
    boolean isAway() {
        return away != null;
    }

    /** The verdict on the whole, or null if everything was taken. */
    DeliveryException verdict() {
        if (away != null) {
            return away;
        }
        if (refused.isEmpty()) {
            return null;
        }
        String first = refused.values().iterator().next();
        return DeliveryException.refused(first, refused);
    }
}
