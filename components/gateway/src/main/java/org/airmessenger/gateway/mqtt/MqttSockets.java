/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;

/** Gives Paho {@link MqttSocket}s for {@code mqtt://} and {@code mqtts://}; found by its name. */
public final class MqttSockets implements NetworkModuleFactory {

    static final String PLAIN = "mqtt";
    static final String TLS = "mqtts";

    @Override
    public Set<String> getSupportedUriSchemes() {
        return Set.of(PLAIN, TLS);
    }

    @Override
    public void validateURI(URI uri) {
        if (uri.getHost() == null || uri.getPort() < 1) {
            throw new IllegalArgumentException("host and port must be given");
        }
    }

    @Override
    public NetworkModule createNetworkModule(
            URI uri, MqttConnectionOptions options, String clientId) {
        int timeout = (int) TimeUnit.SECONDS.toMillis(options.getConnectionTimeout());
        SSLSocketFactory tls =
                uri.getScheme().equals(TLS) ? (SSLSocketFactory) options.getSocketFactory() : null;
        return new MqttSocket(uri.getHost(), uri.getPort(), tls, timeout);
    }
}
