/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeviceIds;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Who a device is on the listener where it proves nothing (MQTT 5.0, 3.1.3.1). */
class AnonymousIdsTest {

    @TempDir Path directory;

    private final BlockingQueue<String> devices = new LinkedBlockingQueue<>();

    private DoorKit start() throws Exception {
        return DoorKit.start(
                directory,
                AsyncProcessorConverterHelper.convert(
                        exchange ->
                                devices.add(
                                        exchange.getIn()
                                                .getHeader(AirHeaders.DEVICE, String.class))));
    }

    @Test
    void keepsAClientIdThatIsADeviceId() {
        assertThat(AnonymousIds.of("thermo-1")).isEqualTo("thermo-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "#", "é", "+", "a\"b", "\uD83D\uDE00"})
    void makesADeviceIdOfAnyClientId(String clientId) {
        assertThat(DeviceIds.isValid(AnonymousIds.of(clientId))).isTrue();
        assertThat(DeviceIds.isValid(AnonymousIds.of(clientId.repeat(10_000)))).isTrue();
        assertThat(AnonymousIds.of(clientId)).isEqualTo(AnonymousIds.of(clientId));
    }

    @Test
    void tellsClientIdsApartThatWouldReadTheSame() {
        assertThat(AnonymousIds.of("a b"))
                .isEqualTo("a:20b:c8687a08aa5d6ed2")
                .isNotEqualTo(AnonymousIds.of("a:20b"));
        assertThat(AnonymousIds.of("é".repeat(200))).isNotEqualTo(AnonymousIds.of("é".repeat(201)));
    }

    @Test
    void letsADeviceInWhoseClientIdIsNoDeviceId() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.connectFive("clean retained");
            device.publishWith().topic("t").send();
            assertThat(devices.poll(30, TimeUnit.SECONDS))
                    .isEqualTo(AnonymousIds.of("clean retained"));
            device.disconnect();
        }
    }

    @Test
    void namesADeviceThatHasNoClientId() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient one = kit.five("");
            Mqtt5BlockingClient two = kit.five("");
            String name = one.connect().getAssignedClientIdentifier().orElseThrow().toString();
            assertThat(two.connect().getAssignedClientIdentifier().orElseThrow().toString())
                    .isNotEqualTo(name);
            one.publishWith().topic("t").send();
            assertThat(devices.poll(30, TimeUnit.SECONDS)).isEqualTo(name);
            one.disconnect();
            two.disconnect();
            try (HexDevice three = new HexDevice(kit)) {
                // MQTT 3.1.1, 3.1.3.1: not without a clean session
                three.send("10 ~ 0004 4d515454 04 00 003c 0000");
                assertThat(three.next()).isEqualTo("20020002");
            }
            HexDevice.connected(kit, "10 ~ 0004 4d515454 04 02 003c 0000").close();
        }
    }
}
