/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.AirbrokerComponent;
import org.airmessenger.airbroker.door.RawDevice.Hello;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Wills that wait, and how long what a device leaves behind lives (MQTT 5.0, 3.1.2 and 3.1.3). */
class DoorDelayTest {

    private static final int NEVER = -1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DAY_SECONDS = 86_400;

    @TempDir Path directory;

    private final List<String> taken = new CopyOnWriteArrayList<>();

    private DoorKit start() throws Exception {
        return start(60);
    }

    private DoorKit start(int longestExpiry) throws Exception {
        return DoorKit.start(
                directory,
                options -> options.setMaxSessionExpirySeconds(longestExpiry),
                AsyncProcessorConverterHelper.convert(
                        exchange ->
                                taken.add(
                                        exchange.getIn()
                                                .getHeader(AirHeaders.TOPIC, String.class))));
    }

    private static Hello hello(boolean clean) {
        return Hello.of("thermo-1").stored(clean, 30).will("gone/thermo-1", 1);
    }

    @Test
    void sendsAWillWhenItsDelayIsOver() throws Exception {
        try (DoorKit kit = start()) {
            new RawDevice(kit, hello(true)).close();
            long dropped = System.nanoTime();
            await().until(() -> taken.equals(List.of("gone/thermo-1")));
            assertThat(System.nanoTime() - dropped).isGreaterThan(900_000_000L);
        }
    }

    @Test
    void sendsNoWillOfADeviceThatComesBackToItsSessionInTime() throws Exception {
        try (DoorKit kit = start()) {
            new RawDevice(kit, hello(true)).close();
            try (RawDevice back = new RawDevice(kit, hello(false))) {
                await().during(Duration.ofMillis(1500)).until(taken::isEmpty);
                back.publish("t", 1, "x");
                assertThat(back.read()).isEqualTo("40020001");
            }
            await().until(() -> taken.equals(List.of("t", "gone/thermo-1")));
        }
    }

    @Test
    void sendsADelayedWillAtOnceWhenItsSessionEndsAndBeforeTheNextOnesMessages() throws Exception {
        try (DoorKit kit = start()) {
            new RawDevice(kit, hello(true).will("gone/thermo-1", 30)).close();
            try (RawDevice back = RawDevice.connect(kit, "thermo-1")) {
                back.publish("t", 1, "x");
                assertThat(back.read()).isEqualTo("40020001");
                assertThat(taken).containsExactly("gone/thermo-1", "t");
            }
        }
    }

    @Test
    void forgetsAWillOnDiskWhoseDeviceWasRevokedWhileTheGatewayWasDown() throws Exception {
        try (DoorKit kit = start(3_600)) {
            for (String device : List.of("thermo-1", "thermo-2")) {
                Hello hello = Hello.of(device).stored(true, 3_600).will("gone/" + device, 3_600);
                new RawDevice(kit, hello).close();
            }
            await().atMost(PATIENCE).until(() -> wills(kit).records().size() == 2);
        }
        RouteBuilder routes =
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("airbroker:door").process(exchange -> taken.add("something"));
                    }
                };
        try (DoorKit kit =
                DoorKit.startKit(
                        directory,
                        made -> {
                            made.options.setMaxSessionExpirySeconds(3_600);
                            made.identities.revoked.add("thermo-1");
                        },
                        routes)) {
            await().atMost(PATIENCE).until(() -> wills(kit).records().size() == 1);
            assertThat(wills(kit).take("thermo-1")).isNull();
            assertThat(wills(kit).take("thermo-2")).isNotNull();
            assertThat(taken).isEmpty();
        }
    }

    private static Wills wills(DoorKit kit) {
        return ((AirbrokerComponent) kit.context.getComponent("airbroker")).door().wills();
    }

    @Test
    void cutsAWillDelayToADayAndToItsSession() {
        assertThat(delayOf(7 * DAY_SECONDS, NEVER)).isEqualTo(DAY_SECONDS);
        assertThat(delayOf(NEVER, NEVER)).isEqualTo(DAY_SECONDS);
        assertThat(delayOf(60, 10)).isEqualTo(10);
        assertThat(delayOf(60, 0)).isZero();
    }

    private static long delayOf(int delay, int expiry) {
        MqttProperties properties = new MqttProperties();
        properties.add(
                new IntegerProperty(MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(), expiry));
        MqttProperties will = new MqttProperties();
        will.add(new IntegerProperty(MqttPropertyType.WILL_DELAY_INTERVAL.value(), delay));
        MqttConnectMessage connect =
                MqttMessageBuilders.connect()
                        .protocolVersion(MqttVersion.MQTT_5)
                        .clientId("thermo-1")
                        .properties(properties)
                        .willFlag(true)
                        .willTopic("gone")
                        .willMessage(new byte[0])
                        .willProperties(will)
                        .build();
        long session = Integer.toUnsignedLong(expiry);
        return Will.of(connect, new Identity("thermo-1", null, "any", "mqtt"), session)
                .delaySeconds();
    }

    @Test
    void cutsASessionsExpiryAndSaysSo() throws Exception {
        try (DoorKit kit = start()) {
            var five = kit.five("thermo-1");
            var ack =
                    five.connectWith()
                            .cleanStart(true)
                            .sessionExpiryInterval(4_294_967_295L)
                            .send();
            assertThat(ack.getSessionExpiryInterval()).hasValue(60);
            assertThat(kit.door().sessions().find("thermo-1").expirySeconds()).isEqualTo(60);
            five.disconnect();
            var short1 = kit.five("thermo-2");
            assertThat(short1.connectWith().sessionExpiryInterval(59).send())
                    .satisfies(each -> assertThat(each.getSessionExpiryInterval()).isEmpty());
            short1.disconnect();
        }
    }

    @Test
    void cutsASessionsExpiryThatADisconnectWouldRaise() throws Exception {
        try (DoorKit kit = start();
                RawDevice device = new RawDevice(kit, Hello.of("thermo-1").stored(true, 10))) {
            device.disconnect(NEVER);
            Session session = kit.door().sessions().find("thermo-1");
            await().until(() -> session.leftAt() > 0);
            assertThat(session.expirySeconds()).isEqualTo(60);
        }
    }
}
