/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** How much may wait for devices, and for how long. Sizes in bytes, durations in milliseconds. */
@UriParams
public class CommandsConfiguration implements Cloneable {

    @UriParam(
            label = "common",
            defaultValue = "1000",
            description = "Most commands that wait for one device (1-1000000).")
    private int maxMessages = 1000;

    @UriParam(
            label = "common",
            defaultValue = "1000000",
            description = "Most bytes that wait for one device (1000-1000000000).")
    private long maxBytes = 1_000_000;

    @UriParam(
            label = "common",
            defaultValue = "1000000000",
            description = "Most bytes that wait for all devices together (1000000-1000000000000).")
    private long maxTotalBytes = 1_000_000_000;

    @UriParam(
            label = "common",
            defaultValue = "refuse",
            enums = "refuse,drop-oldest",
            description =
                    "What happens to a command whose device has no room: it is refused, so its"
                            + " publisher is told, or the device's oldest is dropped for it.")
    private String overflow = "refuse";

    @UriParam(
            label = "common",
            defaultValue = "604800000",
            description =
                    "How long a command waits that has no expiry of its own (1000-31536000000).")
    private long expireAfterMillis = 604_800_000;

    @UriParam(
            label = "common",
            defaultValue = "20",
            description =
                    "Commands that an MQTT device may have in flight, if it does not ask for fewer (1-1000).")
    private int inFlight = 20;

    @UriParam(
            label = "common",
            defaultValue = "8000000",
            description =
                    "Bytes of commands on their way that are held in memory, all devices together (100000-1000000000).")
    private long memoryBytes = 8_000_000;

    /** Returns a copy of its own. */
    public CommandsConfiguration copy() {
        try {
            return (CommandsConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public int getMaxMessages() {
        return maxMessages;
    }

    public void setMaxMessages(int maxMessages) {
        this.maxMessages = maxMessages;
    }

    public long getMaxBytes() {
        return maxBytes;
    }

    public void setMaxBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    public long getMaxTotalBytes() {
        return maxTotalBytes;
    }

    public void setMaxTotalBytes(long maxTotalBytes) {
        this.maxTotalBytes = maxTotalBytes;
    }

    public String getOverflow() {
        return overflow;
    }

    public void setOverflow(String overflow) {
        this.overflow = overflow;
    }

    public long getExpireAfterMillis() {
        return expireAfterMillis;
    }

    public void setExpireAfterMillis(long expireAfterMillis) {
        this.expireAfterMillis = expireAfterMillis;
    }

    public int getInFlight() {
        return inFlight;
    }

    public void setInFlight(int inFlight) {
        this.inFlight = inFlight;
    }

    public long getMemoryBytes() {
        return memoryBytes;
    }

    public void setMemoryBytes(long memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    boolean dropsOldest() {
        return "drop-oldest".equals(overflow);
    }
}
