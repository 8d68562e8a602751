/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

/** What all lanes share: the ledger's place, memory, paging. Sizes in bytes. */
public class LaneRoomConfiguration {

    private static final int HEAP_SHARE = 16;

    /** Directory of the ledger. */
    private String dataDirectory;

    /** How often a changed ledger is written, in milliseconds. */
    private long checkpointInterval = 1000;

    /** Most messages of one class of one destination held in memory for delivery. */
    private int windowMessages = 2000;

    /** Most bytes of one class of one destination held in memory for delivery. */
    private long windowBytes = 4_000_000;

    /**
     * Bytes of one lane in memory before it pages to disk; all addresses together are bounded too.
     */
    private long maxMemoryBytes = Math.max(4_000_000, Runtime.getRuntime().maxMemory() / 32);

    /** Size of one page file, in bytes. */
    private int pageBytes = 1_000_000;

    /** Most ids remembered for duplicates in all; 0 means one per KiB of heap. */
    private int duplicateIds = 0;

    /** Most topics with a retained message of one device. */
    private int maxRetainedTopics = 100;

    /** Most bytes of retained messages in all; 0 means a sixteenth of the heap. */
    private long maxRetainedBytes = 0;

    /** What one session's subscriptions may hold. */
    private SessionLimits sessionLimits = SessionLimits.NONE;

    SessionLimits sessionLimits() {
        return sessionLimits;
    }

    /**
     * Bounds what waits for one MQTT session, or for one group.
     *
     * @param maxMessages most messages of all its subscriptions
     * @param maxBytes most bytes of them; 0 means a sixteenth of the heap
     * @param overflow {@code drop-oldest} or {@code drop-new}
     */
    public void setSessionLimits(long maxMessages, long maxBytes, String overflow) {
        long bytes = maxBytes > 0 ? maxBytes : Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        sessionLimits = new SessionLimits(maxMessages, bytes, Overflow.of(overflow));
    }

    public String getDataDirectory() {
        return dataDirectory;
    }

    public void setDataDirectory(String dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    public long getCheckpointInterval() {
        return checkpointInterval;
    }

    public void setCheckpointInterval(long checkpointInterval) {
        this.checkpointInterval = checkpointInterval;
    }

    public int getWindowMessages() {
        return windowMessages;
    }

    public void setWindowMessages(int windowMessages) {
        this.windowMessages = windowMessages;
    }

    public long getWindowBytes() {
        return windowBytes;
    }

    public void setWindowBytes(long windowBytes) {
        this.windowBytes = windowBytes;
    }

    public long getMaxMemoryBytes() {
        return maxMemoryBytes;
    }

    public void setMaxMemoryBytes(long maxMemoryBytes) {
        this.maxMemoryBytes = maxMemoryBytes;
    }

    public int getPageBytes() {
        return pageBytes;
    }

    public void setPageBytes(int pageBytes) {
        this.pageBytes = pageBytes;
    }

    public int getDuplicateIds() {
        return duplicateIds;
    }

    public void setDuplicateIds(int duplicateIds) {
        this.duplicateIds = duplicateIds;
    }

    public int getMaxRetainedTopics() {
        return maxRetainedTopics;
    }

    public void setMaxRetainedTopics(int maxRetainedTopics) {
        this.maxRetainedTopics = maxRetainedTopics;
    }

    public long getMaxRetainedBytes() {
        return maxRetainedBytes;
    }

    public void setMaxRetainedBytes(long maxRetainedBytes) {
        this.maxRetainedBytes = maxRetainedBytes;
    }
}
