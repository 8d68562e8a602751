/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.LinkedList;
import java.util.List;

/**
 * One place in flight: a batch, or after a refusal its parts one after the other. Its streams stay
 * locked until the last part is done, so that order holds.
 */
final class Request {

    final ClassLaneState lane;
    final boolean probe;
    final List<Stream> streams;
    final LinkedList<List<Entry>> parts = new LinkedList<>();

    /** The destination's recoveries when the current part was sent. */
    int epoch;

    /** When the current part was sent, monotonic nanoseconds. */
    long sentAt;

    /** How many parts were sent: an outcome of another one comes too late. */
    int sent;

    /** The part that the sink has now. */
    List<Entry> current;

    Request(ClassLaneState lane, List<Entry> batch, boolean probe) {
        this.lane = lane;
        this.probe = probe;
        this.current = batch;
        this.streams = batch.stream().map(entry -> entry.stream).distinct().toList();
    }

    boolean isDurable() {
        return current.get(0).durable;
    }

    /** Halves the current part; the first half goes first. */
    void split() {
        int middle = current.size() / 2;
        parts.addFirst(List.copyOf(current.subList(middle, current.size())));
        parts.addFirst(List.copyOf(current.subList(0, middle)));
    }
}
