/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.apache.camel.model.RouteDefinition;

/**
 * One route that is to run.
 *
 * @param id its id as written
 * @param print equal prints, equal routes
 * @param source the name of its file, or of the destination that it serves
 * @param kind what it is
 * @param maker makes it; null for one that is not to be made again
 */
record RouteWish(String id, String print, String source, Kind kind, Maker maker) {

    /** What a route is. */
    enum Kind {
        /**
         * Brings messages in: it is made when the devices and rules that it counts on are there.
         */
        SOURCE,
        /** One of the rooms. */
        ROOM,
        /** Serves a destination. */
        DESTINATION;

        /** The kind of a route that a file has. */
        static Kind of(RouteDefinition route) {
            String uri = route.getInput().getEndpointUri();
            return uri != null && uri.startsWith("kamelet:") ? SOURCE : ROOM;
        }
    }

    /** Whether it serves a destination. */
    boolean destination() {
        return kind == Kind.DESTINATION;
    }

    /** Adds a route to the context under an id. */
    interface Maker {
        void make(String route) throws Exception;
    }
}
