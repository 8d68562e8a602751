/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The unpacked distribution, or a checkout. */
final class Distribution {

    /** System property by which the start script says where it is. */
    static final String PROPERTY = "air.dist";

    private Distribution() {}

    /** Its folder. */
    static Path folder() {
        String folder = System.getProperty(PROPERTY);
        if (folder == null || !Files.isDirectory(Path.of(folder, "routes"))) {
            throw new IllegalStateException(
                    "AIR-9044 the distribution must be known by the property "
                            + PROPERTY
                            + " but is "
                            + folder
                            + ": start with bin/air");
        }
        return Path.of(folder);
    }

    /** One of its folders; in a checkout, what belongs to the packed product alone lies deeper. */
    static Path part(String name) {
        Path packed = folder().resolve(name);
        return Files.isDirectory(packed) ? packed : folder().resolve("distribution").resolve(name);
    }
}
