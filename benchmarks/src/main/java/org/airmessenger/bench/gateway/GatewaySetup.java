/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a measured gateway differs from the usual one.
 *
 * @param name what it is called
 * @param streams ordered streams of its destination
 * @param answerAfter how long the function takes
 * @param files of its folder that are others, as {@code conf/rules.yaml}
 */
public record GatewaySetup(
        String name, int streams, Duration answerAfter, Map<String, String> files) {

    /** What stands for the function's URL in files. */
    public static final String URL = "@url@";

    /** Copies the files. */
    public GatewaySetup {
        files = Map.copyOf(files);
    }

    /** Eight streams, a function that answers at once. */
    public static GatewaySetup usual() {
        return new GatewaySetup(GatewaySubject.NAME, 8, Duration.ZERO, Map.of());
    }

    /** The same under another name. */
    public GatewaySetup called(String other) {
        return new GatewaySetup(other, streams, answerAfter, files);
    }

    /** The same with another number of streams. */
    public GatewaySetup withStreams(int other) {
        return new GatewaySetup(name, other, answerAfter, files);
    }

    /** The same with a function that takes its time. */
    public GatewaySetup withFunction(Duration other) {
        return new GatewaySetup(name, streams, other, files);
    }

    /** The same with another file. */
    public GatewaySetup with(String file, String text) {
        Map<String, String> more = new TreeMap<>(files);
        more.put(file, text);
        return new GatewaySetup(name, streams, answerAfter, more);
    }
}
