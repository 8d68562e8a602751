/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.message.DeviceIds;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** How a command connects as a device: the files that {@code air device add} made. */
final class MqttOptions {

    @Option(
            names = "--certs",
            paramLabel = "DIR",
            description = "Folder of ID.pem, ID.key and ca.pem (default: the current one).")
    private Path certificates = Path.of("");

    @Option(names = "--host", description = "The gateway (default: as configured, or 127.0.0.1).")
    private String host;

    @Option(names = "--port", description = "Its port of MQTT over TLS (default: as configured).")
    private Integer port;

    /**
     * A client that is not connected yet.
     *
     * @param device whom it is to be, by its files
     */
    Mqtt5BlockingClient client(Settings settings, String device)
            throws IOException, GeneralSecurityException {
        DeviceIds.check(device);
        String listens = settings.text(ConfigKeys.MQTT_HOST);
        return Mqtt5Client.builder()
                .identifier(device)
                .serverHost(host != null ? host : listens.equals("0.0.0.0") ? "127.0.0.1" : listens)
                .serverPort(port != null ? port : (int) settings.number(ConfigKeys.MQTT_PORT))
                .sslConfig(DeviceTls.config(certificates, device))
                .buildBlocking();
    }
}
