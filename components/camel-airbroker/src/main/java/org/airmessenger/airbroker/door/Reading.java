/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.Flow;

import io.netty.channel.Channel;

/**
 * Whether a connection is read. Several reasons can stop it, and each ends by itself; the last one
 * that ends lets reading go on. Belongs to the event loop.
 */
final class Reading implements Flow.Tap {

    /** Why a connection is not read. */
    enum Pause {
        /** Too many bytes wait to be kept. */
        BYTES,
        /** A message is held because of a rate or a full lane. */
        HELD,
        /** It does not read what it is sent. */
        UNREAD,
        /** Subscribed faster than it may. */
        SUBSCRIBING,
        /** What it sent before is not in force yet. */
        ORDER,
        /** The broker has not answered CONNECT yet. */
        CONNECTING,
        /** The door is going down. */
        GOING_DOWN
    }

    private final Channel channel;
    private int paused;

    Reading(Channel channel) {
        this.channel = channel;
    }

    void pause(Pause why) {
        set(paused | bit(why));
    }

    void resume(Pause why) {
        set(paused & ~bit(why));
    }

    void set(Pause why, boolean pause) {
        set(pause ? paused | bit(why) : paused & ~bit(why));
    }

    /** Because of bytes. */
    @Override
    public void pause() {
        pause(Pause.BYTES);
    }

    /** Bytes are no reason any more. */
    @Override
    public void resume() {
        resume(Pause.BYTES);
    }

    /** Whether because of bytes. */
    @Override
    public boolean isPaused() {
        return isPaused(Pause.BYTES);
    }

    /** Whether for any reason. */
    boolean isStopped() {
        return paused != 0;
    }

    boolean isPaused(Pause why) {
        return (paused & bit(why)) != 0;
    }

    private void set(int now) {
        boolean before = isStopped();
        paused = now;
        if (before != isStopped()) {
            channel.config().setAutoRead(!isStopped());
        }
    }

    private static int bit(Pause why) {
        return 1 << why.ordinal();
    }
}
