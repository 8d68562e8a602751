/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.Endings;

/**
 * One stream of numbers, as one device sends them to one topic. A number is held back only if it is
 * near the last kept one <em>and</em> near every one that is on its way: whichever of those is kept
 * in the end, and in whatever order the journal answers, the last number that was kept is then near
 * the last one that was sent.
 */
final class Deadband {

    private boolean known;
    private double last;
    private long lastSequence;
    private long lastNanos;

    private int moving;
    private double least;
    private double most;
    private long sequence;

    /**
     * How far a number may move.
     *
     * @param absolute difference
     * @param part of the number it is compared with, 0–1
     */
    record Band(double absolute, double part) {
        boolean holds(double value, double reference) {
            double difference = Math.abs(value - reference);
            return difference <= absolute || difference <= Math.abs(reference) * part;
        }
    }

    /**
     * Offers the next number.
     *
     * @param now monotonic nanoseconds
     * @param silence longest silence in nanoseconds
     * @return null if it is held back; else what must be told how it ended
     */
    synchronized Passage offer(double value, long now, Band band, long silence) {
        boolean near = known && now - lastNanos < silence && band.holds(value, last);
        if (near && moving > 0) {
            near = band.holds(value, least) && band.holds(value, most);
        }
        if (near) {
            return null;
        }
        least = moving == 0 ? value : Math.min(least, value);
        most = moving == 0 ? value : Math.max(most, value);
        moving++;
        return new Passage(this, ++sequence, value, now);
    }

    private synchronized void end(Passage passage, boolean kept) {
        moving--;
        if (kept && passage.sequence > lastSequence) {
            known = true;
            last = passage.value;
            lastSequence = passage.sequence;
            lastNanos = passage.nanos;
        }
    }

    /**
     * A number on its way.
     *
     * @param stream whose it is
     * @param sequence its place among those that were let through
     * @param value the number
     * @param nanos when it was let through
     */
    record Passage(Deadband stream, long sequence, double value, long nanos)
            implements Endings.Listener {
        @Override
        public void ended(boolean kept) {
            stream.end(this, kept);
        }
    }
}
