/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.OperationContext;

/**
 * One write's place in the line of its device, with an operation context of its own.
 *
 * <p>A context only counts: it takes any n completed writes for the first n. With two writes in it,
 * one to a lane that pages (written by a timer) and one to a lane that does not, the second one's
 * completion would acknowledge the first. So each write has its own, and what becomes of one before
 * it in the line is one more thing that its context waits for: messages enter a queue in the order
 * in which they were placed.
 */
final class Turn implements IOCallback {

    final OperationContext context;

    private IOCallback kept;
    private Turn next;
    private Runnable told;
    private boolean over;

    Turn(OperationContext context) {
        this.context = context;
        context.storeLineUp();
    }

    /** Comes after another one, or first if that is null; call it once. */
    void after(Turn former) {
        if (former == null || !former.precedes(this)) {
            context.done();
        }
    }

    /** Who is told what became of the write, before those that come after it; null for nobody. */
    void tells(IOCallback callback) {
        kept = callback;
    }

    /**
     * Runs a task when it is over; call it once.
     *
     * @return false if it is over already: then the task does not run
     */
    synchronized boolean whenOver(Runnable task) {
        if (!over) {
            told = task;
        }
        return !over;
    }

    private synchronized boolean precedes(Turn follower) {
        if (!over) {
            next = follower;
        }
        return !over;
    }

    @Override
    public void done() {
        try {
            if (kept != null) {
                kept.done();
            }
        } finally {
            over();
        }
    }

    private void over() {
        Turn follower;
        Runnable task;
        synchronized (this) {
            over = true;
            follower = next;
            task = told;
            next = null;
            told = null;
        }
        if (follower != null) {
            follower.context.done();
        }
        if (task != null) {
            task.run();
        }
    }

    @Override
    public void onError(int code, String text) {
        try {
            if (kept != null) {
                kept.onError(code, text);
            }
        } finally {
            over();
        }
    }
}
