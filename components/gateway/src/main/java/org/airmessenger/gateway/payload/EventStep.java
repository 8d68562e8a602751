/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Wraps a message as one CloudEvent in structured mode (CloudEvents 1.0.2, JSON format, section 3).
 * What described the body describes the event's data from then on and leaves the headers.
 */
public final class EventStep extends PayloadStep {

    /** The media type that a wrapped message has. */
    static final String TYPE = "application/cloudevents+json";

    @Override
    void apply(Message message) {
        byte[] event;
        try {
            event = EventBatch.one(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        message.setBody(event);
        message.setHeader(AirHeaders.CONTENT_TYPE, TYPE);
        message.removeHeader(AirHeaders.CONTENT_ENCODING);
        message.removeHeader(AirHeaders.KEY_ID);
    }
}
