/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Writes files so that a crash leaves the old or the new one, never a part, and nobody peeks. */
public final class SafeFiles {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER_FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER =
            PosixFilePermissions.fromString("rwx------");

    // a file lock holds between processes only; within this one the locks here do
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private SafeFiles() {}

    /** Work done under a lock. */
    @FunctionalInterface
    public interface Work<T> {

        /** Does it. */
        T run() throws IOException;
    }

    /** Makes a folder that only its owner may enter (0700), and mends one that is too open. */
    public static void privateFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(folder, attributes(OWNER_FOLDER));
        }
        if (POSIX) {
            Files.setPosixFilePermissions(folder, OWNER_FOLDER);
        }
    }

    /** Takes away what others may do with a file (0600). */
    public static void keepPrivate(Path file) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(file, OWNER_FILE);
        }
    }

    /** Replaces a file by one that only its owner may read (0600): atomic and durable. */
    public static void writePrivate(Path file, byte[] content) throws IOException {
        replace(file, content, OWNER_FILE);
    }

    /** Replaces a file, keeping the permissions it has: atomic and durable. */
    public static void write(Path file, byte[] content) throws IOException {
        boolean keep = POSIX && Files.exists(file);
        replace(
                file,
                content,
                keep
                        ? Files.getPosixFilePermissions(file)
                        : PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Appends to a file that only its owner may read; durable when this returns. */
    public static void appendPrivate(Path file, byte[] content) throws IOException {
        boolean isNew = !Files.exists(file);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        attributes(OWNER_FILE))) {
            writeAll(channel, content);
            channel.force(true);
        }
        if (isNew) {
            syncFolder(file);
        }
    }

    /**
     * Does work while no other thread or process does work under the same lock file.
     *
     * @param lockFile made if missing, and left there: removing it would let two in at once
     */
    public static <T> T locked(Path lockFile, Work<T> work) throws IOException {
        ReentrantLock lock =
                LOCKS.computeIfAbsent(
                        lockFile.toAbsolutePath().normalize(), path -> new ReentrantLock());
        lock.lock();
        try {
            if (lock.getHoldCount() > 1) {
                return work.run();
            }
            try (FileChannel channel =
                            FileChannel.open(
                                    lockFile,
                                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                                    attributes(OWNER_FILE));
                    FileLock held = channel.lock()) {
                return held.isValid() ? work.run() : null;
            }
        } finally {
            lock.unlock();
        }
    }

    private static void replace(Path file, byte[] content, Set<PosixFilePermission> permissions)
            throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary =
                Files.createTempFile(
                        folder, "." + file.getFileName(), ".new", attributes(OWNER_FILE));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                writeAll(channel, content);
                channel.force(true);
            }
            if (POSIX) {
                Files.setPosixFilePermissions(temporary, permissions);
            }
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncFolder(file);
    }

    private static void writeAll(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** The rename itself is durable only once the folder is. Windows cannot open folders. */
    private static void syncFolder(Path file) throws IOException {
        if (POSIX) {
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
                folder.force(true);
            }
        }
    }

    private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
