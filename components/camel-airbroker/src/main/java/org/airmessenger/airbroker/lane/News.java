/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.FirstSend;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Messages under way whose ids nobody can have sent before. They are many and none is looked up; so
 * they are only counted in, and looked through when a copy of one comes, which is rare.
 * Thread-safe.
 */
final class News {

    private final Deque<LaneWrite> underWay = new ArrayDeque<>(0);

    /**
     * One begins, if it is such a one.
     *
     * @param first who knows; null if nobody does
     * @return false if its id must be looked up
     */
    boolean add(LaneWrite write, FirstSend first) {
        String id = write.key().id();
        if (first == null || !first.isNew(id)) {
            return false;
        }
        synchronized (this) {
            underWay.add(write);
        }
        return first.isNew(id) || stays(write);
    }

    /** It is not new any more: a copy may have come before it was here, but not if one found it. */
    private synchronized boolean stays(LaneWrite write) {
        if (!write.isOwner()) {
            underWay.remove(write);
        }
        return write.isOwner();
    }

    /** One has ended; mostly the oldest. */
    synchronized void remove(LaneWrite write) {
        if (underWay.peek() == write) {
            underWay.poll();
        } else {
            underWay.remove(write);
        }
    }

    /** Whether a message with this id is under way: then its outcome is that of its copies, too. */
    synchronized boolean own(Duplicates.Key key) {
        for (LaneWrite write : underWay) {
            if (write.key().equals(key)) {
                write.own();
                return true;
            }
        }
        return false;
    }
}
