/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.RefusedException;

import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.camel.Exchange;

import java.util.List;

/**
 * The way down, as the lanes see it: who beside the subscribers in the broker wants a message. It
 * is asked with every message, so it must be quick.
 */
public interface Mail {

    /** Nobody wants anything. */
    Mail NONE = (exchange, topic, qos, bytes) -> null;

    /**
     * Who wants it; what has to be written has its room from now on.
     *
     * @param topic a topic name
     * @param qos 0 or 1
     * @param bytes what it takes on disk, about
     * @return null if nobody does
     * @throws RefusedException if somebody wants it but has no room for it
     */
    Claim claim(Exchange exchange, String topic, int qos, long bytes);

    /** What was promised for one message. One of the two ends comes, once. */
    interface Claim {

        /** What is to be written, in one transaction with the lanes. */
        List<Copy> copies();

        /** It is written, or needs not be. */
        void kept();

        /** Nothing was written. */
        void refused();
    }

    /** One copy. */
    interface Copy {

        /** Whose queue it goes into. */
        Binding binding();

        /** Says on the message whom it is for. */
        void address(CoreMessage message);
    }
}
