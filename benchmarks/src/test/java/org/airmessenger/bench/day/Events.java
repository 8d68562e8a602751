/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.day;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies of messages; the function finds each by its {@code seq}. */
final class Events {

    private Events() {}

    /** A temperature that nobody fears. */
    static String telemetry(long number) {
        return "{\"celsius\":21.5,\"seq\":" + number + "}";
    }

    /** One that somebody must hear of at once. */
    static String overheating(long number) {
        return "{\"celsius\":97.0,\"seq\":" + number + "}";
    }

    /** A file with messages 1 to so many, one per line. */
    static Path telemetryFile(Path folder, int many) throws IOException {
        return Files.writeString(
                Files.createTempFile(folder, "telemetry", ".txt"),
                IntStream.rangeClosed(1, many)
                        .mapToObj(Events::telemetry)
                        .collect(Collectors.joining("\n", "", "\n")));
    }
}
