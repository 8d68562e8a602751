/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.apache.camel.Message;

import java.util.ArrayList;
import java.util.List;

/** What the lanes hand over: a message, or a list of messages. */
public final class Bodies {

    private static final byte[] EMPTY = {};

    private Bodies() {}

    /**
     * The bytes.
     *
     * @throws IllegalArgumentException if the body is something else
     */
    public static byte[] bytes(Message message) {
        Object body = message.getBody();
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body == null) {
            return EMPTY;
        }
        if (body instanceof String) {
            // a step of YAML before the sink may have made text of it
            return message.getBody(byte[].class);
        }
        throw new IllegalArgumentException(
                "AIR-5035 a message's body must be bytes but was "
                        + body.getClass().getName()
                        + "; convert it before the sink");
    }

    /**
     * The messages of a request: the body's, if that is a list, else the one itself.
     *
     * @throws IllegalArgumentException if the list holds something else
     */
    public static List<Message> messages(Message message) {
        if (!(message.getBody() instanceof List<?> list)) {
            return List.of(message);
        }
        List<Message> messages = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Message one)) {
                throw new IllegalArgumentException(
                        "AIR-5035 a batch must hold messages but holds "
                                + (element == null ? "null" : element.getClass().getName()));
            }
            messages.add(one);
        }
        return messages;
    }
}
