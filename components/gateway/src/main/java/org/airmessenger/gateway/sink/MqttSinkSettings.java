/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A checked destination that is another MQTT broker.
 *
 * @param url as Paho takes it: {@code ssl://host:port} or {@code tcp://host:port}
 * @param topic where messages are published
 * @param qos 0 or 1
 * @param clientId who the gateway is there
 * @param user who logs in; null for nobody
 * @param password a secret; null for none
 * @param timeout longest wait for the connection and for an acknowledgement
 * @param caFile certificates that are trusted, PEM; null for those of the JDK
 * @param certFile client certificate, PEM; null for none
 * @param keyFile its key, PEM, PKCS #8; null for none
 */
record MqttSinkSettings(
        String url,
        MqttTopic topic,
        int qos,
        String clientId,
        String user,
        String password,
        Duration timeout,
        Path caFile,
        Path certFile,
        Path keyFile) {

    /** Whether the connection is encrypted. */
    boolean tls() {
        return url.startsWith("ssl:");
    }

    /** Host and port, for texts. */
    String peer() {
        return url.substring(url.indexOf("//") + 2);
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "MqttSinkSettings[" + peer() + "]";
    }
}
