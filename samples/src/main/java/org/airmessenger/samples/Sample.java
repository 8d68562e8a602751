/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A sample as its folder tells it.
 *
 * @param folder its folder
 * @param title what it shows, in a line
 * @param servers the far side, by name
 * @param steps its day
 */
record Sample(Path folder, String title, Map<String, ServerPlan> servers, List<Step> steps) {

    /**
     * A server of the far side.
     *
     * @param kind function, gateway, hook, kafka or lambda
     * @param topics of Kafka, to be created
     */
    record ServerPlan(String kind, List<String> topics) {}

    /** Its name: the folder's. */
    String name() {
        return folder.getFileName().toString();
    }
}
