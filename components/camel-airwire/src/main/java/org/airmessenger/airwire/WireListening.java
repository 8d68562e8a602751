/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** Where the door of the wire protocol listens, and what it shows. */
@UriParams
public class WireListening {

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
            label = "common",
            defaultValue = "7443",
            description = "Port of the TLS listener; 0 takes a free one.")
    private int port = 7443;

    @UriParam(
            label = "security",
            description = "PEM file with the listener's certificate and the chain behind it.")
    private String certificateFile;

    @UriParam(label = "security", description = "PEM file with its key: PKCS 8, not encrypted.")
    private String keyFile;

    @UriParam(
            label = "security",
            description =
                    "PEM files with the authorities of clients, separated by commas; nothing but them is trusted.")
    private String clientCaFiles;

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
            description = "Most connections at once (1-1000000), those in their TLS handshake too.")
    private int maxConnections = 10000;

    @UriParam(
            label = "limits",
            defaultValue = "10000",
            description = "Time for the TLS handshake, in milliseconds (100-600000).")
    private long deadlineMillis = 10000;

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

    public int getPort() {
        return port;
    }

    public void setPort(int port) {
        this.port = port;
    }

    public String getCertificateFile() {
        return certificateFile;
    }

    public void setCertificateFile(String certificateFile) {
        this.certificateFile = certificateFile;
    }

    public String getKeyFile() {
        return keyFile;
    }

    public void setKeyFile(String keyFile) {
        this.keyFile = keyFile;
    }

    public String getClientCaFiles() {
        return clientCaFiles;
    }

    public void setClientCaFiles(String clientCaFiles) {
        this.clientCaFiles = clientCaFiles;
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

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    public long getDeadlineMillis() {
        return deadlineMillis;
    }

    public void setDeadlineMillis(long deadlineMillis) {
        this.deadlineMillis = deadlineMillis;
    }

    public int getEventLoops() {
        return eventLoops;
    }

    public void setEventLoops(int eventLoops) {
        this.eventLoops = eventLoops;
    }
}
