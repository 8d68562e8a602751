/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import java.util.concurrent.TimeUnit;

/**
 * How one destination's lanes are emptied. Durations are in milliseconds, sizes in bytes.
 *
 * <p>What an exception of the sink means: {@code DeliveryException} says it itself; an {@code
 * IOException} or a timeout means that the destination is away; an exception about content (an
 * illegal argument, a conversion, a validation, a parser) is a refusal. Any other exception is
 * taken for away too, so that an outage buries nothing; but when it comes back {@code maxAttempts}
 * times for the same messages while others are taken, these are sent each alone, and from then on
 * it is a verdict on the message.
 */
@UriParams
public class LaneConfiguration extends VerdictConfiguration implements Cloneable {

    @UriParam(
            label = "consumer",
            defaultValue = "8",
            description =
                    "Most requests in flight of the normal and bulk lanes together (1-256). Adapts below this when the destination is slow or away.")
    private int concurrency = 8;

    @UriParam(
            label = "consumer",
            defaultValue = "64",
            description = "Most urgent requests in flight, each of another device (1-1024).")
    private int urgentConcurrency = 64;

    @UriParam(
            label = "consumer",
            defaultValue = "device",
            enums = "device,none",
            description =
                    "What order is kept: device keeps each device's order, so a failed message holds back its own device; none holds back nobody.")
    private String order = "device";

