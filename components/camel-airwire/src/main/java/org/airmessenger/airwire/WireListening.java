/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.door.DoorListening;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** Where the door of the wire protocol listens, and what it shows. */
@UriParams
public class WireListening extends DoorListening {

    @UriParam(
            label = "common",
            defaultValue = "7443",
            description = "Port of the TLS listener; 0 takes a free one.")
    private int port = 7443;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description = "Whether a listener without TLS is opened, for tests on this machine.")
    private boolean plainEnabled = false;

    @UriParam(
            label = "security",
            defaultValue = "127.0.0.1",
            description = "Address that it binds: loopback only.")
    private String plainHost = "127.0.0.1";

    @UriParam(
            label = "security",
            defaultValue = "7444",
            description = "Port of the listener without TLS; 0 takes a free one.")
    private int plainPort = 7444;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description = "Whether devices need no proof there: they are who they claim to be.")
    private boolean plainAnonymous = false;

    @UriParam(
            label = "limits",
            defaultValue = "10000",
            description = "Time for the TLS handshake, in milliseconds (100-600000).")
    private long deadlineMillis = 10000;

    public int getPort() {
        return port;
    }

    public void setPort(int port) {
        this.port = port;
    }

    public boolean isPlainEnabled() {
        return plainEnabled;
    }

    public void setPlainEnabled(boolean plainEnabled) {
        this.plainEnabled = plainEnabled;
    }

    public String getPlainHost() {
        return plainHost;
    }

    public void setPlainHost(String plainHost) {
        this.plainHost = plainHost;
    }

    public int getPlainPort() {
        return plainPort;
    }

    public void setPlainPort(int plainPort) {
        this.plainPort = plainPort;
    }

    public boolean isPlainAnonymous() {
        return plainAnonymous;
    }

    public void setPlainAnonymous(boolean plainAnonymous) {
        this.plainAnonymous = plainAnonymous;
    }

    public long getDeadlineMillis() {
        return deadlineMillis;
    }

    public void setDeadlineMillis(long deadlineMillis) {
        this.deadlineMillis = deadlineMillis;
    }
}
