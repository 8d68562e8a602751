/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;

import java.util.Map;
import java.util.function.Consumer;

/** Publishes to a broker that comes and goes, the same message until it is acknowledged. */
public final class Publisher implements AutoCloseable {

    private final int port;
    private Mqtt5BlockingClient client;

    public Publisher(int port) {
        this.port = port;
    }

    /** Returns when the broker has acknowledged it. */
    public void publish(String topic, String body) {
        publish(topic, body, Map.of());
    }

    /** With user properties. */
    public void publish(String topic, String body, Map<String, String> properties) {
        var all = Mqtt5UserProperties.builder();
        properties.forEach(all::add);
        publish(
                topic,
                body,
                publish -> publish.qos(MqttQos.AT_LEAST_ONCE).userProperties(all.build()));
    }

    /** With whatever MQTT has; at least once if nothing is said. */
    public void publish(String topic, String body, Consumer<Mqtt5PublishBuilder.Complete> more) {
        Mqtt5PublishBuilder.Complete builder =
                Mqtt5Publish.builder()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        more.accept(builder);
        Mqtt5Publish publish = builder.build();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                connected().publish(publish);
                return;
            } catch (RuntimeException away) {
                client = null;
            }
        }
    }

    private Mqtt5BlockingClient connected() {
        if (client == null) {
            Mqtt5BlockingClient next =
                    MqttClient.builder()
                            .useMqttVersion5()
                            .serverHost("127.0.0.1")
                            .serverPort(port)
                            .buildBlocking();
            next.connect();
            client = next;
        }
        return client;
    }

    @Override
    public void close() {
        if (client != null && client.getState().isConnected()) {
            client.disconnect();
        }
    }
}
