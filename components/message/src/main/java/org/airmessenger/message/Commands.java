/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What the way down tells the operator, and does for him. Bound in Camel's registry as {@value
 * #BEAN}. Thread-safe and never blocking.
 */
public interface Commands {

    /** Name of the bean. */
    String BEAN = "airCommands";

    /** The name under which the ledger has the commands; no destination can be called so. */
    String ACCOUNT = "(commands)";

    /**
     * How it does.
     *
     * @param waiting commands that wait
     * @param bytes of them
     * @param mailboxes devices with commands that wait, or that are here for them
     * @param lines connections by which commands and other messages come down
     * @param problem why what waits cannot be kept; empty if it can
     */
    record Summary(long waiting, long bytes, int mailboxes, int lines, String problem) {}

    /**
     * One device's mailbox.
     *
     * @param waiting commands in it
     * @param bytes of them
     * @param here the door by which the device is here for them; empty if it is not
     */
    record Box(String device, long waiting, long bytes, String here) {}

    /**
     * A command that waits.
     *
     * @param number {@link Downlink.Delivery#number}; 0 while it is on its way to the shelf
     * @param bytes of the body
     * @param time when it was taken in, epoch milliseconds
     * @param expiry when it is worthless, epoch milliseconds
     * @param given it was given to a line, but not acknowledged
     */
    record Waiting(
            long number,
            String id,
            String topic,
            int bytes,
            long time,
            long expiry,
            boolean given) {}

    /**
     * A command to send.
     *
     * @param device whose it is
     * @param topic one of the device's own
     * @param qos 0 or 1
     * @param headers by the names of {@link AirHeaders}; {@link AirHeaders#REPLY_TO} if an answer
     *     is awaited
     */
    record Command(
            String device, String topic, int qos, Map<String, Object> headers, byte[] body) {}

    /** How far a command came. */
    enum State {
        /** It is kept, and waits until the device comes for it. */
        WAITING,
        /** The device is here and was given it, but has not acknowledged it. */
        GIVEN,
        /** The device has it. */
        DELIVERED,
        /** It left undelivered: expired, or its room was taken. */
        DROPPED;

        /** In answers. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * What is known of a command.
     *
     * @param id {@link AirHeaders#ID}
     * @param here the door by which the device is here; empty if it is away
     * @param waiting commands that wait for the device
     * @param answer the device's answer; null if none was awaited, or none came
     */
    record Outcome(
            String id, String topic, State state, String here, long waiting, Answer answer) {}

    /**
     * A device's answer.
     *
     * @param headers by the names of {@link AirHeaders}
     */
    record Answer(Map<String, Object> headers, byte[] body) {}

    /** How it does. */
    Summary summary();

    /** The ledger of the commands; its destination is {@value #ACCOUNT}. */
    Lanes.Account account();

    /** The mailbox of a device; nothing waits if there is none. */
    Box box(String device);

    /**
     * Mailboxes in which something waits, in the order of their devices.
     *
     * @param after the device after which to begin, or null
     * @param limit at most so many
     */
    List<Box> boxes(String after, int limit);

    /**
     * What waits for a device, in its order, without bodies.
     *
     * @param limit at most so many
     */
    CompletionStage<List<Waiting>> waiting(String device, int limit);

    /** Removes everything that waits for a device; done with how many there were. */
    CompletionStage<Integer> purge(String device);

    /**
     * Sends a command.
     *
     * @param deliveryMillis how long to wait for the device's acknowledgement if it is here
     * @param answerMillis how long to wait for its answer; 0 if none is awaited
     * @return done when the command is kept, and nothing more is to be waited for; fails with a
     *     {@link RefusedException} if it is not kept
     */
    CompletionStage<Outcome> send(Command command, long deliveryMillis, long answerMillis);
}
