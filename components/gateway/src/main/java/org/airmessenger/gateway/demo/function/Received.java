/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

import java.util.List;
import java.util.Map;

/**
 * A request as the function got it.
 *
 * @param httpVersion {@code HTTP_2} or {@code HTTP_1_1}
 * @param method the method
 * @param target path and query
 * @param headers by lower-case name
 * @param content decoded from the gateway's compression
 * @param batch a batch of events
 * @param arrivals the messages in it
 * @param signed the signature is right; false also if there is none
 */
public record Received(
        String httpVersion,
        String method,
        String target,
        Map<String, String> headers,
        byte[] content,
        boolean batch,
        List<Arrival> arrivals,
        boolean signed) {}
