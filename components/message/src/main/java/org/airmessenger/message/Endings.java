/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.ArrayList;
import java.util.List;

/**
 * By this a step learns how a message ended that it let through. A step inside a Kamelet sees only
 * a copy of the exchange, which ends when the Kamelet does; the door alone knows whether the lanes
 * kept the message, and tells it here.
 */
public final class Endings {

    /** How a message ended. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Called once, on any thread; must not block.
         *
         * @param kept whether the message was kept, or held back, so that it was acknowledged
         */
        void ended(boolean kept);
    }

    private List<Listener> listeners;

    /** Asks to be told. */
    public synchronized void add(Listener listener) {
        if (listeners == null) {
            listeners = new ArrayList<>(1);
        }
        listeners.add(listener);
    }

    /** Tells all that asked; by the door, when the route is done with the message. */
    public void ended(boolean kept) {
        List<Listener> told;
        synchronized (this) {
            told = listeners;
            listeners = null;
        }
        if (told != null) {
            told.forEach(listener -> listener.ended(kept));
        }
    }
}
