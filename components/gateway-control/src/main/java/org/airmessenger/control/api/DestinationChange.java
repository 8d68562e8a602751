/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Brings what serves the destinations from one model to the next, or back. The lanes take messages
 * all the while: what arrives during a swap waits until the swap is done.
 */
final class DestinationChange {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationChange.class);
    private static final Place NOWHERE = new Place("", 1);

    private final DestinationKeeper keeper;
    private final Map<String, Destination> before;
    private final Map<String, Destination> next;
    private final Deque<Step> done = new ArrayDeque<>();

    private interface Step {
        void run() throws Exception;
    }

    DestinationChange(DestinationKeeper keeper, Model before, Model next) {
        this.keeper = keeper;
        this.before = before.destinations();
        this.next = next.destinations();
    }

    /** Adds what is new and swaps what changed; before the new rules are in force. */
    void open() {
        for (Destination destination : next.values()) {
            Destination old = before.get(destination.name());
            if (old == null) {
                add(destination);
            } else if (!isSame(old, destination)) {
                remove(old);
                add(destination);
            }
        }
    }

    /**
     * Removes what is gone; after the new rules are in force, so that nothing more is on its way.
     *
     * @param isEmpty throws if a destination still has a backlog
     */
    void close(Consumer<String> isEmpty) {
        for (Destination old : before.values()) {
            if (!next.containsKey(old.name())) {
                remove(old);
                isEmpty.accept(old.name());
            }
        }
    }

    /** Takes back all that was done, the last first. */
    void undo() {
        while (!done.isEmpty()) {
            try {
                done.pop().run();
            } catch (Exception e) {
                LOG.error(
                        "AIR-6029 a destination must be served as before but cannot; restart the"
                                + " gateway",
                        e);
            }
        }
    }

    private void add(Destination destination) {
        String name = destination.name();
        try {
            keeper.add(destination);
        } catch (Exception e) {
            throw failed(name, e);
        }
        done.push(() -> removeAgain(name));
    }

    private void removeAgain(String name) throws Exception {
        if (!keeper.remove(name)) {
            throw new IllegalStateException(name + " still has requests in flight");
        }
    }

    private void remove(Destination old) {
        boolean gone;
        try {
            gone = keeper.remove(old.name());
        } catch (Exception e) {
            throw failed(old.name(), e);
        }
        if (!gone) {
            throw new ControlException(
                    Kind.CONFLICT,
                    "AIR-6030 requests in flight must end before a destination changes but those of "
                            + old.name()
                            + " did not in time; nothing was changed, try again");
        }
        done.push(() -> keeper.add(old));
    }

    private static ControlException failed(String name, Exception failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        LOG.error("AIR-6028 destination {} could not be changed", name, failure);
        return new ControlException(
                Kind.INVALID,
                "AIR-6028 every destination must start but "
                        + name
                        + " did not; nothing was changed: "
                        + (root.getMessage() == null ? root.toString() : root.getMessage()));
    }

    /** Where it stands in the file means nothing. */
    private static boolean isSame(Destination one, Destination other) {
        return placeless(one).equals(placeless(other));
    }

    private static Destination placeless(Destination destination) {
        return new Destination(
                destination.name(),
                destination.sink(),
                destination.parameters(),
                destination.acceptMemory(),
                destination.batches(),
                destination.concurrency(),
                destination.ordered(),
                destination.retry(),
                destination.compress(),
                destination.caps(),
                destination.deadMaxBytes(),
                NOWHERE);
    }
}
