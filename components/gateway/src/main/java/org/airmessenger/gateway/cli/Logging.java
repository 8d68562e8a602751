/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Chooses the log's configuration, before the first logger is made: a running gateway takes {@code
 * conf/log4j2.xml} of its folder or of the distribution and writes to {@code log/}; every other
 * command stays silent.
 */
final class Logging {

    private static final String CHOICE = "log4j2.configurationFile";
    private static final String FOLDER = "air.log";
    private static final String DISTRIBUTION = "air.dist";

    private Logging() {}

    /** Sets up the log beside what follows: it is a tenth of the start, and not needed at once. */
    static void begin() {
        Thread beginning = new Thread(() -> LoggerFactory.getLogger(Logging.class), "air-log");
        beginning.setDaemon(true);
        beginning.start();
    }

    /** For a gateway that runs here. */
    static void ofRun(Path home) {
        if (System.getProperty(FOLDER) == null) {
            System.setProperty(FOLDER, home.resolve("log").toString());
        }
        if (System.getProperty(CHOICE) != null) {
            return;
        }
        String distribution = System.getProperty(DISTRIBUTION);
        Path own = home.resolve("conf/log4j2.xml");
        Path shipped = distribution == null ? own : Path.of(distribution, "conf/log4j2.xml");
        Path chosen = Files.exists(own) ? own : shipped;
        if (Files.exists(chosen)) {
            System.setProperty(CHOICE, chosen.toUri().toString());
        }
    }
}
