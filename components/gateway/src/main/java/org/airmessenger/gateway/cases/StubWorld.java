/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.apache.camel.support.DefaultConsumer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the stubs of one case share.
 *
 * @param consumers by endpoint: where the routes of the case begin
 * @param reached the ends that the last message reached, in order
 * @param answers what ends answer, by endpoint
 */
record StubWorld(
        Map<String, DefaultConsumer> consumers,
        List<String> reached,
        Map<String, Map<String, Object>> answers) {

    StubWorld(Map<String, Map<String, Object>> answers) {
        this(new LinkedHashMap<>(), new ArrayList<>(), answers);
    }
}