    @UriParam(
            label = "consumer",
            defaultValue = "1",
            description = "Most messages in one urgent request (1-10000); 1 means single messages.")
    private int urgentMaxMessages = 1;

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            javaType = "java.time.Duration",
            description = "How long the first urgent message waits for others (0-1h).")
    private long urgentMaxDelay = 0L;

    @UriParam(
            label = "consumer",
            defaultValue = "1000000",
            description =
                    "Most bytes of bodies in one urgent request; a single larger message goes alone.")
    private long urgentMaxBytes = 1000000L;

    @UriParam(
            label = "consumer",
            defaultValue = "1073741824",
            description = "Most bytes on disk that may wait in the urgent lane.")
    private long urgentCapBytes = 1073741824L;

    @UriParam(
            label = "consumer",
            defaultValue = "refuse",
            enums = "refuse,drop-new,drop-oldest",
            description = "What happens to a message for which the urgent lane has no room.")
    private String urgentOverflow = "refuse";

    @UriParam(
            label = "consumer",
            defaultValue = "100",
            description = "Most messages in one normal request (1-10000); 1 means single messages.")
    private int normalMaxMessages = 100;

    @UriParam(
            label = "consumer",
            defaultValue = "1000",
            javaType = "java.time.Duration",
            description = "How long the first normal message waits for others (0-1h).")
    private long normalMaxDelay = 1000L;

    @UriParam(
            label = "consumer",
            defaultValue = "1000000",
            description =
                    "Most bytes of bodies in one normal request; a single larger message goes alone.")
    private long normalMaxBytes = 1000000L;

    @UriParam(
            label = "consumer",
            defaultValue = "10737418240",
            description = "Most bytes on disk that may wait in the normal lane.")
    private long normalCapBytes = 10737418240L;

    @UriParam(
            label = "consumer",
            defaultValue = "refuse",
            enums = "refuse,drop-new,drop-oldest",
            description = "What happens to a message for which the normal lane has no room.")
    private String normalOverflow = "refuse";

    @UriParam(
            label = "consumer",
            defaultValue = "500",
            description = "Most messages in one bulk request (1-10000); 1 means single messages.")
    private int bulkMaxMessages = 500;

    @UriParam(
            label = "consumer",
            defaultValue = "5000",
            javaType = "java.time.Duration",
            description = "How long the first bulk message waits for others (0-1h).")
    private long bulkMaxDelay = 5000L;

    @UriParam(
            label = "consumer",
            defaultValue = "1000000",
            description =
                    "Most bytes of bodies in one bulk request; a single larger message goes alone.")
    private long bulkMaxBytes = 1000000L;

    @UriParam(
            label = "consumer",
            defaultValue = "10737418240",
            description = "Most bytes on disk that may wait in the bulk lane.")
    private long bulkCapBytes = 10737418240L;

    @UriParam(
            label = "consumer",
            defaultValue = "refuse",
            enums = "refuse,drop-new,drop-oldest",
            description = "What happens to a message for which the bulk lane has no room.")
    private String bulkOverflow = "refuse";

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description =
                    "Most messages of one class held in memory for delivery; 0 means as the lanes' own default.")
    private int windowMessages = 0;

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description =
                    "Most bytes of one class held in memory for delivery; 0 means as the lanes' own default.")
    private long windowBytes = 0L;

    /** Returns a copy of its own. */
    public LaneConfiguration copy() {
        try {
            return (LaneConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** The limits of one class; the options were checked. */
    LaneLimits limits(LaneClass laneClass) {
        return switch (laneClass) {
            case URGENT ->
                    new LaneLimits(
                            urgentMaxMessages,
                            TimeUnit.MILLISECONDS.toNanos(urgentMaxDelay),
                            urgentMaxBytes,
                            urgentCapBytes,
                            Overflow.of(urgentOverflow));
            case NORMAL ->
                    new LaneLimits(
                            normalMaxMessages,
                            TimeUnit.MILLISECONDS.toNanos(normalMaxDelay),
                            normalMaxBytes,
                            normalCapBytes,
                            Overflow.of(normalOverflow));
            case BULK ->
                    new LaneLimits(
                            bulkMaxMessages,
                            TimeUnit.MILLISECONDS.toNanos(bulkMaxDelay),
                            bulkMaxBytes,
                            bulkCapBytes,
                            Overflow.of(bulkOverflow));
        };
    }

    boolean ordered() {
        return !"none".equals(order);
    }

    public int getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    public int getUrgentConcurrency() {
        return urgentConcurrency;
    }

    public void setUrgentConcurrency(int urgentConcurrency) {
        this.urgentConcurrency = urgentConcurrency;
    }

    public String getOrder() {
        return order;
    }

    public void setOrder(String order) {
        this.order = order;
    }

    public int getUrgentMaxMessages() {
        return urgentMaxMessages;
    }

    public void setUrgentMaxMessages(int urgentMaxMessages) {
        this.urgentMaxMessages = urgentMaxMessages;
    }

    public long getUrgentMaxDelay() {
        return urgentMaxDelay;
    }

    public void setUrgentMaxDelay(long urgentMaxDelay) {
        this.urgentMaxDelay = urgentMaxDelay;
    }

    public long getUrgentMaxBytes() {
        return urgentMaxBytes;
    }

    public void setUrgentMaxBytes(long urgentMaxBytes) {
        this.urgentMaxBytes = urgentMaxBytes;
    }

    public long getUrgentCapBytes() {
        return urgentCapBytes;
    }

    public void setUrgentCapBytes(long urgentCapBytes) {
        this.urgentCapBytes = urgentCapBytes;
    }

    public String getUrgentOverflow() {
        return urgentOverflow;
    }

    public void setUrgentOverflow(String urgentOverflow) {
        this.urgentOverflow = urgentOverflow;
    }

    public int getNormalMaxMessages() {
        return normalMaxMessages;
    }

    public void setNormalMaxMessages(int normalMaxMessages) {
        this.normalMaxMessages = normalMaxMessages;
    }

    public long getNormalMaxDelay() {
        return normalMaxDelay;
    }

    public void setNormalMaxDelay(long normalMaxDelay) {
        this.normalMaxDelay = normalMaxDelay;
    }

    public long getNormalMaxBytes() {
        return normalMaxBytes;
    }

    public void setNormalMaxBytes(long normalMaxBytes) {
        this.normalMaxBytes = normalMaxBytes;
    }

    public long getNormalCapBytes() {
        return normalCapBytes;
    }

    public void setNormalCapBytes(long normalCapBytes) {
        this.normalCapBytes = normalCapBytes;
    }

    public String getNormalOverflow() {
        return normalOverflow;
    }

    public void setNormalOverflow(String normalOverflow) {
        this.normalOverflow = normalOverflow;
    }

    public int getBulkMaxMessages() {
        return bulkMaxMessages;
    }

    public void setBulkMaxMessages(int bulkMaxMessages) {
        this.bulkMaxMessages = bulkMaxMessages;
    }

    public long getBulkMaxDelay() {
        return bulkMaxDelay;
    }

    public void setBulkMaxDelay(long bulkMaxDelay) {
        this.bulkMaxDelay = bulkMaxDelay;
    }

    public long getBulkMaxBytes() {
        return bulkMaxBytes;
    }

    public void setBulkMaxBytes(long bulkMaxBytes) {
        this.bulkMaxBytes = bulkMaxBytes;
    }

    public long getBulkCapBytes() {
        return bulkCapBytes;
    }

    public void setBulkCapBytes(long bulkCapBytes) {
        this.bulkCapBytes = bulkCapBytes;
    }

    public String getBulkOverflow() {
        return bulkOverflow;
    }

    public void setBulkOverflow(String bulkOverflow) {
        this.bulkOverflow = bulkOverflow;
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
}
