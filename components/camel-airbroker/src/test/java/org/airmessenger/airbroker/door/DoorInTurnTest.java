/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Devices that wait for no answer: what they subscribe to and publish keeps its order. */
class DoorInTurnTest {

    private static final int ROUNDS = 30;

    @TempDir Path directory;

    private DoorKit start() throws Exception {
        return DoorKit.start(directory, AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    /** The first bytes of so many PUBLISH packets; answers in between are left out. */
    private static List<Integer> publishes(RawDevice device, int count) throws IOException {
        List<Integer> firsts = new ArrayList<>();
        while (firsts.size() < count) {
            String packet = device.read();
            assertThat(packet).isNotEmpty();
            int first = HexFormat.fromHexDigits(packet.substring(0, 2));
            if (first >> 4 == 3) {
                firsts.add(first);
            }
        }
        return firsts;
    }

    @Test
    void givesADeviceWhatItPublishesRightAfterItSubscribed() throws Exception {
        try (DoorKit kit = start();
                RawDevice device = RawDevice.connect(kit, "hasty")) {
            for (int i = 0; i < ROUNDS; i++) {
                device.subscribe(2 * i + 1, "t/" + i);
                device.publish("t/" + i, 2 * i + 2, "x");
            }
            assertThat(publishes(device, ROUNDS)).containsOnly(0x32);
            device.ping();
            String last = device.read();
            while (!last.equals("d000")) {
                assertThat(last).as("nothing comes twice").doesNotStartWith("3");
                last = device.read();
            }
        }
    }

    @Test
    void givesADeviceAsRetainedWhatItPublishedRightBeforeItSubscribed() throws Exception {
        try (DoorKit kit = start();
                RawDevice device = RawDevice.connect(kit, "hasty")) {
            for (int i = 0; i < ROUNDS; i++) {
                // PUBLISH of QoS 1 with RETAIN (MQTT 5.0, 3.3.1)
                device.publish(0x33, "r/" + i, 2 * i + 1, "x");
                device.subscribe(2 * i + 2, "r/" + i);
            }
            assertThat(publishes(device, ROUNDS)).containsOnly(0x33);
        }
    }

    @Test
    void keepsWhatADevicePublishedBehindASubscriptionBeforeItWasGone() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient other = kit.connectFive("other");
            Mqtt5Publishes publishes = other.publishes(MqttGlobalPublishFilter.ALL);
            other.subscribeWith().topicFilter("last/#").qos(MqttQos.AT_LEAST_ONCE).send();
            for (int i = 0; i < ROUNDS; i++) {
                try (RawDevice device = RawDevice.connect(kit, "gone-" + i)) {
                    device.subscribe(1, "t");
                    device.publish("last/" + i, 2, "x");
                }
                assertThat(publishes.receive(10, TimeUnit.SECONDS).orElseThrow().getTopic())
                        .hasToString("last/" + i);
            }
            publishes.close();
            other.disconnect();
        }
    }
}
