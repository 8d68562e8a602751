/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import org.airmessenger.bench.load.Balance;

import java.io.IOException;

/** One start of one subject under one case: warm up, full speed, fixed rate, count. */
public final class Trial {

    private final Subject subject;
    private final Case conditions;
    private final Effort effort;

    /** Of a subject that is not started. */
    public Trial(Subject subject, Case conditions, Effort effort) {
        this.subject = subject;
        this.conditions = conditions;
        this.effort = effort;
    }

    /**
     * Runs it.
     *
     * @param restart which restart, from 1
     */
    public Measurement run(int restart) throws IOException, InterruptedException {
        try (Stand stand = Stand.open(subject, conditions)) {
            stand.fullSpeed(effort.warmUp());
            Stand.Speed speed = stand.fullSpeed(effort.fullSpeed());
            Stand.Paced paced = stand.paced(effort.rate(), effort.paced());
            Balance balance = stand.balance();
            long lost =
                    conditions.qos() == 0
                            ? stand.sent() - stand.tally().received()
                            : balance.lost();
            return new Measurement(
                    subject.name(),
                    conditions,
                    restart,
                    subject.journal(),
                    stand.startMillis(),
                    speed,
                    effort.rate(),
                    paced,
                    lost,
                    balance.duplicates(),
                    balance.inversions());
        }
    }
}
