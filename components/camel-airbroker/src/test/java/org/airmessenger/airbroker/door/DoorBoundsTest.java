/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** What one device may make the broker keep, and how fast. */
class DoorBoundsTest {

    @TempDir Path directory;

    private DoorKit start() throws Exception {
        return DoorKit.start(
                directory,
                options -> {
                    options.setMaxRetainedTopics(2);
                    options.setMaxSubscriptions(5);
                    options.setSubscribesPerSecond(10);
                },
                AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    private static void retain(Mqtt5BlockingClient device, String topic, String body) {
        device.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(body.getBytes())
                .send();
    }

    private static void mustBeTooMany(Mqtt5BlockingClient device, String topic) {
        assertThatThrownBy(() -> retain(device, topic, "x"))
                .isInstanceOfSatisfying(
                        Mqtt5PubAckException.class,
                        e -> {
                            assertThat(e.getMqttMessage().getReasonCode())
                                    .isEqualTo(Mqtt5PubAckReasonCode.QUOTA_EXCEEDED);
                            assertThat(e.getMqttMessage().getReasonString().orElseThrow())
                                    .asString()
                                    .startsWith("AIR-1038");
                        });
    }

    @Test
    void refusesARetainedTopicTooManyAlsoAfterARestart() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.connectFive("a.b");
            retain(device, "t/1", "x");
            retain(device, "t/2", "x");
            mustBeTooMany(device, "t/3");
            retain(device, "t/1", "again");
            device.publishWith().topic("t/3").qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(kit.door().retained().copy("t/3")).isNull();
            Mqtt5BlockingClient other = kit.connectFive("other");
            retain(other, "t/3", "x");
            // who takes a topic over has it
            retain(other, "t/1", "mine");
            mustBeTooMany(other, "t/4");
            retain(device, "t/4", "x");
            device.disconnect();
            other.disconnect();
        }
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.connectFive("a.b");
            mustBeTooMany(device, "t/5");
            retain(device, "t/2", "again");
            device.disconnect();
        }
    }

    @Test
    void closesAnMqtt3DeviceWithARetainedTopicTooMany() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt3BlockingClient device = kit.connectThree("thermo-1");
            for (int i = 0; i < 2; i++) {
                device.publishWith()
                        .topic("t/" + i)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(true)
                        .payload(new byte[1])
                        .send();
            }
            assertThatThrownBy(
                            () ->
                                    device.publishWith()
                                            .topic("t/3")
                                            .qos(MqttQos.AT_LEAST_ONCE)
                                            .retain(true)
                                            .payload(new byte[1])
                                            .send())
                    .isNotNull();
            await().until(() -> !device.getState().isConnected());
            assertThat(kit.count("air_source_refused_total", "reason", "over-rate")).isEqualTo(1);
        }
    }

    @Test
    void countsNoClearedTopic() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            for (int i = 0; i < 10; i++) {
                retain(device, "nothing/" + i, "");
            }
            retain(device, "t", "x");
            retain(device, "t", "");
            assertThat(kit.door().retained().count("thermo-1")).isZero();
            assertThat(kit.door().retained().count()).isZero();
            device.disconnect();
        }
    }

    @Test
    void refusesAWillThatWouldBeARetainedTopicTooMany() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            retain(device, "t/1", "x");
            retain(device, "t/2", "x");
            device.disconnect();
            assertThatThrownBy(
                            () ->
                                    device.connectWith()
                                            .willPublish()
                                            .topic("gone/thermo-1")
                                            .retain(true)
                                            .applyWillPublish()
                                            .send())
                    .isInstanceOfSatisfying(
                            Mqtt5ConnAckException.class,
                            e ->
                                    assertThat(e.getMqttMessage().getReasonCode())
                                            .isEqualTo(Mqtt5ConnAckReasonCode.QUOTA_EXCEEDED));
            device.connectWith().willPublish().topic("t/1").retain(true).applyWillPublish().send();
            device.disconnect();
        }
    }

    @Test
    void slowsAFloodOfFiltersAndServesOthers() throws Exception {
        try (DoorKit kit = start();
                RawDevice flood = RawDevice.connect(kit, "flood")) {
            long start = System.nanoTime();
            int pairs = 200;
            for (int i = 0; i < pairs; i++) {
                flood.subscribe(2 * i + 1, "f/" + i);
                flood.unsubscribe(2 * i + 2, "f/" + i);
            }
            Mqtt5BlockingClient other = kit.connectFive("other");
            other.subscribeWith().topicFilter("calm").send();
            other.disconnect();
            int granted = 0;
            int refused = 0;
            while (granted + refused < pairs) {
                String answer = flood.read();
                if (answer.startsWith("90")) {
                    granted += answer.endsWith("01") ? 1 : 0;
                    refused += answer.endsWith("97") ? 1 : 0;
                }
            }
            long seconds = 1 + Duration.ofNanos(System.nanoTime() - start).toSeconds();
            // a burst, and then the rate
            assertThat((long) granted).isBetween(15L, 15 + 10 * seconds);
        }
    }

    @Test
    void looksAtNoMoreFiltersOfOnePacketThanABurst() throws Exception {
        try (DoorKit kit = start();
                RawDevice flood = RawDevice.connect(kit, "flood")) {
            String[] filters = new String[40];
            for (int i = 0; i < filters.length; i++) {
                filters[i] = "f/" + i;
            }
            flood.subscribe(1, filters);
            String answer = flood.read();
            assertThat(answer).startsWith("90").endsWith("01".repeat(5) + "97".repeat(35));
            flood.ping();
            assertThat(flood.read()).isEqualTo("d000");
        }
    }
}
