/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.model;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The model that is in force. Rooms compile what they need of it and are told when it changes. */
public final class LiveModel {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN = "airModel";

    private final List<Consumer<Model>> listeners = new CopyOnWriteArrayList<>();
    private volatile Model current;

    /** Starts with a model. */
    public LiveModel(Model first) {
        current = first;
    }

    /** The model in force now. */
    public Model current() {
        return current;
    }

    /** Calls the listener now and after each change, on the thread that makes the change. */
    public synchronized void follow(Consumer<Model> listener) {
        listeners.add(listener);
        listener.accept(current);
    }

    /** Puts a validated model in force; all listeners have compiled it when this returns. */
    public synchronized void replace(Model next) {
        current = next;
        listeners.forEach(listener -> listener.accept(next));
    }
}
