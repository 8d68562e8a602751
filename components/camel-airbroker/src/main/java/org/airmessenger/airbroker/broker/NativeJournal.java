/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.activemq.artemis.nativo.jlibaio.LibaioContext;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Makes asynchronous journal I/O work from a plain class path. The broker's native library comes
 * inside a jar, and the broker only looks for it on {@code java.library.path}; so it is unpacked
 * and loaded here, unless the launcher has put it there already.
 */
final class NativeJournal {

    private static final String LIBRARY = "libartemis-native-64.so";
    private static final String RESOURCE = "/lib/linux-x86_64/" + LIBRARY;

    private NativeJournal() {}

    /**
     * Loads the library, once per process.
     *
     * @param directory where the library is unpacked to
     * @return null if asynchronous I/O works, otherwise why it does not
     */
    static synchronized String load(Path directory) {
        if (!System.getProperty("os.name", "").equals("Linux")
                || !System.getProperty("os.arch", "")
                        .toLowerCase(Locale.ROOT)
                        .matches("amd64|x86_64")) {
            return "only Linux on x86-64 has it";
        }
        try {
            if (LibaioContext.isLoaded()) {
                return null;
            }
            Path library = unpack(directory);
            System.load(library.toAbsolutePath().toString());
            markLoaded();
            return probe();
        } catch (IOException e) {
            return "the native library could not be unpacked to " + directory + ": " + e;
        } catch (UnsatisfiedLinkError e) {
            return "the native library does not load (libaio missing?): " + e.getMessage();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return "the native library could not be announced: " + e;
        }
    }

    private static Path unpack(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path target = directory.resolve(LIBRARY);
        try (InputStream in = LibaioContext.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + " is not on the class path");
            }
            byte[] library = in.readAllBytes();
            if (Files.exists(target)
                    && java.util.Arrays.equals(library, Files.readAllBytes(target))) {
                return target;
            }
            Path part = Files.createTempFile(directory, LIBRARY, ".part");
            Files.write(part, library);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    /**
     * The class decided at its own loading that there is no library; its native methods are bound
     * by now, because a library serves every class of its class loader.
     */
    private static void markLoaded() throws ReflectiveOperationException {
        Field loaded = LibaioContext.class.getDeclaredField("loaded");
        loaded.setAccessible(true);
        loaded.setBoolean(null, true);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(NativeJournal::closeContexts, "air-native-journal-shutdown"));
    }

    private static void closeContexts() {
        try {
            Field shuttingDown = LibaioContext.class.getDeclaredField("shuttingDown");
            shuttingDown.setAccessible(true);
            ((java.util.concurrent.atomic.AtomicBoolean) shuttingDown.get(null)).set(true);
            var check = LibaioContext.class.getDeclaredMethod("checkShutdown");
            check.setAccessible(true);
            check.invoke(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // the process ends anyway; the journal is consistent at any moment
            return;
        }
    }

    private static String probe() {
        try {
            new LibaioContext<>(8, true, true).close();
            return null;
        } catch (RuntimeException | UnsatisfiedLinkError e) {
            return "the kernel refuses asynchronous I/O: " + e.getMessage();
        }
    }
}
