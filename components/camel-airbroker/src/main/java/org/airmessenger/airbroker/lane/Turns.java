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

    Turns(Dispatcher dispatcher, Map<LaneClass, ClassLaneState> lanes) {
        this.dispatcher = dispatcher;
        this.lanes = lanes;
    }

    /** Fills the places that are free. */
    void dispatch(long now, boolean probing) {
        Reach reach = dispatcher.reach;
        if (reach.isAway()) {
            if (!probing && reach.untilProbe(now) == 0) {
                probe(now);
            }
            return;
        }
        ClassLaneState urgent = lanes.get(LaneClass.URGENT);
        int urgentMost = Math.min(dispatcher.configuration.getUrgentConcurrency(), reach.level());
        while (urgent.inFlight < urgentMost
                && urgent.isDue(now)
                && dispatcher.launch(urgent, now, false)) {
            continue;
        }
        int most = Math.min(dispatcher.configuration.getConcurrency(), reach.level());
        while (shared() < most && launchFairest(now)) {
            continue;
        }
    }

    private int shared() {
        return lanes.get(LaneClass.NORMAL).inFlight + lanes.get(LaneClass.BULK).inFlight;
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

    private void probe(long now) {
        for (ClassLaneState state : lanes.values()) {
            if (!state.backlog.isEmpty() && dispatcher.launch(state, now, true)) {
                return;
            }
        }
    }
}
