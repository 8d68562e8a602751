/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRecReasonCode;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class DoorRefusalTest {

    @TempDir Path directory;

    private static RefusedException refusal(Refusal cause, long retryAfter) {
        return new RefusedException(cause, "AIR-2999 refused for a test", retryAfter);
    }

    private static CompletableFuture<Mqtt5PublishResult> send(
            Mqtt5BlockingClient device, MqttQos qos) {
        return device.toAsync().publishWith().topic("t").qos(qos).payload("x".getBytes()).send();
    }

    private static Throwable failure(CompletableFuture<?> answer) throws Exception {
        return answer.handle((result, failure) -> failure).get(5, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_ALLOWED, NOT_AUTHORIZED",
        "LANE_FULL, QUOTA_EXCEEDED",
        "FAILED, UNSPECIFIED_ERROR",
        "UNREADABLE, PAYLOAD_FORMAT_INVALID",
        "OVER_RATE, QUOTA_EXCEEDED"
    })
    void tellsAnMqtt5DeviceWhyAMessageIsRefused(Refusal cause, Mqtt5PubAckReasonCode code)
            throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> answer = send(device, MqttQos.AT_LEAST_ONCE);
            // longer than the door would hold it
            step.next().refuse(refusal(cause, 60_000));
            Mqtt5PubAckException told = (Mqtt5PubAckException) failure(answer);
            assertThat(told.getMqttMessage().getReasonCode()).isEqualTo(code);
            assertThat(told.getMqttMessage().getReasonString().orElseThrow().toString())
                    .startsWith("AIR-2999");
            assertThat(
                            kit.count(
                                    "air_source_refused_total",
                                    "door",
                                    "mqtt-plain",
                                    "reason",
                                    cause.word()))
                    .isEqualTo(1);
            // the connection lives on
            CompletableFuture<Mqtt5PublishResult> next = send(device, MqttQos.AT_LEAST_ONCE);
            step.next().keep();
            assertThat(next.get(5, TimeUnit.SECONDS).getError()).isEmpty();
            device.disconnect();
        }
    }

    @Test
    void saysNoSubscribersToAnMqtt5DeviceAsASuccess() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> answer = send(device, MqttQos.AT_LEAST_ONCE);
            step.next().refuse(refusal(Refusal.NO_RECEIVER, 0));
            Mqtt5PublishResult.Mqtt5Qos1Result result =
                    (Mqtt5PublishResult.Mqtt5Qos1Result) answer.get(5, TimeUnit.SECONDS);
            assertThat(result.getPubAck().getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS);
            device.disconnect();
        }
    }

    @Test
    void refusesAnExactlyOnceMessageWithPubRec() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> answer = send(device, MqttQos.EXACTLY_ONCE);
            step.next().refuse(refusal(Refusal.NOT_ALLOWED, 0));
            Mqtt5PubRecException told = (Mqtt5PubRecException) failure(answer);
            assertThat(told.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5PubRecReasonCode.NOT_AUTHORIZED);
            device.disconnect();
        }
    }

    @Test
    void failsAMessageOfARouteThatThrewWithoutTellingWhy() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> answer = send(device, MqttQos.AT_LEAST_ONCE);
            step.next().refuse(new IllegalStateException("secret inside"));
            Mqtt5PubAckException told = (Mqtt5PubAckException) failure(answer);
            assertThat(told.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.UNSPECIFIED_ERROR);
            assertThat(told.getMqttMessage().getReasonString().orElseThrow().toString())
                    .startsWith("AIR-1023")
                    .doesNotContain("secret");
            device.disconnect();
        }
    }

    @Test
    void dropsAndCountsARefusedAtMostOnceMessage() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt3BlockingClient device = kit.connectThree("thermo-1");
            device.publishWith().topic("t").payload("x".getBytes()).send();
            step.next().refuse(refusal(Refusal.NOT_ALLOWED, 0));
            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    kit.count(
                                                            "air_source_messages_total",
                                                            "qos",
                                                            "0",
                                                            "verdict",
                                                            "not-allowed"))
                                            .isEqualTo(1));
            assertThat(device.getState().isConnected()).isTrue();
            device.disconnect();
        }
    }

    @Test
    void closesTheConnectionOfAnMqtt3DeviceThatMayNotPublish() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt3BlockingClient device = kit.connectThree("thermo-1");
            var answer =
                    device.toAsync().publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
            step.next().refuse(refusal(Refusal.NOT_ALLOWED, 0));
            assertThatThrownBy(() -> answer.get(5, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(ConnectionClosedException.class);
            await().until(() -> !device.getState().isConnected());
        }
    }

    @Test
    void acknowledgesAndCountsWhatNobodyReceivesFromAnMqtt3Device() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt3BlockingClient device = kit.connectThree("thermo-1");
            var answer =
                    device.toAsync().publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
            step.next().refuse(refusal(Refusal.NO_RECEIVER, 0));
            answer.get(5, TimeUnit.SECONDS);
            assertThat(kit.count("air_source_refused_total", "reason", "no-receiver")).isEqualTo(1);
            device.disconnect();
        }
    }

    @Test
    void holdsAMessageOfAnMqtt3DeviceUntilTheLaneHasRoom() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt3BlockingClient device = kit.connectThree("thermo-1");
            var first =
                    device.toAsync()
                            .publishWith()
                            .topic("t")
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .payload("m0".getBytes())
                            .send();
            var second =
                    device.toAsync()
                            .publishWith()
                            .topic("t")
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .payload("m1".getBytes())
                            .send();
            String id = null;
            for (int tries = 0; tries < 3; tries++) {
                HeldStep.Held message = step.next();
                assertThat(message.text()).isEqualTo("m0");
                assertThat(message.header("AirId"))
                        .isEqualTo(id == null ? message.header("AirId") : id);
                id = message.header("AirId");
                message.refuse(refusal(Refusal.LANE_FULL, 0));
            }
            assertThat(first.isDone()).isFalse();
            step.next().keep();
            HeldStep.Held next = step.next();
            assertThat(next.text()).isEqualTo("m1");
            next.keep();
            first.get(5, TimeUnit.SECONDS);
            second.get(5, TimeUnit.SECONDS);
            device.disconnect();
        }
    }

    @Test
    void slowsADeviceOverItsRateBeforeItRefuses() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> answer = send(device, MqttQos.AT_LEAST_ONCE);
            step.next().refuse(refusal(Refusal.OVER_RATE, 100));
            step.next().keep();
            assertThat(answer.get(5, TimeUnit.SECONDS).getError()).isEmpty();
            device.disconnect();
        }
    }

    @Test
    void bansADeviceThatIsRefusedTooOften() throws Exception {
        HeldStep step = new HeldStep();
        RouteBuilder routes =
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        getContext()
                                .getPropertiesComponent()
                                .addInitialProperty("air.source.refusalsBeforeBan", "3");
                        errorHandler(noErrorHandler());
                        from("airbroker:door").process(step);
                    }
                };
        try (DoorKit kit = DoorKit.start(directory, options -> {}, routes)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> last = null;
            for (int i = 0; i < 3; i++) {
                last = send(device, MqttQos.AT_LEAST_ONCE);
                step.next().refuse(refusal(Refusal.NOT_ALLOWED, 0));
            }
            last.handle((result, failure) -> null).get(5, TimeUnit.SECONDS);
            await().until(() -> !device.getState().isConnected());
            assertThatThrownBy(device::connect)
                    .isInstanceOfSatisfying(
                            Mqtt5ConnAckException.class,
                            e ->
                                    assertThat(e.getMqttMessage().getReasonCode())
                                            .isEqualTo(Mqtt5ConnAckReasonCode.BANNED));
            Mqtt5BlockingClient other = kit.connectFive("thermo-2");
            other.disconnect();
        }
    }

    @Test
    void endsTheConnectionOfAMalformedMessage() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> answer =
                    device.toAsync()
                            .publishWith()
                            .topic("t")
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .userProperties()
                            .add("air-priority", "11")
                            .applyUserProperties()
                            .send();
            assertThatThrownBy(() -> answer.get(5, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOfSatisfying(
                            Mqtt5DisconnectException.class,
                            e ->
                                    assertThat(e.getMqttMessage().getReasonCode())
                                            .isEqualTo(Mqtt5DisconnectReasonCode.PROTOCOL_ERROR));
            assertThat(step.held).isEmpty();
        }
    }
}
