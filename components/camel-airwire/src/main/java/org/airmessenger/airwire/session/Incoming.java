/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.SendAttributes;

/**
 * A message from the peer. Ends with one of {@link Session#stored} and {@link Session#refused}.
 *
 * @param connection by which it came
 * @param life of the direction's numbers
 * @param number its own; 0 at QoS 0
 * @param origin its identity in this session as text; null at QoS 0
 * @param isFirst whether the number came for the first time since the session began in this
 *     process; so nobody can have sent the origin before
 * @param topic whole, an alias resolved; not checked beyond its form
 * @param attributes with the alias' defaults
 * @param payload not to be changed
 * @param bytes of its frame
 */
public record Incoming(
        Connection connection,
        int life,
        long number,
        String origin,
        boolean isFirst,
        String topic,
        Attributes attributes,
        byte[] payload,
        int bytes) {

    /** 0 or 1. */
    public int qos() {
        return number == 0 ? 0 : 1;
    }

    /** The id that it carries or has by its number; null at QoS 0 without one. */
    public String id() {
        String id = SendAttributes.id(attributes);
        return id == null ? origin : id;
    }
}
