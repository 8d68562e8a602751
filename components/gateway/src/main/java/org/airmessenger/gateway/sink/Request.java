/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.Coding;
import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is remembered of a request until its answer.
 *
 * @param body the exchange's body before the request, put back after it
 * @param messages what was sent
 * @param batch sent as a batch
 * @param coding how the sink coded the content
 */
record Request(Object body, List<Message> messages, boolean batch, Coding coding) {

    /** The exchange property it is kept in. */
    static final String PROPERTY = "AirHttpRequest";

    /** The ids of the messages. */
    Set<String> ids() {
        Set<String> ids = new HashSet<>(messages.size() * 2);
        for (Message message : messages) {
            ids.add(message.getHeader(AirHeaders.ID, String.class));
        }
        return ids;
    }
}
