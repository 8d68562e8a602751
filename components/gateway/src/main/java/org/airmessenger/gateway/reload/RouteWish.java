/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

/**
 * One route that is to run.
 *
 * @param id its id as written
 * @param print equal prints, equal routes
 * @param source the name of its file, or of the destination that it serves
 * @param destination whether it serves a destination
 * @param maker makes it; null for one that is not to be made again
 */
record RouteWish(String id, String print, String source, boolean destination, Maker maker) {

    /** Adds a route to the context under an id. */
    interface Maker {
        void make(String route) throws Exception;
    }
}
