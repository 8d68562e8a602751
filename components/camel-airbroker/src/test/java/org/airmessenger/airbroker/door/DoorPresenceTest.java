/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.ChildProcess;
import org.airmessenger.airbroker.door.RawDevice.Hello;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Plan;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Which devices are here, as the MQTT door reports it, for subscribers and rules. */
class DoorPresenceTest {

    private static final Plan TO_CLOUD = new Plan(List.of("cloud"), Set.of(), true, 4);

    @TempDir Path directory;

    private static DoorKit start(Path directory, boolean enabled) throws Exception {
        return DoorKit.start(
                directory,
                options -> {
                    options.setPresenceQuietMillis(0);
                    options.setPresenceEnabled(enabled);
                },
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("airbroker:lane/cloud?normalMaxDelay=0").process(exchange -> {});
                        from("airbroker:presence")
                                .startupOrder(10)
                                .setProperty(AirHeaders.PLAN, () -> TO_CLOUD)
                                .to("airbroker:lanes");
                        from("airbroker:door")
                                .startupOrder(20)
                                .setProperty(AirHeaders.PLAN, () -> TO_CLOUD)
                                .to("airbroker:lanes");
                    }
                });
    }

    private DoorKit start() throws Exception {
        return start(directory, true);
    }

    /** The gateway that is killed. */
    static final class Gateway {

        private Gateway() {}

        /** Directory; runs until it is killed. */
        public static void main(String[] arguments) throws Exception {
            DoorKit kit = start(Path.of(arguments[0]), true);
            ChildProcess.say("port " + kit.plainPort());
            await().until(() -> said(kit, "thermo-1").contains("connected"));
            ChildProcess.say("said it");
            Thread.currentThread().join();
        }
    }

    /** What is retained of a device. */
    private static String said(DoorKit kit, String device) {
        var message = kit.door().retained().copy("presence/" + device);
        if (message == null) {
            return "";
        }
        var buffer = message.getReadOnlyBodyBuffer();
        byte[] body = new byte[buffer.readableBytes()];
        buffer.readBytes(body);
        return new String(body);
    }

    private static void mustSay(DoorKit kit, String device, String state, String reason) {
        await().untilAsserted(
                        () ->
                                assertThat(said(kit, device))
                                        .startsWith(
                                                "{\"state\":\"%s\",\"door\":\"mqtt\",\"reason\":\"%s\",\"since\":1"
                                                        .formatted(state, reason))
                                        .endsWith(",\"tenant\":\"plant-a\"}"));
    }

    @Test
    void saysThatADeviceIsHereAndWhyItIsGone() throws Exception {
        try (DoorKit kit = start()) {
            RawDevice lost = RawDevice.connect(kit, "thermo-1");
            mustSay(kit, "thermo-1", "connected", "");
            lost.close();
            mustSay(kit, "thermo-1", "gone", "lost");
            try (RawDevice polite = RawDevice.connect(kit, "thermo-1")) {
                mustSay(kit, "thermo-1", "connected", "");
                polite.disconnect(0);
                mustSay(kit, "thermo-1", "gone", "disconnected");
            }
            try (RawDevice evicted = RawDevice.connect(kit, "thermo-1")) {
                mustSay(kit, "thermo-1", "connected", "");
                kit.identities.revoke("thermo-1");
                mustSay(kit, "thermo-1", "gone", "revoked");
                assertThat(evicted.read()).startsWith("e0");
            }
        }
    }

    @Test
    void tellsASubscriberWhatIsAndWhatComesInOrder() throws Exception {
        try (DoorKit kit = start()) {
            RawDevice first = RawDevice.connect(kit, "thermo-1");
            try {
                mustSay(kit, "thermo-1", "connected", "");
                Mqtt5BlockingClient listener = kit.connectFive("listener");
                Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL);
                listener.subscribeWith()
                        .topicFilter("presence/thermo-1")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send();
                Mqtt5Publish now = publishes.receive(10, TimeUnit.SECONDS).orElseThrow();
                assertThat(now.isRetain()).isTrue();
                assertThat(new String(now.getPayloadAsBytes())).contains("connected");
                assertThat(now.getContentType().orElseThrow()).hasToString("application/json");
                // a newer connection is no absence
                try (RawDevice second = RawDevice.connect(kit, "thermo-1")) {
                    second.ping();
                    assertThat(second.read()).isEqualTo("d000");
                }
                Mqtt5Publish next = publishes.receive(10, TimeUnit.SECONDS).orElseThrow();
                assertThat(new String(next.getPayloadAsBytes())).contains("\"gone\"");
                listener.disconnect();
            } finally {
                first.close();
            }
        }
    }

    /** MQTT 5.0, 4.7.2, and as there: who wants it names it. */
    @ParameterizedTest
    @ValueSource(strings = {"#", "+/#", "+/+", "$share/watchers/+/+"})
    void saysNothingToWhoBeginsWithAWildcard(String filter) throws Exception {
        try (DoorKit kit = start();
                RawDevice before = RawDevice.connect(kit, "before")) {
            mustSay(kit, "before", "connected", "");
            Mqtt5BlockingClient listener = kit.connectFive("listener");
            Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL);
            listener.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
            try (RawDevice after = RawDevice.connect(kit, "after")) {
                mustSay(kit, "after", "connected", "");
                after.publish("room/1", 1, "x");
                assertThat(publishes.receive(10, TimeUnit.SECONDS).orElseThrow().getTopic())
                        .hasToString("room/1");
            }
            Mqtt5BlockingClient watcher = kit.connectFive("watcher");
            Mqtt5Publishes words = watcher.publishes(MqttGlobalPublishFilter.ALL);
            watcher.subscribeWith().topicFilter("presence/#").qos(MqttQos.AT_LEAST_ONCE).send();
            Mqtt5Publish word = words.receive(10, TimeUnit.SECONDS).orElseThrow();
            while (!word.getTopic().toString().equals("presence/before")) {
                word = words.receive(10, TimeUnit.SECONDS).orElseThrow();
            }
            assertThat(word.isRetain()).isTrue();
            before.ping();
            assertThat(before.read()).isEqualTo("d000");
            listener.disconnect();
            watcher.disconnect();
        }
    }

    @Test
    void saysAtTheNextStartThatDevicesAreGoneWhichWereHereAtACrash() throws Exception {
        try (ChildProcess gateway = ChildProcess.start(Gateway.class, directory)) {
            int port = Integer.parseInt(gateway.await("port"));
            RawDevice device = new RawDevice(port, Hello.of("thermo-1"));
            gateway.await("said");
            gateway.kill();
            device.close();
        }
        try (DoorKit kit = start()) {
            mustSay(kit, "thermo-1", "gone", "gateway-restarted");
        }
    }

    @Test
    void saysAtAStopThatDevicesAreGone() throws Exception {
        DoorKit kit = start();
        try (RawDevice device = RawDevice.connect(kit, "thermo-1")) {
            mustSay(kit, "thermo-1", "connected", "");
            kit.close();
            assertThat(device.read()).startsWith("e0");
        }
        try (DoorKit next = start()) {
            assertThat(said(next, "thermo-1")).contains("\"gone\"").contains("going-down");
        }
    }

    @Test
    void saysNothingWhereItIsOff() throws Exception {
        try (DoorKit kit = start(directory, false);
                RawDevice device = RawDevice.connect(kit, "thermo-1")) {
            device.ping();
            assertThat(device.read()).isEqualTo("d000");
            assertThat(kit.door().retained().count()).isZero();
        }
    }
}
