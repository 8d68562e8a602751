/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * What follows when a sink does not take a message. Durations are in milliseconds, sizes in bytes.
 */
@UriParams
public class VerdictConfiguration {

    @UriParam(
            label = "consumer",
            defaultValue = "300000",
            javaType = "java.time.Duration",
            description =
                    "Longest time that a request may take (1s-24h); then the destination counts as away, the place is free and a late answer is ignored. A sink's own timeout should be shorter.")
    private long requestMax = 300000L;

    @UriParam(
            label = "consumer",
            defaultValue = "200",
            javaType = "java.time.Duration",
            description = "First pause after a failure (1ms-1h).")
    private long retryInitial = 200L;

    @UriParam(
            label = "consumer",
            defaultValue = "60000",
            javaType = "java.time.Duration",
            description = "Longest pause after a failure (1ms-24h).")
    private long retryMax = 60000L;

    @UriParam(
            label = "consumer",
            defaultValue = "5",
            description =
                    "Verdicts on one message before it goes to the dead lane (1-1000); outages do not count.")
    private int maxAttempts = 5;

    @UriParam(
            label = "consumer",
            defaultValue = "1073741824",
            description =
                    "Most bytes on disk that the dead may take; beyond it a refused message waits in its lane, with its device, until there is room.")
    private long deadCapBytes = 1073741824L;

    public long getRequestMax() {
        return requestMax;
    }

    public void setRequestMax(long requestMax) {
        this.requestMax = requestMax;
    }

    public long getRetryInitial() {
        return retryInitial;
    }

    public void setRetryInitial(long retryInitial) {
        this.retryInitial = retryInitial;
    }

    public long getRetryMax() {
        return retryMax;
    }

    public void setRetryMax(long retryMax) {
        this.retryMax = retryMax;
    }

    public int getMaxAttempts() {
        return maxAttempts;
    }

    public void setMaxAttempts(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    public long getDeadCapBytes() {
        return deadCapBytes;
    }

    public void setDeadCapBytes(long deadCapBytes) {
        this.deadCapBytes = deadCapBytes;
    }
}
