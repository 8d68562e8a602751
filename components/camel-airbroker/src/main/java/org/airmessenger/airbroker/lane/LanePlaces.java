/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Plan;

import java.util.ArrayList;
import java.util.List;

/** The lanes that one message goes into, and its room in them while it is on its way. */
final class LanePlaces {

    private final LaneWriter writer;
    private final Plan plan;
    private final int qos;
    private final List<LaneQueue> lanes = new ArrayList<>(2);
    private long size;

    /** No place yet. */
    LanePlaces(LaneWriter writer, Plan plan, int qos) {
        this.writer = writer;
        this.plan = plan;
        this.qos = qos;
    }

    List<LaneQueue> lanes() {
        return lanes;
    }

    /**
     * All lanes have room, or none is taken.
     *
     * @param bytes what it takes in each
     * @throws org.airmessenger.message.RefusedException if one that refuses has none
     */
    void reserve(long bytes) {
        size = bytes;
        LaneClass laneClass = plan.laneClass();
        List<LaneQueue> dropped = null;
        for (String name : plan.destinations()) {
            LaneQueue lane = writer.lane(name, laneClass);
            boolean room = lane.hasRoom(size);
            Overflow overflow = lane.limits().overflow();
            if (room || overflow == Overflow.DROP_OLDEST && !lane.isFarBeyond()) {
                lanes.add(lane);
            } else if (overflow == Overflow.DROP_NEW) {
                dropped = dropped == null ? new ArrayList<>(2) : dropped;
                dropped.add(lane);
            } else {
                lanes.clear();
                throw writer.full(lane);
            }
        }
        if (dropped != null) {
            for (LaneQueue lane : dropped) {
                lane.destination.account.accepted.increment();
                lane.destination.account.overflow.increment();
                lane.destination.metrics.dropped("overflow", 1);
            }
        }
        for (LaneQueue lane : lanes) {
            lane.arriving.addAndGet(size);
            lane.destination.account.moving.increment();
        }
    }

    /** Whether the copy in a lane is on disk. */
    boolean isDurable(LaneQueue lane) {
        return qos > 0 && !plan.memory().contains(lane.destination.name);
    }

    boolean isAnyDurable() {
        for (LaneQueue lane : lanes) {
            if (isDurable(lane)) {
                return true;
            }
        }
        return false;
    }

    /** The lanes have it. */
    void accepted() {
        for (LaneQueue lane : lanes) {
            lane.destination.account.accepted.increment();
            if (!isDurable(lane)) {
                lane.destination.account.atMostOnce.increment();
            }
            lane.destination.metrics.accepted(lane.laneClass);
        }
    }

    /** It is no longer on its way: it has arrived, or will not. */
    void release() {
        for (LaneQueue lane : lanes) {
            lane.arriving.addAndGet(-size);
            lane.destination.account.moving.decrement();
        }
    }
}
