/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import java.util.List;
import java.util.Map;

/** One line of a sample's day. */
sealed interface Step {

    /**
     * A device publishes, with QoS 1, and waits for the acknowledgements.
     *
     * @param device who
     * @param topic where
     * @param bodies one message each, in this order
     * @param refused the reason code that each must be refused with, as NOT_AUTHORIZED; null if all
     *     must be acknowledged
     */
    record Publish(String device, String topic, List<String> bodies, String refused)
            implements Step {}

    /**
     * A device subscribes; what it receives arrives at the place that is called after it.
     *
     * @param device who
     * @param filter to what
     */
    record Subscribe(String device, String filter) implements Step {}

    /**
     * A server goes away: connections to it are refused.
     *
     * @param server its name
     */
    record Away(String server) implements Step {}

    /**
     * It comes back, under the same address.
     *
     * @param server its name
     */
    record Back(String server) implements Step {}

    /**
     * A server is away for a while under load, and comes back: nothing is lost, and of what waited
     * the urgent message comes first.
     *
     * @param server its name
     * @param seconds how long
     * @param load who publishes numbers meanwhile, one body each, from a second before to a second
     *     after
     * @param perSecond how many
     * @param urgent published at the end of the absence
     * @param place where all of it arrives
     */
    record Cut(
            String server, int seconds, Publish load, int perSecond, Publish urgent, String place)
            implements Step {}

    /**
     * What has arrived since the last look, and nothing else; each device's messages of a class in
     * this order.
     *
     * @param places by name of the server or device; what stands as null is not looked at
     */
    record Arrives(Map<String, List<Arrived>> places) implements Step {}

    /**
     * What the ledger says in the end.
     *
     * @param accounts by destination: the columns that are looked at
     */
    record Ledger(Map<String, Map<String, Long>> accounts) implements Step {}
}
