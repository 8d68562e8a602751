/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The way down to devices, for every door: a device's own commands, which wait for it on disk while
 * it is away, and whatever other local topics it subscribes to. The broker component answers; doors
 * ask. Bound in Camel's registry as {@value #BEAN}. Thread-safe and never blocking.
 *
 * <p>A device's <em>own</em> filters are those of its policy's {@code subscribe} that name it by
 * {@code ${device}}. At-least-once messages to them wait in the device's mailbox, in order, until a
 * line acknowledges them, they expire, or the mailbox is full; they survive a restart. Of several
 * lines of one device the one that subscribed last gets them, and when it closes the one before it.
 * All other filters are served while the line is open; a line that falls too far behind is ended.
 */
public interface Downlink {

    /** Name of the bean. */
    String BEAN = "airDownlink";

    /**
     * A device is here.
     *
     * @param identity proven at the door
     * @param receiver gets what comes down; called on any thread, one call at a time
     * @return closed, with nothing asked for yet
     */
    Line open(Identity identity, Receiver receiver);

    /** One connection's way down. After {@link #close} nothing more comes. */
    interface Line extends AutoCloseable {

        /**
         * Subscribes; the same filter again changes its QoS. Retained messages come first, but not
         * to a shared subscription. Where own filters overlap, a message comes once, by one of them
         * and at the highest QoS of all.
         *
         * @param filter a valid topic filter, {@code $share/…/} allowed
         * @param qos the most that is wanted, 0 or 1
         * @return done with the QoS granted when it is in force; fails with a {@link
         *     RefusedException}: {@link Refusal#NOT_ALLOWED}, {@link Refusal#OVER_RATE} (too many
         *     filters)
         */
        CompletionStage<Integer> subscribe(String filter, int qos);

        /** Ends a subscription; done with whether there was one. Mailboxes keep what waits. */
        CompletionStage<Boolean> unsubscribe(String filter);

        /**
         * Lets so many more messages come; a line starts with none. Messages that were received and
         * not acknowledged do not come twice by the same line.
         *
         * @param messages 1 or more
         */
        void request(int messages);

        /**
         * The device has the message, so it is removed for good. Unknown numbers are ignored.
         *
         * @param number {@link Delivery#number}
         * @return done when the removal is on its way to the disk
         */
        CompletionStage<Void> acknowledge(long number);

        /** The same for all of the device's own commands up to and including a number. */
        CompletionStage<Void> acknowledgeUpTo(long number);

        /** The device cannot take a message, so it is removed for good, and counted. */
        void reject(long number);

        /** What was not acknowledged stays for the next line. */
        @Override
        void close();
    }

    /** Takes what comes down. Must not block. */
    interface Receiver {

        /** A message. */
        void receive(Delivery delivery);

        /**
         * The line is closed by the gateway, nothing more comes.
         *
         * @param reason in words for people
         */
        void ended(String reason);
    }

    /**
     * A message on its way down.
     *
     * @param number grows within one device, also over restarts; 0 if there is nothing to
     *     acknowledge (QoS 0)
     * @param filter the subscription by which it comes
     * @param qos 0 or 1
     * @param headers by the names of {@link AirHeaders}
     * @param body bytes; not to be changed
     * @param again it was given to a line before, so the device may know it already
     * @param retained it is the last value of its topic and not new: what a subscription begins
     *     with
     */
    record Delivery(
            long number,
            String filter,
            int qos,
            Map<String, Object> headers,
            byte[] body,
            boolean again,
            boolean retained) {}
}
