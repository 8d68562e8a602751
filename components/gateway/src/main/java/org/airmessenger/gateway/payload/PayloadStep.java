/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;

import java.util.ArrayList;
import java.util.List;

/**
 * What the steps on bodies have in common: a message is changed in place; a batch, which is what a
 * lane hands out, becomes a new list with every message of it changed.
 */
abstract class PayloadStep extends AsyncProcessorSupport implements CamelContextAware {

    private CamelContext camelContext;

    /**
     * Changes one message.
     *
     * @throws RefusedException if its body is not what it must be
     */
    abstract void apply(Message message);

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Message message = exchange.getMessage();
            if (message.getBody() instanceof List<?> batch) {
                message.setBody(each(batch));
            } else {
                apply(message);
            }
        } catch (RuntimeException failure) {
            exchange.setException(failure);
        }
        callback.done(true);
        return true;
    }

    /** Copies: whoever else holds the list must not see messages change. */
    private List<Message> each(List<?> batch) {
        List<Message> changed = new ArrayList<>(batch.size());
        for (Object member : batch) {
            if (!(member instanceof Message message)) {
                throw new IllegalArgumentException(
                        "AIR-8002 a batch must be a list of messages but holds "
                                + (member == null ? "nothing" : member.getClass().getName())
                                + "; put this step before the one that changes the list");
            }
            Message copy = message.copy();
            apply(copy);
            changed.add(copy);
        }
        return changed;
    }

    /** Whether the body is compressed or encrypted, so that nobody can look into it. */
    static boolean isOpaque(Message message) {
        return message.getHeader(AirHeaders.CONTENT_ENCODING) != null
                || message.getHeader(AirHeaders.KEY_ID) != null;
    }

    static RefusedException unreadable(String text) {
        return new RefusedException(Refusal.UNREADABLE, text);
    }

    static RefusedException tooLarge(String text) {
        return new RefusedException(Refusal.TOO_LARGE, text);
    }

    static long within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "AIR-8001 %s must be %d–%d but was %d, correct the step's parameters"
                            .formatted(name, least, most, value));
        }
        return value;
    }

    /** One of some words, as an option of a step. */
    static String oneOf(String name, String value, List<String> words) {
        if (!words.contains(value)) {
            throw new IllegalArgumentException(
                    "AIR-8001 %s must be one of %s but was %s, correct the step's parameters"
                            .formatted(name, words, value));
        }
        return value;
    }

    @Override
    public final CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public final void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
