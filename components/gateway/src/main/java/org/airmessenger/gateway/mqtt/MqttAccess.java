/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/**
 * How another broker is reached, and who the gateway is there.
 *
 * @param url where it is
 * @param clientId who the gateway is there
 * @param user who logs in; null for nobody
 * @param password a secret; null for none
 * @param timeout longest wait for the connection, the handshake and an answer
 * @param caFile certificates that are trusted, PEM; null for those of the JDK
 * @param certFile client certificate, PEM; null for none
 * @param keyFile its key, PEM, PKCS #8; null for none
 */
public record MqttAccess(
        MqttUrl url,
        String clientId,
        String user,
        String password,
        Duration timeout,
        Path caFile,
        Path certFile,
        Path keyFile) {

    private static final int KEEP_ALIVE_SECONDS = 30;

    /**
     * A client for one connection. Paho's own way to connect again is not used: a new connection
     * gets a new client. Each has four threads (it reads, writes, calls back, and sends pings) from
     * its connecting to its end.
     */
    public MqttAsyncClient client() throws MqttException {
        return new MqttAsyncClient(url.toString(), clientId, new MemoryPersistence());
    }

    /** What every connection is asked with; certificates are read now. */
    public MqttConnectionOptions options() throws IOException, GeneralSecurityException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout((int) Math.max(1, timeout.toSeconds()));
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setUserName(user);
        if (password != null) {
            options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        }
        if (url.tls()) {
            options.setSocketFactory(PemTls.context(caFile, certFile, keyFile).getSocketFactory());
        }
        return options;
    }

    /** Ends a client, whatever is in flight; it may block for some tenths of a second. */
    public static void end(MqttAsyncClient client) {
        try {
            client.disconnectForcibly(0, 1, false);
        } catch (MqttException e) {
            // it was not connected
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            // nothing is left to be closed
        }
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "MqttAccess[" + url.peer() + "]";
    }
}
