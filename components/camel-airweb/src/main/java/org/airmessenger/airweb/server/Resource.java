/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

/** What answers requests below one word of the path. */
public interface Resource {

    /**
     * The methods that are allowed, as in the header {@code Allow}, without {@code OPTIONS}.
     *
     * @param rest of the path, null if there is none
     * @return null if there is nothing at that path
     */
    String allow(String rest);

    /** Answers, now or later; on the event loop. */
    void handle(Call call);
}
