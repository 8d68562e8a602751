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
public class BrokerConfiguration implements Cloneable {

    @UriParam(label = "common", description = "Directory of journal, paging and bindings.")
    @Metadata(required = true)
    private String dataDirectory;

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
}
