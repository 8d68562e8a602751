/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** How another gateway is reached, and as whom. */
@UriParams
public class LinkConfiguration {

    @UriParam(label = "security", description = "PEM file with the certificate that is shown.")
    private String certFile;

    @UriParam(label = "security", description = "PEM file with its key: PKCS 8, not encrypted.")
    private String keyFile;

    @UriParam(
            label = "security",
            description = "PEM file with the authorities of the other gateway.")
    private String caFile;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description = "Whether TLS is left out: only to loopback.")
    private boolean plain;

    @UriParam(
            label = "producer",
            description = "Who this gateway is there; absent: as its certificate says.")
    private String device;

    @UriParam(
            label = "producer",
            description = "Name of this gateway in the list of those that a message has passed.")
    private String node;

    @UriParam(
            label = "producer",
            description =
                    "Topic below which this gateway's words of who is here go there; absent: they stay here.")
    private String presence;

    @UriParam(
            label = "producer",
            defaultValue = "10000",
            description =
                    "Longest wait for acknowledgements, in milliseconds (100-120000); then the other gateway counts as away.")
    private long timeoutMillis = 10000;

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description = "Whether messages that are sent together are packed and compressed.")
    private boolean pack = true;

    public String getCertFile() {
        return certFile;
    }

    public void setCertFile(String certFile) {
        this.certFile = certFile;
    }

    public String getKeyFile() {
        return keyFile;
    }

    public void setKeyFile(String keyFile) {
        this.keyFile = keyFile;
    }

    public String getCaFile() {
        return caFile;
    }

    public void setCaFile(String caFile) {
        this.caFile = caFile;
    }

    public boolean isPlain() {
        return plain;
    }

    public void setPlain(boolean plain) {
        this.plain = plain;
    }

    public String getDevice() {
        return device;
    }

    public void setDevice(String device) {
        this.device = device;
    }

    public String getNode() {
        return node;
    }

    public void setNode(String node) {
        this.node = node;
    }

    public String getPresence() {
        return presence;
    }

    public void setPresence(String presence) {
        this.presence = presence;
    }

    public long getTimeoutMillis() {
        return timeoutMillis;
    }

    public void setTimeoutMillis(long timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    public boolean isPack() {
        return pack;
    }

    public void setPack(boolean pack) {
        this.pack = pack;
    }
}
