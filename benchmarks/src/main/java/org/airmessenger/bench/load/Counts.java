/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import org.HdrHistogram.Recorder;

import java.util.concurrent.atomic.LongAdder;

/** What all devices of a load count together. */
final class Counts {

    final LongAdder sent = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder abandoned = new LongAdder();
    final LongAdder disconnects = new LongAdder();
    final Recorder latency = new Recorder(3);

    PhaseResult take(double seconds, boolean finished) {
        return new PhaseResult(
                sent.sumThenReset(),
                acknowledged.sumThenReset(),
                refused.sumThenReset(),
                abandoned.sumThenReset(),
                disconnects.sumThenReset(),
                seconds,
                finished,
                latency.getIntervalHistogram());
    }
}
