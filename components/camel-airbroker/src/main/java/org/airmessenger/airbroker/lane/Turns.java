/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

import java.util.Map;

/**
 * Whose turn it is: urgent first and in places of its own, then normal and bulk by weight; while
 * the destination is away one probe.
 */
final class Turns {

    private final Dispatcher dispatcher;
    private final Map<LaneClass, ClassLaneState> lanes;

    private long answers;

    Turns(Dispatcher dispatcher, Map<LaneClass, ClassLaneState> lanes) {
        this.dispatcher = dispatcher;
        this.lanes = lanes;
    }

    /** Fills the places that are free. */
    void dispatch(long now, boolean probing) {
        Reach reach = dispatcher.reach;
        if (reach.isAway()) {
            probe(now, probing);
            return;
        }
        ClassLaneState urgent = lanes.get(LaneClass.URGENT);
        int urgentMost = Math.min(dispatcher.configuration.getUrgentConcurrency(), reach.level());
        int urgentAll = dispatcher.configuration.getUrgentConcurrency();
        while (isFree(urgent.fresh, urgentMost, urgent.inFlight, urgentAll)
                && urgent.isDue(now)
                && dispatcher.launch(urgent, now, false)) {
            continue;
        }
        int most = Math.min(dispatcher.configuration.getConcurrency(), reach.level());
        while (isSharedFree(most) && launchFairest(now)) {
            continue;
        }
        refill(urgent, isFree(urgent.fresh, urgentMost, urgent.inFlight, urgentAll));
        boolean sharedFree = isSharedFree(most);
        refill(lanes.get(LaneClass.NORMAL), sharedFree);
        refill(lanes.get(LaneClass.BULK), sharedFree);
    }

    private static void refill(ClassLaneState state, boolean free) {
        if (free && state.backlog.isEmpty()) {
            state.window.refill();
        }
    }

    private boolean isSharedFree(int most) {
        ClassLaneState normal = lanes.get(LaneClass.NORMAL);
        ClassLaneState bulk = lanes.get(LaneClass.BULK);
        return isFree(
                normal.fresh + bulk.fresh,
                most,
                normal.inFlight + bulk.inFlight,
                dispatcher.configuration.getConcurrency());
    }

    /**
     * What was sent before the last recovery, and may hang, takes no place of what may be sent now;
     * but together they are no more than configured, save one.
     */
    private static boolean isFree(int fresh, int most, int inFlight, int all) {
        return fresh < most && (fresh == 0 || inFlight < all);
    }

    /** A request begins. */
    void began(Request request) {
        request.lane.inFlight++;
        request.epoch = dispatcher.reach.epoch();
        request.lane.fresh++;
    }

    /** The next part of a request is sent: it is of now, even if its first part was not. */
    void sending(Request request) {
        if (request.epoch != dispatcher.reach.epoch()) {
            request.epoch = dispatcher.reach.epoch();
            request.lane.fresh++;
        }
    }

    /** A request is over. */
    void ended(Request request) {
        request.lane.inFlight--;
        if (request.epoch == dispatcher.reach.epoch()) {
            request.lane.fresh--;
        }
    }

    /** How often it answered. */
    long answers() {
        return answers;
    }

    /** The destination answered. */
    void answered(Request request) {
        answers++;
        Reach reach = dispatcher.reach;
        int before = reach.epoch();
        reach.answered(request.probe);
        if (reach.epoch() != before) {
            lanes.values().forEach(state -> state.fresh = 0);
        }
    }

    /** A request found it away; one that was sent before it came back says nothing new. */
    void failed(Request request, Verdict verdict) {
        if (request.epoch == dispatcher.reach.epoch()) {
            dispatcher.reach.failed(
                    dispatcher.clock.nanoTime(),
                    verdict.retryAfterNanos(),
                    verdict.reason(),
                    request.probe);
        }
    }

    private boolean launchFairest(long now) {
        ClassLaneState next = null;
        for (ClassLaneState state : lanes.values()) {
            if (!state.urgent && state.isDue(now) && (next == null || state.served < next.served)) {
                next = state;
            }
        }
        if (next == null) {
            return false;
        }
        // who did not want to be served saves nothing up
        for (ClassLaneState state : lanes.values()) {
            if (state != next && !state.isDue(now)) {
                state.served = Math.max(state.served, next.served);
            }
        }
        return dispatcher.launch(next, now, false);
    }

    /** While the destination is away and it is time, sends one request: urgent if one waits. */
    void probe(long now, boolean probing) {
        if (!dispatcher.reach.isAway() || probing || dispatcher.reach.untilProbe(now) > 0) {
            return;
        }
        for (ClassLaneState state : lanes.values()) {
            if (!state.backlog.isEmpty() && dispatcher.launch(state, now, true)) {
                return;
            }
        }
    }
}
