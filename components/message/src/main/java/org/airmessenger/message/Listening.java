/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.Map;

/**
 * What listeners tell the operator. Each component that listens for devices binds one in Camel's
 * registry, under any name; they are found by type. Thread-safe.
 */
@FunctionalInterface
public interface Listening {

    /** The ports that are really listened on, by the word of the listener; 0 if it is closed. */
    Map<String, Integer> ports();
}
