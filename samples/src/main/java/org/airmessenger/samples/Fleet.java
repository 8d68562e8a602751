/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.gateway.cli.DeviceTls;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The sample's devices: each over TLS with its own certificate, connected when it is needed. */
final class Fleet implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;
    private static final String JSON = "application/json";

    private final House house;
    private final Map<String, Mqtt5AsyncClient> clients = new HashMap<>();
    private final Map<String, List<Arrived>> received = new HashMap<>();

    Fleet(House house) {
        this.house = house;
    }

    /**
     * Publishes one after another, without waiting for each acknowledgement.
     *
     * @return the reason code of each refusal; none if all were acknowledged
     */
    List<String> publish(Step.Publish step) throws IOException, InterruptedException {
        List<CompletableFuture<Mqtt5PublishResult>> sent = new ArrayList<>();
        for (String body : step.bodies()) {
            sent.add(send(step.device(), step.topic(), body));
        }
        return refusals(sent);
    }

    /** Publishes one message; the answer comes later. */
    CompletableFuture<Mqtt5PublishResult> send(String device, String topic, String body)
            throws IOException, InterruptedException {
        return client(device)
                .publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .contentType(JSON)
                .payload(body.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    /** Waits for the answers: the reason code of each refusal. */
    static List<String> refusals(List<CompletableFuture<Mqtt5PublishResult>> sent)
            throws InterruptedException {
        List<String> refused = new ArrayList<>();
        for (CompletableFuture<Mqtt5PublishResult> each : sent) {
            try {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .getError()
                        .ifPresent(error -> refused.add(reason(error)));
            } catch (ExecutionException e) {
                refused.add(reason(e.getCause()));
            } catch (TimeoutException e) {
                refused.add("nothing was answered in " + PATIENCE_SECONDS + " s");
            }
        }
        return refused;
    }

    private static String reason(Throwable error) {
        return error instanceof Mqtt5PubAckException refusal
                ? refusal.getMqttMessage().getReasonCode().name()
                : String.valueOf(error);
    }

    /** Subscribes; what comes from now on is kept. */
    void subscribe(Step.Subscribe step) throws IOException, InterruptedException {
        List<Arrived> messages =
                received.computeIfAbsent(step.device(), name -> new CopyOnWriteArrayList<>());
        Mqtt5AsyncClient client = client(step.device());
        client.publishes(MqttGlobalPublishFilter.ALL, message -> messages.add(arrived(message)));
        await(
                client.subscribeWith().topicFilter(step.filter()).qos(MqttQos.AT_LEAST_ONCE).send(),
                step.device() + " subscribes to " + step.filter());
    }

    private static Arrived arrived(Mqtt5Publish message) {
        return new Arrived(
                null,
                null,
                message.getTopic().toString(),
                null,
                new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8));
    }

    /** What a device received; null if it never subscribed. */
    List<Arrived> received(String device) {
        return received.get(device);
    }

    private Mqtt5AsyncClient client(String device) throws IOException, InterruptedException {
        Mqtt5AsyncClient known = clients.get(device);
        if (known != null) {
            return known;
        }
        if (!house.devices().contains(device)) {
            throw new IOException(
                    "a device must be one of conf/devices.yaml, "
                            + house.devices()
                            + ", but was "
                            + device);
        }
        try {
            Mqtt5AsyncClient fresh =
                    Mqtt5Client.builder()
                            .identifier(device)
                            .serverHost("127.0.0.1")
                            .serverPort(house.port())
                            .sslConfig(DeviceTls.config(house.certificates(), device))
                            .buildAsync();
            await(fresh.connect(), device + " connects");
            clients.put(device, fresh);
            return fresh;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate of " + device + " cannot be used", e);
        }
    }

    private static void await(CompletableFuture<?> what, String name)
            throws IOException, InterruptedException {
        try {
            what.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(name + ": " + e, e);
        }
    }

    @Override
    public void close() {
        clients.values().forEach(Mqtt5AsyncClient::disconnect);
    }
}
