/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.HashMap;
import java.util.Map;

/**
 * The headers of a device's message. Their names come from {@link AirHeaders} in one spelling, so
 * they are looked up by hash, and not by comparing letters in both cases as those of HTTP are.
 */
public final class MessageHeaders extends HashMap<String, Object> {

    private static final long serialVersionUID = 1;
    private static final int ROOM = 24;

    /** None yet. */
    public MessageHeaders() {
        super(ROOM);
    }

    /** A copy. */
    public MessageHeaders(Map<String, Object> headers) {
        super(headers);
    }
}
