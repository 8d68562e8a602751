/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.List;
import java.util.Map;

/** What the lanes tell the operator. Bound in Camel's registry as {@value #BEAN}. */
public interface Lanes {

    /** Name of the bean. */
    String BEAN = "airLanes";

    /**
     * One destination's ledger: accepted + recovered = delivered + waiting + dead + dropped +
     * lostNondurable.
     *
     * @param destination name
     * @param accepted taken into the lanes, acknowledged
     * @param recovered found at a start beyond what the last checkpoint knew (negative: delivered
     *     beyond what it knew)
     * @param delivered taken by the sink
     * @param waiting read from the queues
     * @param dead read from the dead lane
     * @param dropped by reason: {@code expired}, {@code overflow}, {@code failed} (at most once),
     *     {@code purged}
     * @param lostNondurable at-most-once messages that a crash took
     * @param redelivered outside the equation: handed to the sink again
     * @param batches outside the equation: requests that the sink accepted
     */
    record Account(
            String destination,
            long accepted,
            long recovered,
            long delivered,
            long waiting,
            long dead,
            Map<String, Long> dropped,
            long lostNondurable,
            long redelivered,
            long batches) {

        /** What is missing: 0 when the ledger balances. */
        public long difference() {
            long gone = dropped.values().stream().mapToLong(Long::longValue).sum();
            return accepted + recovered - delivered - waiting - dead - gone - lostNondurable;
        }
    }

    /**
     * How one destination does.
     *
     * @param destination name
     * @param state {@code up} (it answered since the start), {@code untried} (nothing was sent to
     *     it since the start), {@code away} (paused, one probe in flight) or {@code stopped}
     * @param reason why it is away, or empty
     * @param awaySeconds how long it has been away
     * @param waiting messages waiting by class word
     * @param waitingBytes bytes waiting by class word
     * @param oldestSeconds age of the oldest waiting message
     * @param inFlight requests in flight
     * @param concurrency requests allowed now (adapts below the configured number)
     */
    record Lane(
            String destination,
            String state,
            String reason,
            long awaySeconds,
            Map<String, Long> waiting,
            Map<String, Long> waitingBytes,
            long oldestSeconds,
            int inFlight,
            int concurrency) {}

    /**
     * A message in a dead lane.
     *
     * @param destination whose dead lane
     * @param id AirId
     * @param device AirDevice
     * @param topic AirTopic
     * @param reason why it was buried
     * @param attempts verdicts it had
     * @param time AirTime, epoch milliseconds
     * @param bytes size of the body
     * @param body the body; empty in lists
     */
    record Dead(
            String destination,
            String id,
            String device,
            String topic,
            String reason,
            int attempts,
            long time,
            int bytes,
            byte[] body) {}

    /** Every destination's ledger, ordered by name. */
    List<Account> accounts();

    /** Every destination's state, ordered by name. */
    List<Lane> lanes();

    /**
     * The dead of one destination, oldest first, without bodies.
     *
     * @param limit at most so many, 1–1000
     * @throws IllegalArgumentException if there is no such destination
     */
    List<Dead> dead(String destination, int limit);

    /**
     * One dead message with its body, or null.
     *
     * @throws IllegalArgumentException if there is no such destination
     */
    Dead dead(String destination, String id);

    /**
     * Puts dead messages back into their lanes: a transfer, durable when this returns.
     *
     * @param ids AirIds; empty means all
     * @return how many
     */
    int retry(String destination, List<String> ids);

    /**
     * Removes dead messages for good, counted as dropped ({@code purged}).
     *
     * @param ids AirIds; empty means all
     * @return how many
     */
    int purge(String destination, List<String> ids);
}
