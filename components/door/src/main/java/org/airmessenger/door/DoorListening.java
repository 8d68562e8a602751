/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** A listener that a door opens itself: where it is, and how much it carries. */
@UriParams
public class DoorListening extends TlsListening {

    // not "enabled": that word of a component is Camel's own, and leaves its other options unset
    @UriParam(
            label = "common",
            defaultValue = "true",
            description = "Whether the TLS listener is opened.")
    private boolean tlsEnabled = true;

    @UriParam(
            label = "common",
            defaultValue = "127.0.0.1",
            description = "Address that the TLS listener binds.")
    private String host = "127.0.0.1";

    @UriParam(
            label = "limits",
            defaultValue = "10000",
            description = "Most connections at once (1-1000000), those in their TLS handshake too.")
    private int maxConnections = 10000;

    @UriParam(
            label = "advanced",
            defaultValue = "0",
            description = "Threads of the network (0-256); 0 is half the processors, at most four.")
    private int eventLoops = 0;

    public boolean isTlsEnabled() {
        return tlsEnabled;
    }

    public void setTlsEnabled(boolean tlsEnabled) {
        this.tlsEnabled = tlsEnabled;
    }

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    public int getEventLoops() {
        return eventLoops;
    }

    public void setEventLoops(int eventLoops) {
        this.eventLoops = eventLoops;
    }
}
