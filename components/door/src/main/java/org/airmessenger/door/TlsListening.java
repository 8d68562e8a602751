/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** What a listener with TLS shows, and whom it trusts. */
@UriParams
public class TlsListening {

    @UriParam(
            label = "security",
            description = "PEM file with the listener's certificate and the chain behind it.")
    private String certificateFile;

    @UriParam(label = "security", description = "PEM file with its key: PKCS 8, not encrypted.")
    private String keyFile;

    @UriParam(
            label = "security",
            description =
                    "PEM files with the authorities of clients, separated by commas; "
                            + "nothing but them is trusted.")
    private String clientCaFiles;

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
}
