/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

/** Work inside the broker, which may fail with anything. */
@FunctionalInterface
interface BrokerWork {

    /** Does it. */
    void run() throws Exception;
}
