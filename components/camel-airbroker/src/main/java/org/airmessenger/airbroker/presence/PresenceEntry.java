/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is known of one device, and what of it was published. One word is published at a time, so
 * that words are in order; what changes meanwhile is published afterwards, once. Guarded by itself.
 */
final class PresenceEntry {

    final String device;
    private String tenant;

    /** The doors by which it is here. */
    private final List<String> doors = new ArrayList<>(1);

    private PresenceWord word;
    private PresenceWord published;
    private boolean underway;
    private long notBefore;
    private boolean queued;

    PresenceEntry(String device) {
        this.device = device;
    }

    /** Here by a door; true if that is news. */
    synchronized boolean here(String door, String newTenant, long now) {
        tenant = newTenant;
        if (doors.contains(door)) {
            return false;
        }
        doors.add(door);
        boolean was = word != null && word.connected();
        // the first door is told; a second one makes the device no more present
        word = was ? word : new PresenceWord(true, door, "", now, tenant);
        return isNews();
    }

    /** Not here by a door any more; true if that is news. */
    synchronized boolean gone(String door, String reason, long now) {
        if (!doors.remove(door)) {
            return false;
        }
        if (doors.isEmpty()) {
            word = new PresenceWord(false, door, reason, now, tenant);
        } else if (word.door().equals(door)) {
            word = new PresenceWord(true, doors.get(0), "", word.since(), tenant);
        }
        return isNews();
    }

    /** What the last run left as here; true, for it is news that it is not. */
    synchronized boolean stale(PresenceWord left, String reason, long now) {
        if (word != null) {
            return false;
        }
        tenant = left.tenant();
        published = left;
        word = new PresenceWord(false, left.door(), reason, now, tenant);
        return true;
    }

    private boolean isNews() {
        return !underway && !Objects.equals(word, published);
    }

    /** True for the one that puts it into the queue. */
    synchronized boolean queue() {
        if (queued) {
            return false;
        }
        queued = true;
        return true;
    }

    /**
     * Its turn has come.
     *
     * @return what to publish now, or null: nothing, or not yet
     */
    synchronized PresenceWord take(long nanos, boolean hurried) {
        queued = false;
        if (!isNews() || !hurried && waits(nanos) > 0) {
            return null;
        }
        underway = true;
        return word;
    }

    /** Nanoseconds until the next word may be published, if there is one; 0 if there is none. */
    synchronized long waits(long nanos) {
        return isNews() && published != null ? Math.max(0, notBefore - nanos) : 0;
    }

    /** A word was published, or was not; true if there is news meanwhile, or still. */
    synchronized boolean told(PresenceWord told, boolean kept, long quietUntil) {
        underway = false;
        if (kept) {
            published = told;
        }
        notBefore = quietUntil;
        return isNews();
    }

    /** Whether it is gone, and told so: nothing need be known of it any more. */
    synchronized boolean isOver() {
        return !underway && !queued && doors.isEmpty() && Objects.equals(word, published);
    }

    synchronized boolean hasNews() {
        return underway || !Objects.equals(word, published);
    }
}
