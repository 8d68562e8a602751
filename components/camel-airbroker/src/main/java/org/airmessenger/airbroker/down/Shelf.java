/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What waits for devices, on disk and sorted by device: one file, of which only pages that are read
 * are in memory. Changes are seen at once and are safe once {@link #synced()} is done; many share
 * one write. Thread-safe.
 */
final class Shelf {

    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final String FILE = "mailboxes.mv.db";
    private static final int CACHE_MEGABYTES = 8;

    /** What a crash of the machine may reorder on the disk is not written over for so long. */
    private static final int RETENTION_MILLIS = 5_000;

    private static final int LEAST_FILL_PERCENT = 60;
    private static final int COMPACT_BYTES = 4 << 20;
    private static final int CLOSE_SECONDS = 30;
    private static final int SLIP_BYTES = 13;

    /** Changes hold the one, commits the other: a commit has all of a change or nothing of it. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    private final ExecutorService disk;
    private final MVStore store;

    /** {@code <device>/<number>} to slip. */
    private final MVMap<String, byte[]> mail;

    /** Number to headers and body. */
    private final MVMap<Long, byte[]> contents;

    /** The journal's ids of what lies here and may still be in the journal, too; to number. */
    private final MVMap<Long, Long> taken;

    private final MVMap<String, Long> counters;
    private CompletableFuture<Void> next;
    private volatile boolean changed;
    private volatile String problem = "";

    /**
     * What is told about a command without reading it.
     *
     * @param expiry epoch milliseconds
     * @param size bytes that it counts for
     * @param given it was given to a line
     */
    record Slip(long expiry, int size, boolean given) {

        private byte[] encode() {
            return ByteBuffer.allocate(SLIP_BYTES)
                    .putLong(expiry)
                    .putInt(size)
                    .put((byte) (given ? 1 : 0))
                    .array();
        }

        private static Slip decode(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            return new Slip(in.getLong(), in.getInt(), in.get() != 0);
        }
    }

    /** A command on the shelf. */
    record Found(long number, Slip slip) {}

    /** Looks at one command after the other. */
    @FunctionalInterface
    interface Visitor {
        void visit(String device, long number, Slip slip);
    }

    /**
     * Opens the shelf, or makes an empty one.
     *
     * @throws IllegalStateException if it cannot be read
     */
    Shelf(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            Files.createDirectories(directory);
            store =
                    new MVStore.Builder()
                            .fileName(file.toString())
                            .cacheSize(CACHE_MEGABYTES)
                            // only synced() writes, and with it all of a change
                            .autoCommitDisabled()
                            .autoCommitBufferSize(0)
                            .open();
        } catch (IOException | MVStoreException e) {
            throw new IllegalStateException(
                    "AIR-1504 what waits for devices must be readable but %s was not: %s; restore it, or remove it with all that waits"
                            .formatted(file, e.getMessage()),
                    e);
        }
        store.setRetentionTime(RETENTION_MILLIS);
        store.setVersionsToKeep(0);
        mail = open("mail", StringDataType.INSTANCE, ByteArrayDataType.INSTANCE);
        contents = open("contents", LongDataType.INSTANCE, ByteArrayDataType.INSTANCE);
        taken = open("taken", LongDataType.INSTANCE, LongDataType.INSTANCE);
        counters = open("counters", StringDataType.INSTANCE, LongDataType.INSTANCE);
        disk =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread thread = new Thread(task, "air-commands-disk");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    private <K, V> MVMap<K, V> open(
            String name,
            org.h2.mvstore.type.DataType<K> keys,
            org.h2.mvstore.type.DataType<V> values) {
        return store.openMap(name, new MVMap.Builder<K, V>().keyType(keys).valueType(values));
    }

    private static String key(String device, long number) {
        return prefix(device) + Long.toHexString(number | Long.MIN_VALUE);
    }

    private static String prefix(String device) {
        // no device id contains it
        return device + '/';
    }

    private static long number(String key) {
        int slash = key.lastIndexOf('/');
        return Long.parseUnsignedLong(key, slash + 1, key.length(), 16) & Long.MAX_VALUE;
    }

    /** Why nothing can be put here any more; empty if it can. */
    String problem() {
        return problem;
    }

    /** Puts commands here, all or none. */
    void put(Iterable<Letter> letters) {
        change(
                () -> {
                    for (Letter letter : letters) {
                        letter.noted = letter.given;
                        Slip slip = new Slip(letter.expiry, letter.size, letter.given);
                        contents.put(letter.number, Contents.of(letter.reference).encode());
                        mail.put(key(letter.box.device, letter.number), slip.encode());
                        taken.put(letter.reference.getMessage().getMessageID(), letter.number);
                    }
                });
    }

    /** The journal does not have them any more. */
    void forgetTaken(Iterable<Long> ids) {
        change(() -> ids.forEach(taken::remove));
    }

    /** The journal's ids of what lies here and may still be in the journal, too. */
    Set<Long> taken() {
        return new HashSet<>(taken.keySet());
    }

    /** Notes that a command was given to a line. */
    void given(String device, Found found) {
        Slip slip = new Slip(found.slip().expiry(), found.slip().size(), true);
        change(() -> mail.replace(key(device, found.number()), slip.encode()));
    }

    /** Takes a command away. */
    void remove(String device, long number) {
        change(
                () -> {
                    mail.remove(key(device, number));
                    contents.remove(number);
                });
    }

    private void change(Runnable work) {
        lock.readLock().lock();
        try {
            work.run();
            changed = true;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** A device's first command with a higher number; null if there is none. */
    Found after(String device, long number) {
        String found = mail.higherKey(key(device, number));
        if (found == null || !found.startsWith(prefix(device))) {
            return null;
        }
        byte[] slip = mail.get(found);
        return slip == null
                ? after(device, number(found))
                : new Found(number(found), Slip.decode(slip));
    }

    /** A device's command; null if it is not here. */
    Found find(String device, long number) {
        byte[] slip = mail.get(key(device, number));
        return slip == null ? null : new Found(number, Slip.decode(slip));
    }

    /** What a command says; null if it is not here. */
    Content content(long number) {
        byte[] bytes = contents.get(number);
        return bytes == null ? null : Content.decode(bytes);
    }

    /** Visits all commands of all devices, each device's in order. */
    void visit(Visitor visitor) {
        Cursor<String, byte[]> cursor = mail.cursor(null);
        while (cursor.hasNext()) {
            String key = cursor.next();
            visitor.visit(
                    key.substring(0, key.lastIndexOf('/')),
                    number(key),
                    Slip.decode(cursor.getValue()));
        }
    }

    /** How many commands are here. */
    long size() {
        return mail.sizeAsLong();
    }

    /** The highest number that was ever here and still is; 0 if there is none. */
    long lastNumber() {
        Long last = contents.lastKey();
        return last == null ? 0 : last;
    }

    /** A counter of the ledger; 0 if it was never kept. */
    long counter(String name) {
        return counters.getOrDefault(name, 0L);
    }

    /** Keeps a counter of the ledger. */
    void counter(String name, long value) {
        Long before = counters.get(name);
        if (before == null || before != value) {
            change(() -> counters.put(name, value));
        }
    }

    /** Done, on a thread of the shelf, once all that was changed until now is safe. */
    CompletableFuture<Void> synced() {
        synchronized (disk) {
            if (next == null) {
                next = new CompletableFuture<>();
                disk.execute(this::write);
            }
            return next;
        }
    }

    /** Writes what was changed, soon, and makes room for more; called once in a while. */
    void tidy() {
        if (changed && problem.isEmpty()) {
            synced();
        }
        disk.execute(this::compact);
    }

    private void write() {
        CompletableFuture<Void> done;
        synchronized (disk) {
            done = next;
            next = null;
        }
        try {
            commit();
            store.sync();
            done.complete(null);
        } catch (MVStoreException | IllegalStateException e) {
            broken(e);
            done.completeExceptionally(e);
        }
    }

    private void commit() {
        lock.writeLock().lock();
        try {
            changed = false;
            store.commit();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void compact() {
        if (!problem.isEmpty() || store.getFillRate() >= LEAST_FILL_PERCENT) {
            return;
        }
        lock.writeLock().lock();
        try {
            store.compact(LEAST_FILL_PERCENT, COMPACT_BYTES);
        } catch (MVStoreException | IllegalStateException e) {
            broken(e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void broken(RuntimeException cause) {
        if (problem.isEmpty()) {
            problem =
                    "AIR-1505 what waits for devices must be written but the disk failed: "
                            + cause.getMessage()
                            + "; look at the disk and restart the gateway";
            LOG.error("{}", problem, cause);
        }
    }

    /** Writes what is left, and closes the file. */
    void close() {
        disk.execute(
                () -> {
                    try {
                        if (problem.isEmpty()) {
                            commit();
                            store.sync();
                            store.close();
                        } else {
                            store.closeImmediately();
                        }
                    } catch (MVStoreException | IllegalStateException e) {
                        broken(e);
                        store.closeImmediately();
                    }
                });
        // an interrupt would close the file under the store
        disk.shutdown();
        try {
            if (!disk.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "AIR-1505 what waits for devices is still being written after {} s",
                        CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
