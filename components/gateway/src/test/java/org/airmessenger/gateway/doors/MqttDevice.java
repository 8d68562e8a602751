/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import org.airmessenger.gateway.cli.DeviceTls;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** MQTT 5 by the HiveMQ client; also what listens at another broker. */
final class MqttDevice implements Door {

    private static final Map<String, String> OURS =
            Map.of(
                    "air-id", Letter.ID,
                    "air-priority", Letter.PRIORITY,
                    "air-content-encoding", Letter.ENCODING,
                    "air-key-id", Letter.KEY_ID,
                    "traceparent", Letter.TRACE);

    private final BlockingQueue<Letter> heard = new LinkedBlockingQueue<>();
    private final Mqtt5AsyncClient client;

    private MqttDevice(Mqtt5ClientBuilder builder, String id, int port, String filter)
            throws Exception {
        client = builder.identifier(id).serverHost("127.0.0.1").serverPort(port).buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> heard.add(read(publish)));
        client.connect().get(Doors.PATIENCE, TimeUnit.SECONDS);
        client.subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .get(Doors.PATIENCE, TimeUnit.SECONDS);
    }

    static MqttDevice at(int port, Path certificates, String device) throws Exception {
        return at(port, certificates, device, "commands/" + device + "/#");
    }

    /** One that listens to something else. */
    static MqttDevice at(int port, Path certificates, String device, String filter)
            throws Exception {
        return new MqttDevice(
                Mqtt5Client.builder().sslConfig(DeviceTls.config(certificates, device)),
                device,
                port,
                filter);
    }

    /** A subscriber of another broker, without TLS. */
    static MqttDevice elsewhere(int port, String filter) throws Exception {
        return new MqttDevice(Mqtt5Client.builder(), "listener", port, filter);
    }

    @Override
    public void publish(Letter letter) throws Exception {
        var properties = Mqtt5UserProperties.builder();
        OURS.forEach((name, property) -> properties.add(name, letter.get(property)));
        Letter.users().forEach(properties::add);
        client.publishWith()
                .topic(letter.get(Letter.TOPIC))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(letter.bytes(Letter.BODY))
                .contentType(letter.get(Letter.CONTENT_TYPE))
                .messageExpiryInterval(Long.parseLong(letter.get(Letter.EXPIRY)))
                .responseTopic(letter.get(Letter.REPLY_TO))
                .correlationData(letter.bytes(Letter.CORRELATION))
                .userProperties(properties.build())
                .send()
                .get(Doors.PATIENCE, TimeUnit.SECONDS);
    }

    private static Letter read(Mqtt5Publish publish) {
        Letter letter =
                new Letter()
                        .with(Letter.TOPIC, publish.getTopic())
                        .body(publish.getPayloadAsBytes())
                        .with(Letter.QOS, publish.getQos().getCode())
                        .with(Letter.CONTENT_TYPE, publish.getContentType().orElse(null))
                        .with(Letter.REPLY_TO, publish.getResponseTopic().orElse(null));
        publish.getCorrelationData().ifPresent(data -> letter.correlation(bytes(data)));
        publish.getMessageExpiryInterval().ifPresent(letter::expiresIn);
        Map<String, String> users = new TreeMap<>();
        publish.getUserProperties()
                .asList()
                .forEach(
                        one -> {
                            String name = one.getName().toString();
                            String ours = OURS.get(name);
                            if (ours != null) {
                                letter.with(ours, one.getValue());
                            } else if (!name.equals("air-hops")) {
                                users.put(name, one.getValue().toString());
                            }
                        });
        return letter.user(users);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public Letter next() throws Exception {
        return Doors.next(heard);
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
