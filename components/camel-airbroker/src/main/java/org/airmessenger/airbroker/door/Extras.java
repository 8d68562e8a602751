/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.util.List;

/**
 * What a PUBLISH has beside its headers and its body (MQTT 5.0, 3.3).
 *
 * @param retain whether it becomes its topic's retained message
 * @param payloadFormat the Payload Format Indicator, or null
 * @param userProperties name, value, name, … as they came; empty if the headers say all of it
 */
record Extras(boolean retain, Integer payloadFormat, List<String> userProperties) {

    static final Extras NONE = new Extras(false, null, List.of());

    int size() {
        int size = 0;
        for (String text : userProperties) {
            size += text.length();
        }
        return size;
    }
}
