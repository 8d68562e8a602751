/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.message.Downlink;

/** A line as a door sees it that serves MQTT's own options; only a device's own filters. */
public interface CommandLine extends Downlink.Line {

    /**
     * Subscribes to an own filter.
     *
     * @param qos the most that is wanted, 0 or 1
     * @param retained whether the last values of its topics come first
     */
    void subscribe(String filter, int qos, boolean retained);

    /** A command was not sent after all: it stays for another subscription. */
    void putBack(long number);
}
