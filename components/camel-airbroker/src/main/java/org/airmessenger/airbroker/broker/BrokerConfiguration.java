/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The embedded broker: where its journal is, how much it may take, which doors it opens. */
@UriParams
public class BrokerConfiguration extends ProtocolConfiguration implements Cloneable {

    @UriParam(label = "common", description = "Directory of journal, paging and bindings.")
    @Metadata(required = true)
    private String dataDirectory;

    @UriParam(
            label = "common",
            defaultValue = "auto",
            enums = "auto,aio,nio",
            description =
                    "Journal: aio asks for asynchronous I/O and fails without it, nio never "
                            + "tries, auto takes aio where it works.")
    private String journal = "auto";

    @UriParam(
            label = "common",
            defaultValue = "90",
            description = "Share of the disk in use at which messages are refused (1-100).")
    private int maxDiskUsagePercent = 90;

    @UriParam(
            label = "common",
            defaultValue = "209715200",
            description = "Free bytes of the disk below which messages are refused.")
    private long minDiskFreeBytes = 209715200;

    @UriParam(
            label = "common",
            defaultValue = "0",
            description =
                    "Bytes of messages held in memory before addresses page to disk; 0 "
                            + "takes a quarter of the heap.")
    private long globalMaxBytes = 0;

    @UriParam(
            label = "common",
            defaultValue = "false",
            description = "Whether the broker registers its beans with JMX.")
    private boolean managementEnabled = false;

    @UriParam(
            label = "security",
            defaultValue = "100",
            description = "Most subscriptions of one device's session (1-100000).")
    private int maxSubscriptions = 100;

    @UriParam(
            label = "security",
            defaultValue = "20",
            description =
                    "Filters per second that a device may subscribe to for ever (1-100000); at once it"
                            + " may maxSubscriptions more, then it is not read for as long.")
    private int subscribesPerSecond = 20;

    @UriParam(
            label = "security",
            defaultValue = "100",
            description = "Most topics with a retained message of one device (0-1000000).")
    private int maxRetainedTopics = 100;

    @UriParam(
            label = "security",
            defaultValue = "0",
            description =
                    "Most bytes of retained messages of all devices, which are held in memory; 0 takes"
                            + " a sixteenth of the heap.")
    private long maxRetainedBytes = 0;

    @UriParam(
            label = "security",
            defaultValue = "604800",
            description =
                    "Longest that a session outlives its connection, in seconds (1-2147483); MQTT"
                            + " 3.1.1 sessions that are kept end after it.")
    private int maxSessionExpirySeconds = 604800;

    @UriParam(
            label = "security",
            defaultValue = "100000",
            description =
                    "Most sessions that are stored because they outlive their connections"
                            + " (1-10000000).")
    private int maxSessions = 100000;

    @UriParam(
            label = "common",
            defaultValue = "true",
            description =
                    "Whether it is published which devices are here, under presence/<device>, by the"
                            + " route that starts from airbroker:presence.")
    private boolean presenceEnabled = true;

    @UriParam(
            label = "common",
            defaultValue = "1000",
            description = "Most words about devices published per second (1-100000).")
    private int presencePerSecond = 1000;

    @UriParam(
            label = "common",
            defaultValue = "1000",
            description =
                    "Shortest time between two words about one device, in milliseconds (0-3600000).")
    private long presenceQuietMillis = 1000;

    /** Returns a copy of its own. */
    public BrokerConfiguration copy() {
        try {
            return (BrokerConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public String getDataDirectory() {
        return dataDirectory;
    }

    public void setDataDirectory(String dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    public String getJournal() {
        return journal;
    }

    public void setJournal(String journal) {
        this.journal = journal;
    }

    public int getMaxDiskUsagePercent() {
        return maxDiskUsagePercent;
    }

    public void setMaxDiskUsagePercent(int maxDiskUsagePercent) {
        this.maxDiskUsagePercent = maxDiskUsagePercent;
    }

    public long getMinDiskFreeBytes() {
        return minDiskFreeBytes;
    }

    public void setMinDiskFreeBytes(long minDiskFreeBytes) {
        this.minDiskFreeBytes = minDiskFreeBytes;
    }

    public long getGlobalMaxBytes() {
        return globalMaxBytes;
    }

    public void setGlobalMaxBytes(long globalMaxBytes) {
        this.globalMaxBytes = globalMaxBytes;
    }

    public boolean isManagementEnabled() {
        return managementEnabled;
    }

    public void setManagementEnabled(boolean managementEnabled) {
        this.managementEnabled = managementEnabled;
    }

    public int getMaxSubscriptions() {
        return maxSubscriptions;
    }

    public void setMaxSubscriptions(int maxSubscriptions) {
        this.maxSubscriptions = maxSubscriptions;
    }

    public int getSubscribesPerSecond() {
        return subscribesPerSecond;
    }

    public void setSubscribesPerSecond(int subscribesPerSecond) {
        this.subscribesPerSecond = subscribesPerSecond;
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

    public int getMaxSessionExpirySeconds() {
        return maxSessionExpirySeconds;
    }

    public void setMaxSessionExpirySeconds(int maxSessionExpirySeconds) {
        this.maxSessionExpirySeconds = maxSessionExpirySeconds;
    }

    public int getMaxSessions() {
        return maxSessions;
    }

    public void setMaxSessions(int maxSessions) {
        this.maxSessions = maxSessions;
    }

    public boolean isPresenceEnabled() {
        return presenceEnabled;
    }

    public void setPresenceEnabled(boolean presenceEnabled) {
        this.presenceEnabled = presenceEnabled;
    }

    public int getPresencePerSecond() {
        return presencePerSecond;
    }

    public void setPresencePerSecond(int presencePerSecond) {
        this.presencePerSecond = presencePerSecond;
    }

    public long getPresenceQuietMillis() {
        return presenceQuietMillis;
    }

    public void setPresenceQuietMillis(long presenceQuietMillis) {
        this.presenceQuietMillis = presenceQuietMillis;
    }
}
