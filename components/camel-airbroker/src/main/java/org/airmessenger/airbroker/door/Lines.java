/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The last line of each device. A device that comes back finds its old one, which may still be on
 * its way through guard and lanes, and comes behind it.
 */
final class Lines {

    private final ConcurrentHashMap<String, DoorLine> last = new ConcurrentHashMap<>();

    /** Puts a new line behind the device's last one. */
    void join(String device, DoorLine line) {
        DoorLine before = last.put(device, line);
        line.drained().thenRun(() -> last.remove(device, line));
        line.follow(before);
    }

    /** Devices that have a line. */
    int size() {
        return last.size();
    }
}
