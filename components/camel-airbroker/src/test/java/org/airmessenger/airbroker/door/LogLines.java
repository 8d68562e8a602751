/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What anybody logs from now on, the broker and its libraries too, at INFO and above. */
final class LogLines {

    /** See log4j2-test.properties. */
    private static final Path FILE = Path.of("target", "test.log");

    private final int before;

    LogLines() throws IOException {
        before = Files.readAllLines(FILE).size();
    }

    List<String> all() throws IOException {
        List<String> lines = Files.readAllLines(FILE);
        return lines.subList(before, lines.size());
    }
}
