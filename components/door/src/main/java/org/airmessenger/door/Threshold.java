/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether one may come in by a door, and which route takes what comes. Its consumers change it;
 * connections look at it. Thread-safe.
 */
public final class Threshold {

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Intake intake;
    private volatile boolean goingDown;

    /** Messages go there from now on; null while nobody takes them, and nobody is to come in. */
    void setIntake(Intake newIntake) {
        intake = newIntake;
        goingDown = newIntake == null;
    }

    /** Where messages go; null while nobody takes them. */
    public Intake intake() {
        return intake;
    }

    /** Nothing new is taken; what is in flight is finished. */
    public void goDown() {
        goingDown = true;
    }

    /** Whether nothing new is taken. */
    public boolean isGoingDown() {
        return goingDown;
    }

    /** Whether one may come in. */
    public boolean isOpen() {
        return intake != null && !goingDown;
    }

    /** Messages that wait for their turn, of all connections; the door counts them. */
    public AtomicInteger waiting() {
        return waiting;
    }
}
