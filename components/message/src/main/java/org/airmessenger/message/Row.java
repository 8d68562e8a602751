/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The messages that a door starts one after the other on one thread. Whoever writes them may let
 * some come together, and write them at once when the row ends.
 *
 * <p>That is only good while nothing on the thread waits for one of them: the row would never end.
 * So a route that can tell says, for each of its steps, whether it goes straight on to the writer;
 * what anything else starts is written at once. Belongs to its thread.
 */
public final class Row {

    private static final ThreadLocal<Row> CURRENT = new ThreadLocal<>();

    private final List<Runnable> ends = new ArrayList<>(2);
    private Way way = Way.UNKNOWN;

    private Row() {}

    /** How the call that is under way came about. */
    public enum Way {
        /** Nobody has said yet. */
        UNKNOWN,
        /** By calls alone of which none waits. */
        STRAIGHT,
        /** By something that may wait, or that cannot be told. */
        OTHER
    }

    /** Starts messages; what they left for the end of the row is done before it returns. */
    public static void during(Runnable messages) {
        if (CURRENT.get() != null) {
            messages.run();
            return;
        }
        Row row = new Row();
        CURRENT.set(row);
        try {
            messages.run();
        } finally {
            CURRENT.remove();
            row.end();
        }
    }

    /** The row of this thread; null if there is none. */
    public static Row current() {
        return CURRENT.get();
    }

    /**
     * Says how the next call goes on; what came about otherwise remains so.
     *
     * @return what it was, for {@link #back}
     */
    public Way go(boolean straight) {
        Way before = way;
        way = straight && before != Way.OTHER ? Way.STRAIGHT : Way.OTHER;
        return before;
    }

    /** The call has returned. */
    public void back(Way before) {
        way = before;
    }

    /** Whether a write may wait for the end of the row. */
    public boolean isStraight() {
        return way == Way.STRAIGHT;
    }

    /** Runs once when the row ends, however often it is said; must not throw. */
    public void atEnd(Runnable task) {
        if (!ends.contains(task)) {
            ends.add(task);
        }
    }

    /** Something comes that may take its time: what was left for the end is done now. */
    public void end() {
        for (int i = 0; i < ends.size(); i++) {
            ends.get(i).run();
        }
        ends.clear();
    }
}
