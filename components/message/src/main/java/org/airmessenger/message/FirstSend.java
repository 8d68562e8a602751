/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/** What a door knows of a message whose id it made of a number that the device counts. */
public interface FirstSend {

    /**
     * Whether nobody can have sent this id before, as its device has one connection from the time
     * on that it began to count. From any thread; what was true once can become false, never the
     * opposite.
     */
    boolean isNew(String id);
}
