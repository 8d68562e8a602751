/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

/** One lane as its dispatcher sees it: the window, the backlog in memory, its share. */
final class ClassLaneState {

    final LaneQueue lane;
    final LaneWindow window;
    final Backlog backlog;
    final boolean urgent;

    /** Messages served divided by the weight: who has the least goes next. */
    double served;

    /** Requests in flight. */
    int inFlight;

    /** Those of them that were sent since the destination's last recovery. */
    int fresh;

    /** Bytes that are being dropped but still count in the queue. */
    long dropping;

    ClassLaneState(LaneQueue lane, LaneWindow window, boolean ordered, int doubtsAllowed) {
        this.lane = lane;
        this.window = window;
        this.backlog = new Backlog(lane, ordered, doubtsAllowed);
        this.urgent = lane.laneClass == LaneClass.URGENT;
    }

    boolean isDue(long now) {
        return backlog.isDue(now, window.isFull());
    }

    /** Nanoseconds until a delay or a pause of this lane ends; the greatest long for never. */
    long untilDue(long now, boolean withDelays) {
        long wait = Long.MAX_VALUE;
        long age = backlog.oldestAge(now);
        if (withDelays && age >= 0) {
            long left = lane.limits().maxDelayNanos() - age;
            // overdue ones wait for a place, and a free place is news
            wait = left > 0 ? left : wait;
        } else if (withDelays && gathers()) {
            // what comes from now on is not looked at before, and may be of others than these
            wait = lane.limits().maxDelayNanos();
        }
        long wake = backlog.untilWake(now);
        return wake >= 0 ? Math.min(wait, wake) : wait;
    }

    /**
     * Whether a timer or the end of a request looks again in time, so that what comes need not be
     * looked at one by one. What is to be dropped is.
     */
    private boolean gathers() {
        return lane.limits().maxMessages() > 1
                && lane.limits().maxDelayNanos() > 0
                && lane.limits().overflow() != Overflow.DROP_OLDEST
                && (inFlight > 0 || !backlog.isEmpty());
    }

    /**
     * Says how much must come until it makes a difference.
     *
     * @param gathers whether requests wait for more at all
     */
    void await(long now, boolean gathers) {
        if (!gathers || !gathers()) {
            window.worthALook(1, 1);
        } else if (isDue(now)) {
            // no place was free; whoever frees one looks again
            window.worthALook(lane.limits().maxMessages(), lane.limits().maxBytes());
        } else {
            window.worthALook(backlog.missingMessages(), backlog.missingBytes());
        }
    }

    void serve(int messages) {
        served += (double) messages / lane.laneClass.weight();
    }
}
