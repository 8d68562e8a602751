/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.files.FourFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Looks a few times a second at the files that may change while the gateway runs, and has them
 * reloaded once they rest. It looks instead of being told by the system, because that works for
 * every way in which a file changes: written, renamed over, deleted, a link that points elsewhere
 * (a ConfigMap of Kubernetes), a network file system. The folders hold few files: a look is cheap.
 */
public final class FileWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final long AGAIN_MILLIS = 5_000;
    private static final long STOP_MILLIS = 1_000;
    private static final int LOOKS_PER_QUIET = 4;

    private final Path home;
    private final long quietMillis;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(FileWatch::thread);
    private Map<Path, Sight> seen;
    private long due = Long.MAX_VALUE;

    /** What changes whenever a file does. */
    private record Sight(long bytes, long modifiedNanos, Object file) {}

    /**
     * Remembers how the files are now.
     *
     * @param quietMillis how long files must rest, in milliseconds
     */
    public FileWatch(Path home, long quietMillis) {
        this.home = home;
        this.quietMillis = quietMillis;
        seen = sight();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "air-reload");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Begins to look.
     *
     * @param reload reloads all files; a {@link ControlException} says that it was refused
     */
    public void start(Runnable reload) {
        long every = Math.max(20, quietMillis / LOOKS_PER_QUIET);
        executor.scheduleWithFixedDelay(
                () -> safeLook(reload), every, every, TimeUnit.MILLISECONDS);
    }

    private void safeLook(Runnable reload) {
        try {
            look(reload, TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        } catch (RuntimeException e) {
            LOG.warn("AIR-9064 the files must be watched but could not be; the next look will", e);
        }
    }

    /** One look, at a time in milliseconds of a clock that only runs forward. */
    void look(Runnable reload, long now) {
        Map<Path, Sight> sight = sight();
        if (!sight.equals(seen)) {
            seen = sight;
            due = now + quietMillis;
        } else if (due != Long.MAX_VALUE && now - due >= 0) {
            due = Long.MAX_VALUE;
            try {
                reload.run();
            } catch (ControlException e) {
                // told already; what is only in the way now may be gone in a while
                due = e.kind() == Kind.CONFLICT ? now + AGAIN_MILLIS : Long.MAX_VALUE;
            }
        }
    }

    private Map<Path, Sight> sight() {
        Map<Path, Sight> sight = new TreeMap<>();
        addFolder("routes", ".camel.yaml", sight);
        addFolder("kamelets", ".kamelet.yaml", sight);
        FourFiles.NAMES.forEach(name -> add(home.resolve(name), sight));
        return sight;
    }

    private void addFolder(String name, String suffix, Map<Path, Sight> sight) {
        Path folder = home.resolve(name);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .forEach(file -> add(file, sight));
        } catch (IOException e) {
            LOG.debug("{} is just changing", folder, e);
        }
    }

    /** Links are followed: what they point to counts. */
    private static void add(Path file, Map<Path, Sight> sight) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            sight.put(
                    file,
                    new Sight(
                            facts.size(),
                            facts.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                            facts.fileKey()));
        } catch (IOException e) {
            LOG.debug("{} is not there", file, e);
        }
    }

    /** Looks no more; a reload that is under way ends, or is taken back if it takes its time. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
