/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Ticket;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class DoorPublishTest {

    @TempDir Path directory;

    @Test
    void acknowledgesOnlyAfterTheExchangeIsComplete() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> acknowledged =
                    device.toAsync()
                            .publishWith()
                            .topic("sensors/thermo-1/t")
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .payload("21.5".getBytes())
                            .send();
            HeldStep.Held message = step.next();
            assertThat(message.text()).isEqualTo("21.5");
            assertThat(message.header(AirHeaders.DEVICE)).isEqualTo("thermo-1");
            assertThat(message.header(AirHeaders.TENANT)).isEqualTo("plant-a");
            assertThat(message.header(AirHeaders.TOPIC)).isEqualTo("sensors/thermo-1/t");
            assertThat(message.header(AirHeaders.DOOR)).isEqualTo("mqtt");
            assertThat(message.exchange().getIn().getHeader(AirHeaders.QOS)).isEqualTo(1);
            assertThat(message.exchange().getProperty(AirHeaders.IDENTITY, Identity.class).device())
                    .isEqualTo("thermo-1");
            await().during(Duration.ofMillis(150)).until(() -> !acknowledged.isDone());
            message.keep();
            assertThat(acknowledged.get(5, TimeUnit.SECONDS).getError()).isEmpty();
            assertThat(
                            kit.count(
                                    "air_source_messages_total",
                                    "door",
                                    "mqtt-plain",
                                    "qos",
                                    "1",
                                    "verdict",
                                    "kept"))
                    .isEqualTo(1);
            device.disconnect();
        }
    }

    @Test
    void startsTheNextMessageWhenTheOneBeforeHoldsItsPlace() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            List<CompletableFuture<Mqtt5PublishResult>> acknowledged = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                acknowledged.add(
                        device.toAsync()
                                .publishWith()
                                .topic("t")
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .payload(("m" + i).getBytes())
                                .send());
            }
            HeldStep.Held first = step.next();
            assertThat(first.text()).isEqualTo("m0");
            await().during(Duration.ofMillis(150)).until(step.held::isEmpty);
            first.exchange().getProperty(AirHeaders.TICKET, Ticket.class).placed();
            HeldStep.Held second = step.next();
            assertThat(second.text()).isEqualTo("m1");
            second.keep();
            // m1 is kept but m0 is not: answers keep the order of the packets
            HeldStep.Held third = step.next();
            third.keep();
            await().during(Duration.ofMillis(150))
                    .until(() -> acknowledged.stream().noneMatch(CompletableFuture::isDone));
            first.keep();
            for (CompletableFuture<Mqtt5PublishResult> each : acknowledged) {
                assertThat(each.get(5, TimeUnit.SECONDS).getError()).isEmpty();
            }
            device.disconnect();
        }
    }

    @Test
    void takesAnAtMostOnceMessageAlsoFromADeviceThatIsGoneAtOnce() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            for (int i = 0; i < 5; i++) {
                device.publishWith().topic("t").payload(("m" + i).getBytes()).send();
            }
            device.disconnect();
            for (int i = 0; i < 5; i++) {
                HeldStep.Held message = step.next();
                assertThat(message.text()).isEqualTo("m" + i);
                assertThat(message.exchange().getIn().getHeader(AirHeaders.QOS)).isEqualTo(0);
                message.keep();
            }
        }
    }
}
