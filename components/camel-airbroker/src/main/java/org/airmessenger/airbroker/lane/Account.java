/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.concurrent.atomic.LongAdder;

/** The counters of one destination's ledger. What waits is not counted but read from the queues. */
final class Account {

    final LongAdder accepted = new LongAdder();

    /** How many of them, since the start, a crash could take. */
    final LongAdder atMostOnce = new LongAdder();

    final LongAdder recovered = new LongAdder();
    final LongAdder delivered = new LongAdder();
    final LongAdder lostNondurable = new LongAdder();
    final LongAdder redelivered = new LongAdder();
    final LongAdder batches = new LongAdder();

    /** Expired until the last start; the broker's queues count what expired since. */
    final LongAdder expired = new LongAdder();

    final LongAdder overflow = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder purged = new LongAdder();

    /** Messages whose copy is being written or acknowledged: how far the counts may be apart. */
    final LongAdder moving = new LongAdder();
}
