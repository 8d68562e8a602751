/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** How one destination's lanes are emptied. Durations are in milliseconds, sizes in bytes. */
@UriParams
public class LaneConfiguration implements Cloneable {

    @UriParam(
            label = "consumer",
            defaultValue = "8",
            description =
                    "Most requests in flight of the normal and bulk lanes together (1-256). Adapts"
                            + " below this when the destination is slow or away.")
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
                    "What order is kept: device keeps each device's order, so a failed message"
                            + " holds back its own device; none holds back nobody.")
    private String order = "device";

    /** Returns a copy of its own. */
    public LaneConfiguration copy() {
        try {
            return (LaneConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
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
}
