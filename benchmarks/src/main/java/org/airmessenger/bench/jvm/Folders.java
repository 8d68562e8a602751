/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.jvm;

import org.airmessenger.gateway.demo.ThrowawayHome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that last as long as a trial. */
public final class Folders {

    private Folders() {}

    /**
     * A new one, where {@code air.bench.dir} says or where temporary files go; on a disk, not in
     * memory, if what is measured syncs to it.
     */
    public static Path create(String prefix) throws IOException {
        String parent = System.getProperty("air.bench.dir", "");
        if (parent.isEmpty()) {
            return Files.createTempDirectory(prefix);
        }
        return Files.createTempDirectory(Files.createDirectories(Path.of(parent)), prefix);
    }

    /** Removes one and all that is in it; without a word if it is gone already. */
    public static void remove(Path folder) throws IOException {
        ThrowawayHome.remove(folder);
    }
}
