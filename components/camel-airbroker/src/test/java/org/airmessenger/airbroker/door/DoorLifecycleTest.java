/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

class DoorLifecycleTest {

    @TempDir Path directory;

    @Test
    void closesFirstAndFinishesWhatIsInFlight() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Mqtt5BlockingClient device =
                    Mqtt5Client.builder()
                            .identifier("thermo-1")
                            .serverHost("127.0.0.1")
                            .serverPort(kit.plainPort())
                            .addDisconnectedListener(context -> end.complete(context.getCause()))
                            .buildBlocking();
            device.connect();
            int port = kit.plainPort();
            CompletableFuture<Mqtt5PublishResult> answer =
                    device.toAsync().publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
            HeldStep.Held message = step.next();
            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(kit.context::stop, ForkJoinPool.commonPool());
            await().untilAsserted(
                            () ->
                                    assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
                                            .isInstanceOf(ConnectException.class));
            assertThat(answer.isDone()).isFalse();
            message.keep();
            assertThat(answer.get(5, TimeUnit.SECONDS).getError()).isEmpty();
            Mqtt5DisconnectException told = (Mqtt5DisconnectException) end.get(5, TimeUnit.SECONDS);
            assertThat(told.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5DisconnectReasonCode.SERVER_SHUTTING_DOWN);
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void opensAgainAfterItWasSuspended() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step)) {
            Mqtt5BlockingClient before = kit.connectFive("thermo-1");
            kit.context.getRouteController().suspendRoute("door");
            await().until(() -> !before.getState().isConnected());
            kit.context.getRouteController().resumeRoute("door");
            Mqtt5BlockingClient after = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> answer =
                    after.toAsync().publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
            step.next().keep();
            assertThat(answer.get(5, TimeUnit.SECONDS).getError()).isEmpty();
            after.disconnect();
        }
    }

    @Test
    void readsNoFurtherThanItsBytesAndLosesNothing() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit =
                DoorKit.start(
                        directory,
                        options -> options.setMaxInFlightBytesPerConnection(64 * 1024),
                        step)) {
            Mqtt3BlockingClient device = kit.three("thermo-1");
            device.connect();
            List<CompletableFuture<?>> answers = new ArrayList<>();
            int count = 400;
            for (int i = 0; i < count; i++) {
                answers.add(
                        device.toAsync()
                                .publishWith()
                                .topic("t")
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .payload(new byte[8 * 1024])
                                .send());
            }
            HeldStep.Held first = step.next();
            await().during(Duration.ofMillis(300))
                    .untilAsserted(
                            () ->
                                    assertThat((Long) kit.broker().facts().get("inFlightBytes"))
                                            .isLessThan(64 * 1024 + 128 * 1024));
            assertThat(device.getState().isConnected()).isTrue();
            first.keep();
            for (int i = 1; i < count; i++) {
                step.next().keep();
            }
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .get(10, TimeUnit.SECONDS);
            await().until(() -> kit.broker().facts().get("inFlightBytes").equals(0L));
            device.disconnect();
        }
    }

    @Test
    void doesNotTakeADeviceThatItDoesNotReadForSilent() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit =
                        DoorKit.start(
                                directory,
                                options -> options.setMaxInFlightBytesPerConnection(1024),
                                step);
                Socket socket = new Socket("127.0.0.1", kit.plainPort())) {
            socket.setSoTimeout(5_000);
            HexFormat hex = HexFormat.of();
            // CONNECT with a keep-alive of 1 s, then PUBLISH of QoS 1 with packet ids 1 to 3
            socket.getOutputStream().write(hex.parseHex("100e00044d51545404020001" + "00026431"));
            socket.getInputStream().readNBytes(4);
            for (int id = 1; id <= 3; id++) {
                socket.getOutputStream().write(hex.parseHex("3206000174000" + id + "78"));
            }
            HeldStep.Held first = step.next();
            await().pollDelay(Duration.ofMillis(2000))
                    .until(() -> kit.broker().facts().get("connections").equals(1));
            first.keep();
            step.next().keep();
            step.next().keep();
            assertThat(hex.formatHex(socket.getInputStream().readNBytes(12)))
                    .isEqualTo("400200014002000240020003");
        }
    }

    @Test
    void keepsEachDevicesOrderThroughAnAsynchronousRoute() throws Exception {
        List<String> taken = Collections.synchronizedList(new ArrayList<>());
        try (DoorKit kit =
                DoorKit.start(
                        directory,
                        new AsyncStep(
                                exchange -> taken.add(exchange.getIn().getBody(String.class))))) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            List<CompletableFuture<?>> answers = new ArrayList<>();
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                sent.add("m" + i);
                answers.add(
                        device.toAsync()
                                .publishWith()
                                .topic("t")
                                .qos(i % 3 == 0 ? MqttQos.AT_MOST_ONCE : MqttQos.AT_LEAST_ONCE)
                                .payload(("m" + i).getBytes())
                                .send());
            }
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .get(20, TimeUnit.SECONDS);
            assertThat(taken).isEqualTo(sent);
            device.disconnect();
        }
    }

    @Test
    void opensAfterEveryOtherRouteHasStarted() throws Exception {
        try (DoorKit kit =
                DoorKit.start(directory, AsyncProcessorConverterHelper.convert(exchange -> {}))) {
            kit.context.getRouteController().stopRoute("door");
            assertThat(kit.plainPort()).isZero();
            kit.context.getRouteController().startRoute("door");
            assertThat(kit.plainPort()).isPositive();
        }
    }

    @Test
    void refusesASecondRouteFromTheDoor() throws Exception {
        try (DoorKit kit =
                DoorKit.start(directory, AsyncProcessorConverterHelper.convert(exchange -> {}))) {
            assertThatThrownBy(
                            () ->
                                    kit.context.addRoutes(
                                            new RouteBuilder() {
                                                @Override
                                                public void configure() {
                                                    from("airbroker:door?bridgeErrorHandler=true")
                                                            .to("direct:nowhere");
                                                }
                                            }))
                    .hasMessageStartingWith("AIR-1015");
        }
    }
}
