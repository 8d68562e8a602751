/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.ChildProcess;
import org.airmessenger.airbroker.door.RawDevice.Hello;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** When a will is sent, with what, and that it outlives the gateway (MQTT 5.0, 3.1.2.5). */
class DoorWillTest {

    private static final String TOPIC = "gone/thermo-1";
    private static final int HOUR = 3600;

    @TempDir Path directory;

    private final List<Exchange> taken = new CopyOnWriteArrayList<>();

    private DoorKit start() throws Exception {
        return DoorKit.start(
                directory,
                AsyncProcessorConverterHelper.convert(exchange -> taken.add(exchange.copy())));
    }

    private List<String> topics() {
        return taken.stream()
                .map(each -> each.getIn().getHeader(AirHeaders.TOPIC, String.class))
                .toList();
    }

    private void mustBeSent(int wills) {
        await().untilAsserted(() -> assertThat(topics()).hasSize(wills).allMatch(TOPIC::equals));
    }

    @Test
    void sendsItAtOnceThoughTheSessionLivesOn() throws Exception {
        try (DoorKit kit = start()) {
            new RawDevice(kit, Hello.of("thermo-1").stored(true, HOUR).will(TOPIC, 0)).close();
            mustBeSent(1);
            try (RawDevice back = new RawDevice(kit, Hello.of("thermo-1").stored(false, HOUR))) {
                assertThat(back.isSessionPresent()).isTrue();
            }
            mustBeSent(1);
        }
    }

    @Test
    void sendsItWhenTheDeviceConnectsAnewOverIt() throws Exception {
        String three =
                "10 ~ 0004 4d515454 04 06 003c 0008 746865726d6f2d31"
                        + " 000d 676f6e652f746865726d6f2d31 0004 6c6f7374";
        try (DoorKit kit = start();
                RawDevice first = new RawDevice(kit, Hello.of("thermo-1").will(TOPIC, 0));
                HexDevice second = HexDevice.connected(kit, three)) {
            mustBeSent(1);
            try (RawDevice third = RawDevice.connect(kit, "thermo-1")) {
                mustBeSent(2);
                third.ping();
                assertThat(third.read()).isEqualTo("d000");
            }
            assertThat(second.next()).isEmpty();
            assertThat(first.read()).startsWith("e0");
        }
    }

    @Test
    void sendsItWithADisconnectThatSaysSoAndNotWithAnother() throws Exception {
        try (DoorKit kit = start()) {
            for (Mqtt5DisconnectReasonCode code :
                    List.of(
                            Mqtt5DisconnectReasonCode.NORMAL_DISCONNECTION,
                            Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)) {
                Mqtt5BlockingClient device = kit.five("thermo-1");
                device.connectWith().willPublish().topic(TOPIC).applyWillPublish().send();
                device.disconnectWith().reasonCode(code).send();
                await().until(() -> kit.door().connections() == 0);
            }
            mustBeSent(1);
            await().until(() -> kit.door().wills().bytes() == 0);
        }
    }

