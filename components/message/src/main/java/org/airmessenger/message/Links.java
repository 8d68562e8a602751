/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The lasting connections to others: brokers, gateways. Whoever keeps one tells here how it is, the
 * operator is told from here. A link is up while probes come back, not while a socket is open.
 * Bound in Camel's registry as {@value #BEAN}.
 */
public final class Links {

    /** Name of the bean. */
    public static final String BEAN = "airLinks";

    /** How a link is. */
    public enum State {
        /** Nobody has asked for it yet. */
        IDLE("idle"),
        /** Probes come back. */
        UP("up"),
        /** They do not, or what the link is for is refused. */
        DOWN("down");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The word for people and metrics. */
        public String word() {
            return word;
        }
    }

    /**
     * A link as it is now.
     *
     * @param name the route or destination that it belongs to
     * @param peer host and port
     * @param state {@code idle}, {@code up} or {@code down}
     * @param reason why it is down; else empty
     * @param sinceMillis since when it is so: epoch milliseconds
     */
    public record Link(String name, String peer, String state, String reason, long sinceMillis) {

        /** Whether it ought to work and does not. */
        public boolean down() {
            return state.equals(State.DOWN.word());
        }
    }

    /** What is made of an id: a Kamelet's inside, a reload's version, a destination's route. */
    private static final Pattern MADE = Pattern.compile("^[45]-(delivery|sink)-|!\\d+|\\.k\\d+");

    private final Set<Handle> handles = ConcurrentHashMap.newKeySet();

    /** Announces a link; it is idle. */
    public Handle open(String name, String peer) {
        Handle handle = new Handle(name, peer);
        handles.add(handle);
        return handle;
    }

    /** The name that people gave to what a route was made of. */
    public static String nameOf(String routeId) {
        return MADE.matcher(routeId).replaceAll("");
    }

    /** All links, by name. */
    public List<Link> all() {
        List<Link> all = new ArrayList<>();
        handles.forEach(handle -> all.add(handle.now));
        all.sort(Comparator.comparing(Link::name).thenComparing(Link::peer));
        return all;
    }

    /** By this the keeper of a link tells how it is. Thread-safe. */
    public final class Handle implements AutoCloseable {

        private volatile Link now;

        private Handle(String name, String peer) {
            now = link(name, peer, State.IDLE, "");
        }

        /** Probes come back. */
        public void up() {
            change(State.UP, "");
        }

        /**
         * They do not.
         *
         * @param reason a few words for people
         */
        public void down(String reason) {
            change(State.DOWN, reason);
        }

        /** The name under which it was announced. */
        public String name() {
            return now.name();
        }

        /** Whether it is up. */
        public boolean isUp() {
            return now.state().equals(State.UP.word());
        }

        private synchronized void change(State state, String reason) {
            Link before = now;
            if (!before.state().equals(state.word())) {
                now = link(before.name(), before.peer(), state, reason);
            } else if (!before.reason().equals(reason)) {
                now =
                        new Link(
                                before.name(),
                                before.peer(),
                                state.word(),
                                reason,
                                before.sinceMillis());
            }
        }

        /** It is there no more. */
        @Override
        public void close() {
            handles.remove(this);
        }
    }

    private static Link link(String name, String peer, State state, String reason) {
        return new Link(name, peer, state.word(), reason, System.currentTimeMillis());
    }
}
