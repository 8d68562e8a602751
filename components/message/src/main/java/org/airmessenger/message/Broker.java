/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.Map;

/** What the broker tells the operator. Bound in Camel's registry as {@value #BEAN}. */
public interface Broker {

    /** Name of the bean. */
    String BEAN = "airBroker";

    /** One line per fact: journal, disk, connections, memory. Names are stable words. */
    Map<String, Object> facts();

    /** Whether a message could be persisted now: journal open, disk above its limit. */
    boolean canPersist();

    /** Why not, when {@link #canPersist()} is false; otherwise empty. */
    String problem();

    /** The port a door really listens on ({@code mqtt}, {@code mqtt-plain}); 0 if it is off. */
    int port(String door);

    /**
     * Ends every live session of a device.
     *
     * @return how many were ended
     */
    int evict(String device, String reason);
}
