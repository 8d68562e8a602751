/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.down.Tally.Leave;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Who wants to know what becomes of a command. Nothing is looked up while nobody does. */
final class Watches {

    private final ConcurrentHashMap<String, Watch> byId = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Watch> byNumber = new ConcurrentHashMap<>();

    /** What is seen of one command. */
    static final class Watch {

        /** Done when the command leaves its mailbox. */
        final CompletableFuture<Leave> left = new CompletableFuture<>();

        private volatile boolean given;
        private volatile long number;

        boolean isGiven() {
            return given;
        }
    }

    /** Watches a command before it is sent. */
    Watch watch(String id) {
        Watch watch = new Watch();
        byId.put(id, watch);
        return watch;
    }

    void end(String id, Watch watch) {
        byId.remove(id, watch);
        byNumber.remove(watch.number, watch);
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    /** The command came out of the journal, and has its number. */
    void took(String id, long number) {
        Watch watch = byId.get(id);
        if (watch != null) {
            watch.number = number;
            byNumber.put(number, watch);
        }
    }

    void gave(long number) {
        Watch watch = byNumber.isEmpty() ? null : byNumber.get(number);
        if (watch != null) {
            watch.given = true;
        }
    }

    void left(long number, Leave how) {
        Watch watch = byNumber.isEmpty() ? null : byNumber.remove(number);
        if (watch != null) {
            watch.left.complete(how);
        }
    }
}
