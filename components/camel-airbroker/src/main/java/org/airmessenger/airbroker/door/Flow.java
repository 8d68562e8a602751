/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.door.Reading.Pause;

import java.util.concurrent.Executor;

/**
 * What waits in memory for one connection; stops its reading in time. Belongs to the event loop.
 */
final class Flow {

    private final Door door;
    private final Reading reading;
    private final Executor loop;
    private final long limit;
    private volatile long inFlight;
    private boolean awaiting;

    Flow(Door door, Reading reading, Executor loop) {
        this.door = door;
        this.reading = reading;
        this.loop = loop;
        this.limit = door.options().getMaxInFlightBytesPerConnection();
    }

    /** What waits; from any thread. */
    long inFlight() {
        return inFlight;
    }

    /** Counts what the device's older connections still have on its way; negative to end that. */
    void inherit(long bytes) {
        inFlight = inFlight + bytes;
        if (inFlight >= limit) {
            reading.pause(Pause.BYTES);
        }
    }

    void take(long bytes) {
        inFlight = inFlight + bytes;
        door.budget().take(bytes);
        if (door.budget().isSpent()) {
            reading.pause(Pause.BYTES);
            awaitBudget();
        } else if (inFlight >= limit) {
            reading.pause(Pause.BYTES);
        }
    }

    void give(long bytes) {
        inFlight = inFlight - bytes;
        door.budget().give(bytes);
    }

    void resumeIfRoom() {
        if (!reading.isPaused(Pause.BYTES) || inFlight > limit / 2) {
            return;
        }
        if (door.budget().isSpent()) {
            // others were quicker: without this, nothing would ever wake a connection that owes no
            // answer
            awaitBudget();
        } else {
            reading.resume(Pause.BYTES);
        }
    }

    private void awaitBudget() {
        if (!awaiting) {
            awaiting = true;
            door.budget()
                    .whenFree(
                            () ->
                                    loop.execute(
                                            () -> {
                                                awaiting = false;
                                                resumeIfRoom();
                                            }));
        }
    }
}
