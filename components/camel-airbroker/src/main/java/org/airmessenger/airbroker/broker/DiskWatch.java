/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Watches the disk of the journal, and raises the alarm before the broker itself would stop taking
 * messages: a refusal can be told to a device, a stopped broker cannot.
 */
final class DiskWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);

    private final Path directory;
    private final int maxUsagePercent;
    private final long minFreeBytes;
    private volatile String problem = "";
    private volatile long usable;
    private volatile long total;

    DiskWatch(Path directory, int maxUsagePercent, long minFreeBytes) {
        this.directory = directory;
        this.maxUsagePercent = maxUsagePercent;
        this.minFreeBytes = minFreeBytes;
    }

    /** Looks at the disk; logs only when the answer changes. */
    void look() {
        String found;
        try {
            FileStore store = Files.getFileStore(directory);
            found = judge(store.getUsableSpace(), store.getTotalSpace());
        } catch (IOException e) {
            found = "AIR-1011 the disk of the journal cannot be read: " + e;
        }
        if (found.isEmpty() && !problem.isEmpty()) {
            LOG.info("AIR-1012 the disk has room again: {} bytes free", usable);
        } else if (!found.isEmpty() && problem.isEmpty()) {
            LOG.error(found);
        }
        problem = found;
    }

    /** What is wrong with so much space, or empty. */
    String judge(long usableBytes, long totalBytes) {
        usable = usableBytes;
        total = totalBytes;
        if (usableBytes < minFreeBytes) {
            return "AIR-1011 the disk must have %d bytes free but had %d; free some, or lower minDiskFreeBytes"
                    .formatted(minFreeBytes, usableBytes);
        }
        if (usagePercent() > maxUsagePercent) {
            return "AIR-1011 the disk must be used to at most %d%% but was to %d%%; free some, or raise maxDiskUsagePercent"
                    .formatted(maxUsagePercent, usagePercent());
        }
        return "";
    }

    int usagePercent() {
        return total <= 0 ? 0 : (int) ((total - usable) * 100 / total);
    }

    long usableBytes() {
        return usable;
    }

    /** Empty while there is room. */
    String problem() {
        return problem;
    }
}
