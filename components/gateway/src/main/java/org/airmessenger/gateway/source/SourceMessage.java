/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.AirHeaders;

import java.util.Map;

/**
 * A message as a source made it, kept as it was until its outcome is known: the steps behind may
 * have changed the exchange when it comes again.
 *
 * @param body the bytes
 * @param headers all of them
 * @param idGiven whether its id comes with it each time, so that a resend can be known
 */
record SourceMessage(byte[] body, Map<String, Object> headers, boolean idGiven) {

    /** 0 at most once, 1 at least once. */
    int qos() {
        return headers.get(AirHeaders.QOS) instanceof Integer qos ? qos : 1;
    }
}
