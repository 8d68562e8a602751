/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import java.util.List;

/** WebSockets on the web listener: who may have one, and how much it takes. */
@UriParams
public class SocketConfiguration implements Cloneable {

    /** Sub-protocols that are spoken: JSON in text frames, CBOR in binary ones. */
    private static final List<String> SUB_PROTOCOLS = List.of("air.v1.json", "air.v1.cbor");

    @UriParam(
            label = "common",
            defaultValue = "true",
            description = "Whether devices may come by WebSocket.")
    private boolean socketsEnabled = true;

    @UriParam(
            label = "security",
            defaultValue = "",
            description =
                    "Origins of web pages that may connect beside those of the gateway's own host, separated by commas; * lets every page in.")
    private String socketOrigins = "";

    @UriParam(
            label = "limits",
            defaultValue = "10000",
            description = "Most WebSockets at once (1-1000000).")
    private int maxSockets = 10000;

    @UriParam(
            label = "limits",
            defaultValue = "4",
            description =
                    "Most WebSockets of one device (1-1000); a newer one takes the oldest one's place.")
    private int maxSocketsPerDevice = 4;

    @UriParam(
            label = "limits",
            defaultValue = "1048576",
            description = "Largest frame, in bytes (1024-268435456).")
    private int maxSocketFrameBytes = 1048576;

    @UriParam(
            label = "limits",
            defaultValue = "1048576",
            description =
                    "Largest message, however many frames it comes in and however it is compressed, in bytes (1024-268435456).")
    private int maxSocketMessageBytes = 1048576;

    @UriParam(
            label = "limits",
            defaultValue = "1048576",
            description =
                    "Bytes of one WebSocket taken in and not yet on disk, beyond which it is not read (1024-1073741824).")
    private long maxSocketInFlightBytes = 1048576;

    @UriParam(
            label = "limits",
            defaultValue = "20",
            description =
                    "Most messages on their way down that a device has not acknowledged (1-10000).")
    private int socketWindow = 20;

    @UriParam(
            label = "limits",
            defaultValue = "20000",
            description = "Between two pings, in milliseconds (100-3600000).")
    private long socketPingMillis = 20000;

    @UriParam(
            label = "limits",
            defaultValue = "60000",
            description =
                    "Longest silence of a device, in which not even a pong is heard, in milliseconds (200-86400000).")
    private long socketIdleMillis = 60000;

    @UriParam(
            label = "common",
            defaultValue = "true",
            description = "Whether messages are compressed for devices that ask for it.")
    private boolean socketCompression = true;

    /** Returns a copy of its own. */
    public SocketConfiguration copy() {
        try {
            return (SocketConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** The sub-protocols that are spoken. */
    public List<String> getSubProtocols() {
        return SUB_PROTOCOLS;
    }

    public boolean isSocketsEnabled() {
        return socketsEnabled;
    }

    public void setSocketsEnabled(boolean socketsEnabled) {
        this.socketsEnabled = socketsEnabled;
    }

    public String getSocketOrigins() {
        return socketOrigins;
    }

    public void setSocketOrigins(String socketOrigins) {
        this.socketOrigins = socketOrigins;
    }

    public boolean isSocketCompression() {
        return socketCompression;
    }

    public void setSocketCompression(boolean socketCompression) {
        this.socketCompression = socketCompression;
    }

    public int getMaxSockets() {
        return maxSockets;
    }

    public void setMaxSockets(int maxSockets) {
        this.maxSockets = maxSockets;
    }

    public int getMaxSocketsPerDevice() {
        return maxSocketsPerDevice;
    }

    public void setMaxSocketsPerDevice(int maxSocketsPerDevice) {
        this.maxSocketsPerDevice = maxSocketsPerDevice;
    }

    public int getMaxSocketFrameBytes() {
        return maxSocketFrameBytes;
    }

    public void setMaxSocketFrameBytes(int maxSocketFrameBytes) {
        this.maxSocketFrameBytes = maxSocketFrameBytes;
    }

    public int getMaxSocketMessageBytes() {
        return maxSocketMessageBytes;
    }

    public void setMaxSocketMessageBytes(int maxSocketMessageBytes) {
        this.maxSocketMessageBytes = maxSocketMessageBytes;
    }

    public long getMaxSocketInFlightBytes() {
        return maxSocketInFlightBytes;
    }

    public void setMaxSocketInFlightBytes(long maxSocketInFlightBytes) {
        this.maxSocketInFlightBytes = maxSocketInFlightBytes;
    }

    public int getSocketWindow() {
        return socketWindow;
    }

    public void setSocketWindow(int socketWindow) {
        this.socketWindow = socketWindow;
    }

    public long getSocketPingMillis() {
        return socketPingMillis;
    }

    public void setSocketPingMillis(long socketPingMillis) {
        this.socketPingMillis = socketPingMillis;
    }

    public long getSocketIdleMillis() {
        return socketIdleMillis;
    }

    public void setSocketIdleMillis(long socketIdleMillis) {
        this.socketIdleMillis = socketIdleMillis;
    }
}
