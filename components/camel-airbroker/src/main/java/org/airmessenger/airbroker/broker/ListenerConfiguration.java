/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.airmessenger.door.TlsListening;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** Where devices come in, and how much of them is held at once. */
@UriParams
public class ListenerConfiguration extends TlsListening {

    @UriParam(
            label = "common",
            defaultValue = "true",
            description =
                    "Whether devices may connect over MQTT with TLS and a client " + "certificate.")
    private boolean mqttEnabled = true;

    @UriParam(
            label = "common",
            defaultValue = "127.0.0.1",
            description = "Address that the TLS listener binds to; 0.0.0.0 for all.")
    private String mqttHost = "127.0.0.1";

    @UriParam(
            label = "common",
            defaultValue = "8883",
            description = "Port of the TLS listener (0-65535); 0 takes a free one.")
    private int mqttPort = 8883;

    @UriParam(
            label = "security",
            defaultValue = "TLSv1.2,TLSv1.3",
            description = "TLS versions that are spoken, separated by commas.")
    private String tlsProtocols = "TLSv1.2,TLSv1.3";

    @UriParam(
            label = "security",
            defaultValue = "jdk",
            enums = "jdk,openssl",
            description =
                    "Whose engine speaks TLS: the JDK's, or OpenSSL's, which takes a fraction of "
                            + "the processor time for each handshake.")
    private String tlsProvider = "jdk";

    @UriParam(
            label = "security",
            defaultValue = "false",
            description =
                    "Whether a token as the password stands for a certificate on the TLS listener,"
                            + " which then asks for one and does not require it.")
    private boolean tokens = false;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description = "Whether there is a listener without TLS.")
    private boolean plainEnabled = false;

    @UriParam(
            label = "security",
            defaultValue = "127.0.0.1",
            description =
                    "Address that the listener without TLS binds to; only loopback unless "
                            + "plainBeyondLoopback.")
    private String plainHost = "127.0.0.1";

    @UriParam(
            label = "common",
            defaultValue = "1883",
            description = "Port of the listener without TLS (0-65535); 0 takes a free one.")
    private int plainPort = 1883;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description =
                    "Whether the listener without TLS takes the client id for the device "
                            + "id. Otherwise it lets nobody in.")
    private boolean plainAnonymous = false;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description =
                    "The second switch: lets the listener without TLS bind to other than "
                            + "loopback.")
    private boolean plainBeyondLoopback = false;

    @UriParam(
            label = "common",
            defaultValue = "20000",
            description = "Most connections of devices (1-1000000).")
    private int maxConnections = 20000;

    @UriParam(
            label = "common",
            defaultValue = "10000",
            description =
                    "Time that a device has for the TLS handshake, and again for CONNECT, "
                            + "in milliseconds (100-600000).")
    private long connectTimeoutMillis = 10000;

    @UriParam(
            label = "common",
            defaultValue = "1048576",
            description = "Largest MQTT packet that is read, in bytes (1024-268435455).")
    private int maxPacketBytes = 1048576;

    @UriParam(
            label = "common",
            defaultValue = "1048576",
            description =
                    "Bytes of one connection that may wait to be kept before it is read no "
                            + "further.")
    private long maxInFlightBytesPerConnection = 1048576;

    @UriParam(
            label = "common",
            defaultValue = "0",
            description =
                    "Bytes of all connections that may wait to be kept before they are read "
                            + "no further; 0 takes an eighth of the heap.")
    private long maxInFlightBytes = 0;

    @UriParam(
            label = "common",
            defaultValue = "0",
            description =
                    "Threads that carry messages through the routes (1-1024); 0 takes four "
                            + "per processor.")
    private int threads = 0;

    public boolean isMqttEnabled() {
        return mqttEnabled;
    }

    public void setMqttEnabled(boolean mqttEnabled) {
        this.mqttEnabled = mqttEnabled;
    }

    public String getMqttHost() {
        return mqttHost;
    }

    public void setMqttHost(String mqttHost) {
        this.mqttHost = mqttHost;
    }

    public int getMqttPort() {
        return mqttPort;
    }

    public void setMqttPort(int mqttPort) {
        this.mqttPort = mqttPort;
    }

    public String getTlsProtocols() {
        return tlsProtocols;
    }

    public void setTlsProtocols(String tlsProtocols) {
        this.tlsProtocols = tlsProtocols;
    }

    public String getTlsProvider() {
        return tlsProvider;
    }

    public void setTlsProvider(String tlsProvider) {
        this.tlsProvider = tlsProvider;
    }

    public boolean isTokens() {
        return tokens;
    }

    public void setTokens(boolean tokens) {
        this.tokens = tokens;
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

    public boolean isPlainBeyondLoopback() {
        return plainBeyondLoopback;
    }

    public void setPlainBeyondLoopback(boolean plainBeyondLoopback) {
        this.plainBeyondLoopback = plainBeyondLoopback;
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    public long getConnectTimeoutMillis() {
        return connectTimeoutMillis;
    }

    public void setConnectTimeoutMillis(long connectTimeoutMillis) {
        this.connectTimeoutMillis = connectTimeoutMillis;
    }

    public int getMaxPacketBytes() {
        return maxPacketBytes;
    }

    public void setMaxPacketBytes(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
    }

    public long getMaxInFlightBytesPerConnection() {
        return maxInFlightBytesPerConnection;
    }

    public void setMaxInFlightBytesPerConnection(long maxInFlightBytesPerConnection) {
        this.maxInFlightBytesPerConnection = maxInFlightBytesPerConnection;
    }

    public long getMaxInFlightBytes() {
        return maxInFlightBytes;
    }

    public void setMaxInFlightBytes(long maxInFlightBytes) {
        this.maxInFlightBytes = maxInFlightBytes;
    }

    public int getThreads() {
        return threads;
    }

    public void setThreads(int threads) {
        this.threads = threads;
    }
}
