/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** By MQTT 5 over TLS, QoS 1. */
final class MqttSensor implements Sensor {

    private static final MqttClientExecutorConfig THREADS =
            MqttClientExecutorConfig.builder().nettyThreads(1).build();

    private final Mqtt5AsyncClient client;

    MqttSensor(String id, int port, MqttClientSslConfig tls) {
        client =
                Mqtt5Client.builder()
                        .identifier(id)
                        .serverHost("127.0.0.1")
                        .serverPort(port)
                        .executorConfig(THREADS)
                        .sslConfig(tls)
                        .buildAsync();
    }

    @Override
    public CompletableFuture<?> connect() {
        return client.connect();
    }

    @Override
    public CompletableFuture<?> publish(String topic, String id, String body) {
        Mqtt5Publish message =
                Mqtt5Publish.builder()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .contentType("application/json")
                        .userProperties(Mqtt5UserProperties.builder().add("air-id", id).build())
                        .payload(body.getBytes(StandardCharsets.UTF_8))
                        .build();
        return client.publish(message)
                .thenCompose(
                        answer ->
                                answer.getError()
                                        .<CompletableFuture<Void>>map(
                                                CompletableFuture::failedFuture)
                                        .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
