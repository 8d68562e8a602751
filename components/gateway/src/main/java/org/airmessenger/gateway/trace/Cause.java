/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.trace;

import java.util.List;

/**
 * The entry of the configuration that made a decision.
 *
 * @param file relative to {@code AIR_HOME}, such as {@code conf/policies.yaml}
 * @param keys the way down to the entry: keys of maps, ids or texts of lists; of a properties file,
 *     the one key
 */
public record Cause(String file, List<String> keys) {

    /** Where devices stand. */
    public static final String DEVICES = "conf/devices.yaml";

    /** Where policies stand. */
    public static final String POLICIES = "conf/policies.yaml";

    /** Where rules stand. */
    public static final String RULES = "conf/rules.yaml";

    /** Where destinations stand. */
    public static final String DESTINATIONS = "conf/destinations.yaml";

    /** Where keys of the gateway stand. */
    public static final String PROPERTIES = "conf/gateway.properties";

    /** Copies the list. */
    public Cause {
        keys = List.copyOf(keys);
    }

    /** An entry by its way. */
    public static Cause of(String file, String... keys) {
        return new Cause(file, List.of(keys));
    }
}
