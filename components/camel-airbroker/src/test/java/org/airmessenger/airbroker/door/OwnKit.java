/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.down.CommandsConfiguration;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Commands;
import org.airmessenger.message.Commands.Outcome;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Plan;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.apache.camel.builder.RouteBuilder;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An MQTT door whose messages go to local subscribers and mailboxes. */
final class OwnKit implements AutoCloseable {

    static final long PATIENCE_SECONDS = 30;
    private static final Plan LOCAL =
            new Plan(List.of(), Set.of(), true, LaneClass.DEFAULT_PRIORITY);

    final DoorKit door;

    private OwnKit(DoorKit door) {
        this.door = door;
    }

    static OwnKit start(Path directory) throws Exception {
        return start(directory, options -> {});
    }

    static OwnKit start(Path directory, Consumer<CommandsConfiguration> options) throws Exception {
        return new OwnKit(
                DoorKit.startKit(
                        directory,
                        kit -> {
                            kit.identities.own();
                            options.accept(kit.commands);
                        },
                        new RouteBuilder() {
                            @Override
                            public void configure() {
                                errorHandler(noErrorHandler());
                                from("airbroker:door")
                                        .process(it -> it.setProperty(AirHeaders.PLAN, LOCAL))
                                        .to("airbroker:lanes");
                            }
                        }));
    }

    Commands commands() {
        return door.context.getRegistry().lookupByNameAndType(Commands.BEAN, Commands.class);
    }

    /** Sends a command as the operator; it is on disk when this returns. */
    Outcome send(String device, String body, Map<String, Object> headers) {
        return commands()
                .send(
                        new Commands.Command(
                                device,
                                "commands/" + device + "/do",
                                1,
                                headers,
                                body.getBytes(StandardCharsets.UTF_8)),
                        0,
                        0)
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    List<String> sendMany(String device, int from, int to) {
        List<String> bodies = new ArrayList<>();
        for (int i = from; i < to; i++) {
            bodies.add(Integer.toString(i));
            send(device, bodies.get(bodies.size() - 1), Map.of());
        }
        return bodies;
    }

    long waiting(String device) {
        return commands().box(device).waiting();
    }

    /** A connected client that subscribes to its own commands, and what it gets. */
    Mqtt5Publishes subscribe(Mqtt5BlockingClient client, String filter, MqttQos qos) {
        Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL, true);
        client.subscribeWith().topicFilter(filter).qos(qos).send();
        return publishes;
    }

    static Mqtt5Publish next(Mqtt5Publishes publishes) throws InterruptedException {
        Mqtt5Publish publish = publishes.receive(PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow();
        publish.acknowledge();
        return publish;
    }

    static List<String> bodies(Mqtt5Publishes publishes, int count) throws InterruptedException {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(body(next(publishes)));
        }
        return bodies;
    }

    static String body(Mqtt5Publish publish) {
        return new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        door.close();
    }
}
