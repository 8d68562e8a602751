/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.message.LastValues.Last;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The copy of the last values on disk. It is written beside the old one and takes its place when it
 * is whole and synced; nothing is taken from a copy whose sum is wrong.
 *
 * <pre>
 *  8 bytes   "AIRLAST1"
 *  each:     1 byte 1, topic, id, contentType, contentEncoding, keyId (4 bytes of length, -1 for
 *            none, and UTF-8), time, expiry (8 bytes each), body (4 bytes of length, and bytes)
 *  1 byte    0
 *  8 bytes   CRC-32C of all before
 * </pre>
 */
public final class LastFile {

    private static final long MAGIC = 0x4149524c41535431L;
    private static final int LEAST_BYTES = 17;
    private static final int SUM_BYTES = 8;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final Path beside;

    /** Need not be there yet; its folder must. */
    public LastFile(Path path) {
        this.path = path;
        this.beside = path.resolveSibling(path.getFileName() + ".new");
    }

    /**
     * Replaces the copy.
     *
     * @return its size in bytes
     */
    long write(Collection<Last> values) throws IOException {
        Files.deleteIfExists(beside);
        try (FileChannel channel =
                FileChannel.open(
                        beside,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly())) {
            CheckedOutputStream sum =
                    new CheckedOutputStream(Channels.newOutputStream(channel), new CRC32C());
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(sum, BUFFER_BYTES));
            out.writeLong(MAGIC);
            for (Last last : values) {
                out.writeByte(1);
                write(out, last);
            }
            out.writeByte(0);
            out.flush();
            out.writeLong(sum.getChecksum().getValue());
            out.flush();
            channel.force(true);
        }
        long size = Files.size(beside);
        Files.move(
                beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return size;
    }

    private FileAttribute<?>[] ownerOnly() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void write(DataOutputStream out, Last last) throws IOException {
        text(out, last.topic());
        text(out, last.id());
        text(out, last.contentType());
        text(out, last.contentEncoding());
        text(out, last.keyId());
        out.writeLong(last.time());
        out.writeLong(last.expiry());
        out.writeInt(last.body().length);
        out.write(last.body());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads the copy, if there is one.
     *
     * @throws IOException if it is not whole; then nothing was handed out
     */
    void read(Consumer<Last> taker) throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        long size = Files.size(path);
        check(size);
        try (DataInputStream in = open()) {
            in.readLong();
            while (in.readByte() == 1) {
                taker.accept(last(in));
            }
        }
    }

    private DataInputStream open() throws IOException {
        return new DataInputStream(
                new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES));
    }

    /** Before anything is believed, lengths least of all. */
    private void check(long size) throws IOException {
        if (size < LEAST_BYTES) {
            throw new IOException("it has " + size + " bytes");
        }
        try (DataInputStream in = open()) {
            if (in.readLong() != MAGIC) {
                throw new IOException("it is not of this kind");
            }
        }
        try (InputStream file = open();
                CheckedInputStream sum = new CheckedInputStream(file, new CRC32C())) {
            sum.skipNBytes(size - SUM_BYTES);
            long told = new DataInputStream(file).readLong();
            if (told != sum.getChecksum().getValue()) {
                throw new IOException("its sum is wrong");
            }
        }
    }

    private static Last last(DataInputStream in) throws IOException {
        String topic = text(in);
        String id = text(in);
        String contentType = text(in);
        String contentEncoding = text(in);
        String keyId = text(in);
        long time = in.readLong();
        long expiry = in.readLong();
        byte[] body = in.readNBytes(in.readInt());
        return new Last(topic, body, id, time, expiry, contentType, contentEncoding, keyId);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
