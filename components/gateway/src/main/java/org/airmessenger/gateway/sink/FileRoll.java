/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * Which file is written: one per destination and day (UTC), the next number when it is full. A line
 * that a crash cut off is removed before anything follows it: it was never acknowledged. One thread
 * at a time.
 */
final class FileRoll {

    private static final int BLOCK = 64 * 1024;

    private final Path folder;
    private final long maxBytes;
    private Path file;
    private String day = "";
    private int number;

    /**
     * Files in a folder.
     *
     * @param maxBytes a file grows no further, but for a single request that is larger
     */
    FileRoll(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /**
     * The file for so many more bytes; it ends with a whole line, or is empty, or not there yet.
     *
     * @param name the first part of its name
     */
    Path next(String name, LocalDate today, int more) throws IOException {
        String base = name + "-" + today;
        if (!base.equals(day)) {
            mendEarlier(name, base);
            day = base;
            number = 0;
            while (Files.exists(path(number + 1))) {
                number++;
            }
        }
        file = path(number);
        long length = mend(file);
        if (length > 0 && length + more > maxBytes) {
            number++;
            file = path(number);
            mend(file);
        }
        return file;
    }

    /** A crash before midnight cut off a line of a file that is written no more. */
    private void mendEarlier(String name, String base) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Pattern own =
                Pattern.compile(Pattern.quote(name) + "-\\d{4}-\\d\\d-\\d\\d(\\.\\d+)?\\.ndjson");
        Path newest = null;
        FileTime time = FileTime.fromMillis(0);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, name + "-*.ndjson")) {
            for (Path each : all) {
                String file = each.getFileName().toString();
                if (own.matcher(file).matches() && !file.startsWith(base)) {
                    FileTime written = Files.getLastModifiedTime(each);
                    if (written.compareTo(time) > 0) {
                        newest = each;
                        time = written;
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (newest != null) {
            mend(newest);
        }
    }

    private Path path(int which) {
        return folder.resolve(day + (which == 0 ? "" : "." + which) + ".ndjson");
    }

    /** Removes a line without an end; gives the length. */
    private static long mend(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = channel.size();
            long whole = end;
            ByteBuffer block = ByteBuffer.allocate(1);
            while (whole > 0) {
                int length = (int) Math.min(block.capacity(), whole);
                block.clear().limit(length);
                channel.read(block, whole - length);
                int last = length - 1;
                while (last >= 0 && block.get(last) != '\n') {
                    last--;
                }
                whole -= length - 1 - last;
                if (last >= 0) {
                    break;
                }
                block = ByteBuffer.allocate(BLOCK);
            }
            if (whole < end) {
                channel.truncate(whole);
            }
            return whole;
        }
    }
}
