/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import org.airmessenger.door.DoorMessage;
import org.airmessenger.message.AirHeaders;

import java.util.Map;

/**
 * A message as it was posted.
 *
 * @param body not changed any more
 * @param headers by the names of {@link AirHeaders}
 * @param isIdGiven whether the device itself gave the id
 */
public record WebMessage(byte[] body, Map<String, Object> headers, boolean isIdGiven)
        implements DoorMessage {

    /** What one message costs beside its body: exchange, headers, bookkeeping. */
    public static final int OVERHEAD_BYTES = 512;

    public String id() {
        return (String) headers.get(AirHeaders.ID);
    }

    public int qos() {
        return (Integer) headers.get(AirHeaders.QOS);
    }
}