    @Test
    void keepsAllItsProperties() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient listener = kit.connectFive("listener");
            Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL);
            listener.subscribeWith().topicFilter("gone/#").qos(MqttQos.EXACTLY_ONCE).send();
            Mqtt5BlockingClient device = kit.five("thermo-1");
            device.connectWith()
                    .willPublish()
                    .topic(TOPIC)
                    .qos(MqttQos.EXACTLY_ONCE)
                    .retain(true)
                    .payload("lost".getBytes())
                    .contentType("text/plain")
                    .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
                    .responseTopic("answers/1")
                    .correlationData(new byte[] {4, 2})
                    .messageExpiryInterval(60)
                    .userProperties()
                    .add("b", "1")
                    .add("a", "2")
                    .add("b", "3")
                    .applyUserProperties()
                    .applyWillPublish()
                    .send();
            RawDevice.connect(kit, "thermo-1").close();
            Mqtt5Publish will = publishes.receive(10, TimeUnit.SECONDS).orElseThrow();
            assertThat(will.getPayloadAsBytes()).isEqualTo("lost".getBytes());
            assertThat(will.getQos()).isEqualTo(MqttQos.EXACTLY_ONCE);
            assertThat(will.getContentType().orElseThrow()).hasToString("text/plain");
            assertThat(will.getPayloadFormatIndicator())
                    .contains(Mqtt5PayloadFormatIndicator.UTF_8);
            assertThat(will.getResponseTopic().orElseThrow()).hasToString("answers/1");
            assertThat(will.getCorrelationData()).contains(ByteBuffer.wrap(new byte[] {4, 2}));
            assertThat(will.getMessageExpiryInterval().orElseThrow()).isBetween(50L, 60L);
            assertThat(
                            will.getUserProperties().asList().stream()
                                    .map(each -> each.getName() + "=" + each.getValue())
                                    .filter(each -> !each.startsWith("air-")))
                    .containsExactly("b=1", "a=2", "b=3");
            await().until(() -> kit.door().retained().copy(TOPIC) != null);
            listener.disconnect();
        }
    }

    @Test
    void sendsItLaterWhenItCannotBeKeptNow() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (DoorKit kit =
                DoorKit.start(
                        directory,
                        AsyncProcessorConverterHelper.convert(
                                exchange -> {
                                    if (tries.incrementAndGet() == 1) {
                                        throw new RefusedException(
                                                Refusal.LANE_FULL, "AIR-9999 full");
                                    }
                                    taken.add(exchange.copy());
                                }))) {
            new RawDevice(kit, Hello.of("thermo-1").will(TOPIC, 0)).close();
            mustBeSent(1);
            assertThat(tries).hasValue(2);
            await().until(() -> kit.door().wills().bytes() == 0);
        }
    }

    /** The gateway that is killed. */
    static final class Gateway {

        private Gateway() {}

        /** Directory; runs until it is killed. */
        public static void main(String[] arguments) throws Exception {
            DoorKit kit =
                    DoorKit.start(
                            Path.of(arguments[0]),
                            AsyncProcessorConverterHelper.convert(exchange -> {}));
            ChildProcess.say("port " + kit.plainPort());
            Thread.currentThread().join();
        }
    }

    @Test
    void sendsAfterACrashWhatItsDevicesLeft() throws Exception {
        try (ChildProcess gateway = ChildProcess.start(Gateway.class, directory)) {
            int port = Integer.parseInt(gateway.await("port"));
            // here when the gateway dies; waits for its delay then; took its will back before
            RawDevice here = new RawDevice(port, hello("here", 0));
            new RawDevice(port, hello("waiting", 3)).close();
            try (RawDevice polite = new RawDevice(port, hello("polite", 0))) {
                polite.disconnect(HOUR);
                assertThat(polite.read()).isEmpty();
            }
            RawDevice late = new RawDevice(port, hello("late", HOUR));
            // whatever was written before this answer is on disk
            late.publish("t", 1, "x");
            assertThat(late.read()).startsWith("4002");
            gateway.kill();
            here.close();
            late.close();
        }
        try (DoorKit kit = start()) {
            await().untilAsserted(
                            () ->
                                    assertThat(topics())
                                            .containsExactlyInAnyOrder(
                                                    "gone/here", "gone/waiting"));
            // it comes back in time to its session
            try (RawDevice late = new RawDevice(kit, Hello.of("late").stored(false, HOUR))) {
                assertThat(late.isSessionPresent()).isTrue();
            }
            await().until(() -> kit.door().wills().bytes() == 0);
            assertThat(topics()).hasSize(2);
        }
        taken.clear();
        try (DoorKit kit = start()) {
            assertThat(kit.door().wills().bytes()).isZero();
        }
        assertThat(topics()).isEmpty();
    }

    private static Hello hello(String device, int delay) {
        return Hello.of(device).stored(true, HOUR).will("gone/" + device, delay);
    }
}
