/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * What the door tells a device about MQTT itself, and how long it waits for the rest of a packet.
 */
@UriParams
public class ProtocolConfiguration extends ListenerConfiguration {

    @UriParam(
            label = "common",
            defaultValue = "1024",
            description =
                    "Most messages of QoS 1 and 2 that an MQTT 5 device may have unacknowledged"
                            + " (1-65535); told in CONNACK.")
    private int receiveMaximum = 1024;

    @UriParam(
            label = "common",
            defaultValue = "32",
            description =
                    "Highest topic alias that an MQTT 5 device may use (0-65535); told in CONNACK.")
    private int topicAliasMaximum = 32;

    @UriParam(
            label = "common",
            defaultValue = "60",
            description =
                    "Longest keep-alive of an MQTT 5 device, in seconds (0-65535); who asks for"
                            + " more, or for none, is told this one. 0 takes every wish.")
    private int maxKeepAliveSeconds = 60;

    @UriParam(
            label = "common",
            defaultValue = "60000",
            description =
                    "Longest silence of a device in the middle of a packet, in milliseconds"
                            + " (1000-3600000).")
    private long packetDeadlineMillis = 60000;

    @UriParam(
            label = "common",
            defaultValue = "60000",
            description =
                    "Longest time that a device may leave unread what it is sent, in milliseconds"
                            + " (1000-3600000); 1.5 keep-alives if they are shorter.")
    private long unreadDeadlineMillis = 60000;

    @UriParam(
            label = "security",
            defaultValue = "100000",
            description =
                    "Most messages that wait for one session, in all its subscriptions, while its"
                            + " device is away or slow (1-100000000).")
    private long sessionMaxMessages = 100000;

    @UriParam(
            label = "security",
            defaultValue = "0",
            description = "Most bytes of them (4096 or more); 0 takes a sixteenth of the heap.")
    private long sessionMaxBytes = 0;

    @UriParam(
            label = "security",
            defaultValue = "drop-oldest",
            enums = "drop-oldest,drop-new",
            description = "What is dropped, and counted, beyond them.")
    private String sessionOverflow = "drop-oldest";

    @UriParam(
            label = "common",
            defaultValue = "true",
            description = "Whether MQTT also comes over WebSocket, on the same ports as without.")
    private boolean webSocketEnabled = true;

    @UriParam(
            label = "common",
            defaultValue = "/mqtt",
            description = "Path that a WebSocket must ask for.")
    private String webSocketPath = "/mqtt";

    @UriParam(
            label = "security",
            description =
                    "Origins of web pages that may connect by WebSocket beside those of the"
                            + " gateway's own host, such as https://ops.example, separated by"
                            + " commas; * lets every page in.")
    private String webSocketOrigins = "";

    public boolean isWebSocketEnabled() {
        return webSocketEnabled;
    }

    public void setWebSocketEnabled(boolean webSocketEnabled) {
        this.webSocketEnabled = webSocketEnabled;
    }

    public String getWebSocketPath() {
        return webSocketPath;
    }

    public void setWebSocketPath(String webSocketPath) {
        this.webSocketPath = webSocketPath;
    }

    public String getWebSocketOrigins() {
        return webSocketOrigins;
    }

    public void setWebSocketOrigins(String webSocketOrigins) {
        this.webSocketOrigins = webSocketOrigins;
    }

    public int getReceiveMaximum() {
        return receiveMaximum;
    }

    public void setReceiveMaximum(int receiveMaximum) {
        this.receiveMaximum = receiveMaximum;
    }

    public int getTopicAliasMaximum() {
        return topicAliasMaximum;
    }

    public void setTopicAliasMaximum(int topicAliasMaximum) {
        this.topicAliasMaximum = topicAliasMaximum;
    }

    public int getMaxKeepAliveSeconds() {
        return maxKeepAliveSeconds;
    }

    public void setMaxKeepAliveSeconds(int maxKeepAliveSeconds) {
        this.maxKeepAliveSeconds = maxKeepAliveSeconds;
    }

    public long getPacketDeadlineMillis() {
        return packetDeadlineMillis;
    }

    public void setPacketDeadlineMillis(long packetDeadlineMillis) {
        this.packetDeadlineMillis = packetDeadlineMillis;
    }

    public long getUnreadDeadlineMillis() {
        return unreadDeadlineMillis;
    }

    public void setUnreadDeadlineMillis(long unreadDeadlineMillis) {
        this.unreadDeadlineMillis = unreadDeadlineMillis;
    }

    public long getSessionMaxMessages() {
        return sessionMaxMessages;
    }

    public void setSessionMaxMessages(long sessionMaxMessages) {
        this.sessionMaxMessages = sessionMaxMessages;
    }

    public long getSessionMaxBytes() {
        return sessionMaxBytes;
    }

    public void setSessionMaxBytes(long sessionMaxBytes) {
        this.sessionMaxBytes = sessionMaxBytes;
    }

    public String getSessionOverflow() {
        return sessionOverflow;
    }

    public void setSessionOverflow(String sessionOverflow) {
        this.sessionOverflow = sessionOverflow;
    }
}
