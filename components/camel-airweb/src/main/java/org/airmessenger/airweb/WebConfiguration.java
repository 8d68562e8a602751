/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import org.airmessenger.door.DoorListening;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The web listener: where it is, what it shows, and how much it takes. */
@UriParams
public class WebConfiguration extends DoorListening implements Cloneable {

    @UriParam(
            label = "common",
            defaultValue = "8443",
            description = "Port of the listener; 0 takes a free one.")
    private int port = 8443;

    @UriParam(
            label = "security",
            defaultValue = "TLSv1.2,TLSv1.3",
            description = "TLS versions spoken, separated by commas.")
    private String tlsProtocols = "TLSv1.2,TLSv1.3";

    @UriParam(
            label = "limits",
            defaultValue = "100",
            description = "Most requests in progress of one HTTP/2 connection (1-10000).")
    private int maxStreams = 100;

    @UriParam(
            label = "limits",
            defaultValue = "2048",
            description =
                    "Most requests in progress of all connections (1-1000000); more are "
                            + "told to come back.")
    private int maxRequests = 2048;

    @UriParam(
            label = "limits",
            defaultValue = "20000",
            description = "Most lines down to devices that wait for commands (0-1000000).")
    private int maxLines = 20000;

    @UriParam(
            label = "limits",
            defaultValue = "16384",
            description = "Largest head of a request, in bytes (1024-1048576).")
    private int maxHeaderBytes = 16384;

    @UriParam(
            label = "limits",
            defaultValue = "1048576",
            description = "Largest body of one message, in bytes (1-268435456).")
    private long maxBodyBytes = 1048576;

    @UriParam(
            label = "limits",
            defaultValue = "8388608",
            description = "Largest body of a batch, in bytes (1-1073741824).")
    private long maxBatchBytes = 8388608;

    @UriParam(
            label = "limits",
            defaultValue = "1000",
            description = "Most messages of a batch (1-100000).")
    private int maxBatchItems = 1000;

    @UriParam(
            label = "limits",
            defaultValue = "0",
            description =
                    "Bytes taken in and not yet on disk, of all requests; beyond that they "
                            + "are told to come back. 0 is an eighth of the heap.")
    private long maxInFlightBytes = 0;

    @UriParam(
            label = "limits",
            defaultValue = "10000",
            description =
                    "Time for the TLS handshake, then for the first request's head, in "
                            + "milliseconds (100-600000).")
    private long deadlineMillis = 10000;

    @UriParam(
            label = "limits",
            defaultValue = "30000",
            description =
                    "Time for the body of a message, in milliseconds (100-3600000); of a "
                            + "batch ten times as long.")
    private long bodyDeadlineMillis = 30000;

    @UriParam(
            label = "limits",
            defaultValue = "60000",
            description =
                    "How long a connection may have no request in progress, in milliseconds "
                            + "(1000-86400000).")
    private long idleMillis = 60000;

    @UriParam(
            label = "limits",
            defaultValue = "15000",
            description =
                    "Between two signs of life on a line of server-sent events, in "
                            + "milliseconds (100-600000).")
    private long heartbeatMillis = 15000;

    @UriParam(
            label = "limits",
            defaultValue = "60000",
            description = "Longest wait of a long poll, in milliseconds (0-600000).")
    private long maxWaitMillis = 60000;

    @UriParam(
            label = "advanced",
            defaultValue = "0",
            description =
                    "Threads that carry messages through the routes; 0 is four per " + "processor.")
    private int threads = 0;

    // not an option by itself: the component has it
    private SocketConfiguration webSocket = new SocketConfiguration();

    /** Returns a copy of its own. */
    public WebConfiguration copy() {
        try {
            return (WebConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** WebSockets on the listener. */
    public SocketConfiguration getWebSocket() {
        return webSocket;
    }

    void setWebSocket(SocketConfiguration webSocket) {
        this.webSocket = webSocket;
    }

    public int getPort() {
        return port;
    }

    public void setPort(int port) {
        this.port = port;
    }

    public String getTlsProtocols() {
        return tlsProtocols;
    }

    public void setTlsProtocols(String tlsProtocols) {
        this.tlsProtocols = tlsProtocols;
    }

    public int getMaxStreams() {
        return maxStreams;
    }

    public void setMaxStreams(int maxStreams) {
        this.maxStreams = maxStreams;
    }

    public int getMaxRequests() {
        return maxRequests;
    }

    public void setMaxRequests(int maxRequests) {
        this.maxRequests = maxRequests;
    }

    public int getMaxLines() {
        return maxLines;
    }

    public void setMaxLines(int maxLines) {
        this.maxLines = maxLines;
    }

    public int getMaxHeaderBytes() {
        return maxHeaderBytes;
    }

    public void setMaxHeaderBytes(int maxHeaderBytes) {
        this.maxHeaderBytes = maxHeaderBytes;
    }

    public long getMaxBodyBytes() {
        return maxBodyBytes;
    }

    public void setMaxBodyBytes(long maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    public long getMaxBatchBytes() {
        return maxBatchBytes;
    }

    public void setMaxBatchBytes(long maxBatchBytes) {
        this.maxBatchBytes = maxBatchBytes;
    }

    public int getMaxBatchItems() {
        return maxBatchItems;
    }

    public void setMaxBatchItems(int maxBatchItems) {
        this.maxBatchItems = maxBatchItems;
    }

    public long getMaxInFlightBytes() {
        return maxInFlightBytes;
    }

    public void setMaxInFlightBytes(long maxInFlightBytes) {
        this.maxInFlightBytes = maxInFlightBytes;
    }

    public long getDeadlineMillis() {
        return deadlineMillis;
    }

    public void setDeadlineMillis(long deadlineMillis) {
        this.deadlineMillis = deadlineMillis;
    }

    public long getBodyDeadlineMillis() {
        return bodyDeadlineMillis;
    }

    public void setBodyDeadlineMillis(long bodyDeadlineMillis) {
        this.bodyDeadlineMillis = bodyDeadlineMillis;
    }

    public long getIdleMillis() {
        return idleMillis;
    }

    public void setIdleMillis(long idleMillis) {
        this.idleMillis = idleMillis;
    }

    public long getHeartbeatMillis() {
        return heartbeatMillis;
    }

    public void setHeartbeatMillis(long heartbeatMillis) {
        this.heartbeatMillis = heartbeatMillis;
    }

    public long getMaxWaitMillis() {
        return maxWaitMillis;
    }

    public void setMaxWaitMillis(long maxWaitMillis) {
        this.maxWaitMillis = maxWaitMillis;
    }

    public int getThreads() {
        return threads;
    }

    public void setThreads(int threads) {
        this.threads = threads;
    }
}
