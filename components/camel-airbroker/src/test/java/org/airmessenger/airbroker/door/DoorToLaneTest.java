/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Lanes;
import org.airmessenger.message.Plan;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The whole way: device, door, lanes on disk, and out of the lane. */
class DoorToLaneTest {

    @TempDir Path directory;

    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());

    private DoorKit start(long minDiskFree) throws Exception {
        return DoorKit.start(
                directory,
                options -> options.setMinDiskFreeBytes(minDiskFree),
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("airbroker:lane/cloud").process(DoorToLaneTest.this::take);
                        from("airbroker:door")
                                .routeId("door")
                                .process(DoorToLaneTest::plan)
                                .to("airbroker:lanes");
                    }
                });
    }

    private static void plan(Exchange exchange) {
        String topic = exchange.getIn().getHeader(AirHeaders.TOPIC, String.class);
        boolean cloud = topic.startsWith("sensors/");
        exchange.setProperty(
                AirHeaders.PLAN, new Plan(cloud ? List.of("cloud") : List.of(), Set.of(), true, 4));
    }

    private void take(Exchange exchange) {
        Object body = exchange.getIn().getBody();
        if (body instanceof List<?> batch) {
            for (Object message : batch) {
                delivered.add(text(((Message) message).getBody()));
            }
        } else {
            delivered.add(text(body));
        }
    }

    private static String text(Object body) {
        return new String((byte[]) body, StandardCharsets.UTF_8);
    }

    @Test
    void keepsAndDeliversInTheDevicesOrderWithOneCopyForLocalSubscribers() throws Exception {
        try (DoorKit kit = start(0)) {
            Mqtt5BlockingClient listener = kit.connectFive("listener");
            Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL);
            listener.subscribeWith().topicFilter("#").qos(MqttQos.AT_MOST_ONCE).send();
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            List<String> sent = new ArrayList<>();
            List<CompletableFuture<Mqtt5PublishResult>> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                sent.add("m" + i);
                answers.add(
                        device.toAsync()
                                .publishWith()
                                .topic("sensors/thermo-1")
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .payload(("m" + i).getBytes(StandardCharsets.UTF_8))
                                .send());
            }
            for (CompletableFuture<Mqtt5PublishResult> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS).getError()).isEmpty();
            }
            await().untilAsserted(() -> assertThat(delivered).isEqualTo(sent));
            for (int i = 0; i < 1000; i++) {
                assertThat(publishes.receive(5, TimeUnit.SECONDS).orElseThrow().getTopic())
                        .hasToString("sensors/thermo-1");
            }
            assertThat(publishes.receiveNow()).isEmpty();
            Lanes lanes = kit.context.getRegistry().lookupByNameAndType(Lanes.BEAN, Lanes.class);
            await().untilAsserted(
                            () -> assertThat(lanes.accounts().get(0).delivered()).isEqualTo(1000));
            assertThat(lanes.accounts().get(0).difference()).isZero();
            device.disconnect();
            listener.disconnect();
        }
    }

    @Test
    void tellsADeviceThatNobodyReceivesItsMessage() throws Exception {
        try (DoorKit kit = start(0)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            Mqtt5PublishResult.Mqtt5Qos1Result result =
                    (Mqtt5PublishResult.Mqtt5Qos1Result)
                            device.publishWith()
                                    .topic("nobody/cares")
                                    .qos(MqttQos.AT_LEAST_ONCE)
                                    .send();
            assertThat(result.getPubAck().getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS);
            device.disconnect();
        }
    }

    @Test
    void takesAnExactlyOnceAndARetainedMessageIntoTheLaneToo() throws Exception {
        try (DoorKit kit = start(0)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            device.publishWith()
                    .topic("sensors/a")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .payload("two".getBytes(StandardCharsets.UTF_8))
                    .send();
            device.publishWith()
                    .topic("sensors/a")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retain(true)
                    .payload("kept".getBytes(StandardCharsets.UTF_8))
                    .send();
            await().untilAsserted(() -> assertThat(delivered).containsExactly("two", "kept"));
            device.disconnect();
        }
    }

    /** A subscriber that is away and whose topic has no room left. */
    private static void fill(DoorKit kit) {
        kit.server()
                .getAddressSettingsRepository()
                .addMatch(
                        "full/#",
                        new AddressSettings()
                                .setMaxSizeBytes(16 * 1024)
                                .setPageSizeBytes(16 * 1024)
                                .setPageLimitBytes(48 * 1024L)
                                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL));
        Mqtt5BlockingClient away = kit.five("away");
        away.connectWith().sessionExpiryInterval(3600).send();
        away.subscribeWith().topicFilter("full/a").qos(MqttQos.AT_LEAST_ONCE).send();
        away.disconnect();
        Mqtt5BlockingClient device = kit.connectFive("filler");
        await().until(() -> codeOf(device, MqttQos.AT_LEAST_ONCE, false) == 0x97);
        device.disconnect();
    }

    private static int codeOf(Mqtt5BlockingClient device, MqttQos qos, boolean retain) {
        try {
            device.publishWith()
                    .topic("full/a")
                    .qos(qos)
                    .retain(retain)
                    .payload(new byte[4096])
                    .send();
            return 0;
        } catch (Mqtt5PubAckException e) {
            return e.getMqttMessage().getReasonCode().getCode();
        } catch (Mqtt5PubRecException e) {
            return e.getMqttMessage().getReasonCode().getCode();
        }
    }

    @Test
    void refusesWhatDoesNotFitForALocalSubscriberThatIsAwayAndTakesTheRest() throws Exception {
        try (DoorKit kit = start(0)) {
            fill(kit);
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            assertThat(codeOf(device, MqttQos.AT_LEAST_ONCE, false)).isEqualTo(0x97);
            assertThat(codeOf(device, MqttQos.EXACTLY_ONCE, false)).isEqualTo(0x97);
            assertThat(codeOf(device, MqttQos.AT_LEAST_ONCE, true)).isEqualTo(0x97);
            assertThat(device.getState().isConnected()).isTrue();
            device.publishWith().topic("sensors/a").qos(MqttQos.EXACTLY_ONCE).send();
            await().untilAsserted(() -> assertThat(delivered).hasSize(1));
            device.disconnect();
        }
    }

    @Test
    void holdsAnMqtt3MessageUntilThereIsRoomForTheSubscriber() throws Exception {
        try (DoorKit kit = start(0)) {
            fill(kit);
            Mqtt3BlockingClient device = kit.connectThree("thermo-1");
            var answer =
                    device.toAsync()
                            .publishWith()
                            .topic("full/a")
                            .qos(MqttQos.EXACTLY_ONCE)
                            .payload("late".getBytes(StandardCharsets.UTF_8))
                            .send();
            await().during(java.time.Duration.ofMillis(300)).until(() -> !answer.isDone());
            Mqtt5BlockingClient away = kit.five("away");
            Mqtt5Publishes publishes = away.publishes(MqttGlobalPublishFilter.ALL);
            away.connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
            byte[] last;
            do {
                last = publishes.receive(5, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes();
            } while (last.length == 4096);
            assertThat(last).isEqualTo("late".getBytes(StandardCharsets.UTF_8));
            answer.get(5, TimeUnit.SECONDS);
            away.disconnect();
            device.disconnect();
        }
    }

    @Test
    void refusesWhileTheDiskIsLow() throws Exception {
        try (DoorKit kit = start(1L << 60)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> answer =
                    device.toAsync()
                            .publishWith()
                            .topic("sensors/a")
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .send();
            Mqtt5PubAckException told =
                    (Mqtt5PubAckException)
                            answer.handle((result, failure) -> failure).get(5, TimeUnit.SECONDS);
            assertThat(told.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.QUOTA_EXCEEDED);
            assertThat(told.getMqttMessage().getReasonString().orElseThrow().toString())
                    .startsWith("AIR-1011");
            device.disconnect();
        }
    }
}
