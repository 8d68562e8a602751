/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import java.util.LinkedHashMap;
import java.util.Map;

/** The last ids that came, so that what comes again by another session is known. */
final class Known {

    private static final int REMEMBERED = 1024;

    private final Map<String, Boolean> ids =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };

    synchronized boolean contains(String id) {
        return id != null && ids.containsKey(id);
    }

    synchronized void add(String id) {
        if (id != null) {
            ids.put(id, true);
        }
    }
}
