/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import java.util.concurrent.TimeUnit;

/** Until when a body must be here (against slow loris). Belongs to the event loop. */
public final class Deadline implements WebConnection.Reading {

    private final Call call;
    private long left;
    private long since;
    private boolean resting;

    private Deadline(Call call, long millis) {
        this.call = call;
        this.left = TimeUnit.MILLISECONDS.toNanos(millis);
        this.since = System.nanoTime();
    }

    /** Runs from now on; ends with the call at the latest. */
    public static Deadline of(Call call, long millis) {
        Deadline deadline = new Deadline(call, millis);
        call.connection().add(deadline);
        call.whenOver(deadline::met);
        return deadline;
    }

    /** It is here. */
    public void met() {
        call.connection().remove(this);
    }

    /** The gateway itself does not read for now. */
    public void rest() {
        left -= System.nanoTime() - since;
        resting = true;
    }

    /** It reads again. */
    public void goOn() {
        since = System.nanoTime();
        resting = false;
    }

    @Override
    public void look(long now) {
        if (!resting && now - since > left) {
            call.answer(
                    Problem.of(
                            408,
                            "too-slow",
                            "AIR-1213 a body must come within its deadline but did not; send it"
                                    + " faster"));
        }
    }
}
