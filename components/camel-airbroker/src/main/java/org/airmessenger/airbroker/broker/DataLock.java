/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * That a data directory is this gateway's alone. The broker would wait for another one without an
 * end and without a word. It ends with the process, however that ends.
 */
final class DataLock implements AutoCloseable {

    private static final String FILE = "gateway.lock";
    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it, or waits for one that is about to stop.
     *
     * @param data the data directory
     * @param patience how long to wait
     * @throws IllegalStateException if another one holds it still
     * @throws IOException if the file cannot be written
     */
    static DataLock take(Path data, Duration patience) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        data.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            await(channel, data, patience);
        } catch (IOException | IllegalStateException e) {
            channel.close();
            throw e;
        }
        return new DataLock(channel);
    }

    private static void await(FileChannel channel, Path data, Duration patience)
            throws IOException {
        long begin = System.nanoTime();
        while (lock(channel) == null) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new IllegalStateException(
                        "AIR-1036 the data directory must be this gateway's alone but another one has used %s for the last %d s: stop that one, or give this one a folder of its own"
                                .formatted(data, patience.toSeconds()));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Null if another one has it, in this process or elsewhere. */
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Gives it back. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
