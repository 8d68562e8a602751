/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import java.time.Duration;
import java.util.Map;

/**
 * One row of a cases file.
 *
 * @param name a sentence
 * @param line where it begins
 * @param in the message
 * @param times how often it is sent; the last one's verdict counts
 * @param pause how far the guard's clock moves before the last one
 * @param answers what stubs answer, by endpoint
 * @param out what is expected
 * @param outLines where each expectation stands
 */
record Case(
        String name,
        int line,
        Map<String, Object> in,
        int times,
        Duration pause,
        Map<String, Map<String, Object>> answers,
        Map<String, Object> out,
        Map<String, Integer> outLines) {}
