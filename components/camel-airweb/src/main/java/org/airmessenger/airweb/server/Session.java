/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.door.LiveConnections;
import org.airmessenger.message.Identity;

import java.util.ArrayList;
import java.util.List;

/**
 * A device on one connection: what it proved, and what ends with that. Belongs to the event loop,
 * but for {@link #evict}.
 */
public final class Session implements LiveConnections.Connection {

    private final WebConnection connection;
    private final Key key;
    private final Identity identity;
    private final List<Line> lines = new ArrayList<>();
    private volatile boolean over;
    private volatile boolean evicted;

    /** What stays open for the device and ends with its session. */
    @FunctionalInterface
    public interface Line {

        /** Ends it, on the event loop. */
        void end(String reason);
    }

    /**
     * By what, and where.
     *
     * @param mark the {@link TokenMark} of a token; null for the certificate
     * @param door the word of the door that asked
     */
    record Key(String mark, String door) {}

    /** Proven. */
    Session(WebConnection connection, Key key, Identity identity) {
        this.connection = connection;
        this.key = key;
        this.identity = identity;
    }

    /** Who it is. */
    public Identity identity() {
        return identity;
    }

    /** Whether the proof does not hold any more; from any thread. */
    boolean isOver() {
        return over;
    }

    /** Whether the proof was taken back, or ended; from any thread. */
    public boolean isEvicted() {
        return evicted;
    }

    Key key() {
        return key;
    }

    /** Whether it was proven by a certificate, so that it lasts as long as its connection. */
    boolean isByCertificate() {
        return key.mark() == null;
    }

    /** Nothing but the proof is kept. */
    boolean isIdle() {
        return lines.isEmpty();
    }

    /** A line opened. */
    public void add(Line line) {
        lines.add(line);
    }

    /** A line is closed. */
    public void remove(Line line) {
        lines.remove(line);
    }

    /** Ends all its lines. */
    void end(String reason) {
        over = true;
        List.copyOf(lines).forEach(line -> line.end(reason));
    }

    @Override
    public void evict(String reason) {
        // from now on nothing more is taken by this proof, whatever the event loop does meanwhile
        over = true;
        evicted = true;
        connection.runOnContext(() -> connection.over(this, reason));
    }
}
