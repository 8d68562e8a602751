/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.bare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The native part of the asynchronous journal. It lies in a jar, where the system cannot load it
 * from; unpacked, it makes the bare broker as quick as the gateway's.
 */
final class NativeJournal {

    private static final String RESOURCE = "lib/linux-x86_64/libartemis-native-64.so";

    private NativeJournal() {}

    /** Unpacks it into a directory; the JVM options that use it, none where it does not exist. */
    static List<String> unpack(Path directory) throws IOException {
        try (InputStream in = NativeJournal.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null || !System.getProperty("os.arch").equals("amd64")) {
                return List.of();
            }
            Files.createDirectories(directory);
            Path library = directory.resolve("libartemis-native-64.so");
            if (Files.notExists(library)) {
                Files.copy(in, library);
            }
            return List.of("-Djava.library.path=" + directory);
        }
    }
}
