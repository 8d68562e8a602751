/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import java.util.List;

/**
 * What was acknowledged against what arrived.
 *
 * @param acknowledged messages that the gateway acknowledged
 * @param received different messages that arrived
 * @param lost acknowledged, but never arrived: must be 0
 * @param unacknowledged arrived although never acknowledged: allowed
 * @param duplicates arrived again
 * @param inversions arrived after a later one of the same device
 */
public record Balance(
        long acknowledged,
        long received,
        long lost,
        long unacknowledged,
        long duplicates,
        long inversions) {

    /**
     * Compares exactly, message by message.
     *
     * @param acknowledged by the number of the device
     */
    public static Balance of(List<Sequences> acknowledged, Tally tally) {
        long acked = 0;
        long lost = 0;
        long extra = 0;
        for (int i = 0; i < acknowledged.size(); i++) {
            Sequences sent = acknowledged.get(i);
            acked += sent.count();
            lost += sent.without(tally.of(i)).cardinality();
            extra += tally.of(i).without(sent).cardinality();
        }
        return new Balance(
                acked, tally.received(), lost, extra, tally.duplicates(), tally.inversions());
    }

    @Override
    public String toString() {
        return String.format(
                "acknowledged %,d, received %,d, lost %,d, received unacknowledged %,d,"
                        + " duplicates %,d, inversions %,d",
                acknowledged, received, lost, unacknowledged, duplicates, inversions);
    }
}
