/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.airwire.session.Limits;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import java.util.Set;

/** The door of the wire protocol: where it listens, what it shows, and how much it takes. */
@UriParams
public class WireConfiguration extends WireListening implements Cloneable {

    @UriParam(
            label = "security",
            description =
                    "Devices, separated by commas, that are gateways and may speak for others: whose message it is, and when it was taken in.")
    private String gateways;

    @UriParam(
            label = "common",
            description =
                    "Name of this gateway in the list of those that a message has passed; the host's name unless it is set.")
    private String node;

    @UriParam(
            label = "limits",
            defaultValue = "1081344",
            description = "Largest frame, in bytes (1024-16777216).")
    private int maxFrameBytes = 1081344;

    @UriParam(
            label = "limits",
            defaultValue = "512",
            description = "Most unacknowledged messages of one device (1-8192).")
    private int window = 512;

    @UriParam(
            label = "limits",
            defaultValue = "64",
            description = "Most aliases that one device may bind (0-16384).")
    private int maxAliases = 64;

    @UriParam(
            label = "limits",
            defaultValue = "2097152",
            description = "Most bytes of one device that wait to be kept; at least maxFrameBytes.")
    private long creditBytes = 2097152;

    @UriParam(
            label = "limits",
            defaultValue = "1048576",
            description =
                    "Largest batch when unpacked, in bytes (1024-16777216); 0 takes no batches.")
    private int maxBatchBytes = 1048576;

    @UriParam(
            label = "limits",
            defaultValue = "true",
            description = "Whether batches may be compressed.")
    private boolean zstd = true;

    @UriParam(
            label = "limits",
            description =
                    "zstd dictionaries for batches, separated by commas; both ends must have them.")
    private String dictionaryFiles;

    @UriParam(
            label = "limits",
            defaultValue = "300000",
            description =
                    "Within how many seconds each end sends something (1-3600); a device may ask for less.")
    private long idleMillis = 300000;

    @UriParam(
            label = "limits",
            defaultValue = "32",
            description =
                    "Most messages on their way to one device that it has not acknowledged (1-1024).")
    private int commandWindow = 32;

    @UriParam(
            label = "limits",
            defaultValue = "10000",
            description = "Most sessions of devices that are away (1-1000000).")
    private int maxSessions = 10000;

    @UriParam(
            label = "limits",
            defaultValue = "3600000",
            description =
                    "How long a session is kept while its device is away, in milliseconds (300000-604800000).")
    private long sessionMillis = 3600000;

    @UriParam(
            label = "limits",
            defaultValue = "0",
            description =
                    "Bytes taken in and not yet on disk, of all devices; beyond that none is read from. 0 is an eighth of the heap.")
    private long maxInFlightBytes = 0;

    @UriParam(
            label = "advanced",
            defaultValue = "0",
            description =
                    "Threads that carry messages through the routes; 0 is four per processor.")
    private int threads = 0;

    /** Returns a copy of its own. */
    public WireConfiguration copy() {
        try {
            return (WireConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** What it announces to devices. */
    public Limits limits() {
        return new Limits(
                maxFrameBytes,
                window,
                maxAliases,
                window,
                creditBytes,
                (int) (idleMillis / 1000),
                maxBatchBytes,
                zstd,
                WireChecks.dictionaries(dictionaryFiles),
                true,
                null);
    }

    /** The devices that may speak for others. */
    public Set<String> gatewaySet() {
        return Set.copyOf(WireChecks.list(gateways));
    }

    /** The name of this gateway. */
    public String node() {
        return node == null || node.isBlank() ? WireChecks.hostName() : node;
    }

    public String getGateways() {
        return gateways;
    }

    public void setGateways(String gateways) {
        this.gateways = gateways;
    }

    public String getNode() {
        return node;
    }

    public void setNode(String node) {
        this.node = node;
    }

    public int getMaxFrameBytes() {
        return maxFrameBytes;
    }

    public void setMaxFrameBytes(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    public int getWindow() {
        return window;
    }

    public void setWindow(int window) {
        this.window = window;
    }

    public int getMaxAliases() {
        return maxAliases;
    }

    public void setMaxAliases(int maxAliases) {
        this.maxAliases = maxAliases;
    }

    public long getCreditBytes() {
        return creditBytes;
    }

    public void setCreditBytes(long creditBytes) {
        this.creditBytes = creditBytes;
    }

    public int getMaxBatchBytes() {
        return maxBatchBytes;
    }

    public void setMaxBatchBytes(int maxBatchBytes) {
        this.maxBatchBytes = maxBatchBytes;
    }

    public boolean isZstd() {
        return zstd;
    }

    public void setZstd(boolean zstd) {
        this.zstd = zstd;
    }

    public String getDictionaryFiles() {
        return dictionaryFiles;
    }

    public void setDictionaryFiles(String dictionaryFiles) {
        this.dictionaryFiles = dictionaryFiles;
    }

    public long getIdleMillis() {
        return idleMillis;
    }

    public void setIdleMillis(long idleMillis) {
        this.idleMillis = idleMillis;
    }

    public int getCommandWindow() {
        return commandWindow;
    }

    public void setCommandWindow(int commandWindow) {
        this.commandWindow = commandWindow;
    }

    public int getMaxSessions() {
        return maxSessions;
    }

    public void setMaxSessions(int maxSessions) {
        this.maxSessions = maxSessions;
    }

    public long getSessionMillis() {
        return sessionMillis;
    }

    public void setSessionMillis(long sessionMillis) {
        this.sessionMillis = sessionMillis;
    }

    public long getMaxInFlightBytes() {
        return maxInFlightBytes;
    }

    public void setMaxInFlightBytes(long maxInFlightBytes) {
        this.maxInFlightBytes = maxInFlightBytes;
    }

    public int getThreads() {
        return threads;
    }

    public void setThreads(int threads) {
        this.threads = threads;
    }
}
