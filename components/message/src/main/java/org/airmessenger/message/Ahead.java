/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/** A component with something slow to open, which can be begun before the component starts. */
public interface Ahead {

    /**
     * Begins to open it beside what the caller does next. The start, which is to follow, waits for
     * it and tells what failed; a stop ends what was begun, too.
     *
     * @throws IllegalArgumentException if the configuration is wrong
     */
    void openAhead();
}
