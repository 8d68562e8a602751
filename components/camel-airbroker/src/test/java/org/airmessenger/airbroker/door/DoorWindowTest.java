/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;

import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** How many messages a device may have on their way (MQTT 5.0, 3.3.4 and 4.9). */
class DoorWindowTest {

    @TempDir Path directory;

    private DoorKit startHeld(HeldStep step) throws Exception {
        return DoorKit.start(directory, options -> options.setReceiveMaximum(2), step);
    }

    private DoorKit startQuick() throws Exception {
        return DoorKit.start(
                directory,
                options -> options.setReceiveMaximum(2),
                AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    @Test
    void endsADeviceThatHasOneMessageTooManyUnacknowledged() throws Exception {
        try (DoorKit kit = startHeld(new HeldStep());
                HexDevice device = HexDevice.five(kit)) {
            device.send("32 ~ 0001 74 0001 00", "32 ~ 0001 74 0002 00", "32 ~ 0001 74 0003 00");
            assertThat(device.codeOfTheEnd()).isEqualTo("93");
            assertThat(kit.count("air_source_connections_ended_total", "reason", "over-rate"))
                    .isEqualTo(1);
        }
    }

    @Test
    void tellsADeviceThatGoesOnSendingWhyItIsEnded() throws Exception {
        try (DoorKit kit = startHeld(new HeldStep());
                HexDevice device = HexDevice.five(kit)) {
            String[] packets = new String[1_000];
            for (int id = 1; id <= packets.length; id++) {
                packets[id - 1] = "32 ~ 0001 74 %04x 00".formatted(id);
            }
            device.send(packets);
            assertThat(device.codeOfTheEnd()).isEqualTo("93");
            // the rest was not even looked at
            assertThat(kit.count("air_source_connections_ended_total", "reason", "over-rate"))
                    .isEqualTo(1);
        }
    }

    @Test
    void countsAnExactlyOnceMessageUntilItIsComplete() throws Exception {
        try (DoorKit kit = startQuick();
                HexDevice device = HexDevice.five(kit)) {
            device.send("34 ~ 0001 74 0001 00");
            assertThat(device.next()).startsWith("50");
            device.send("34 ~ 0001 74 0002 00");
            assertThat(device.next()).startsWith("50");
            // the same once more is not one more
            device.send("3c ~ 0001 74 0002 00");
            assertThat(device.next()).startsWith("50");
            device.send("62 ~ 0001");
            assertThat(device.next()).startsWith("70");
            device.send("32 ~ 0001 74 0003 00");
            assertThat(device.next()).startsWith("40");
            device.send("34 ~ 0001 74 0004 00");
            assertThat(device.next()).startsWith("50");
            device.send("34 ~ 0001 74 0005 00");
            assertThat(device.codeOfTheEnd()).isEqualTo("93");
        }
    }

    @Test
    void takesAsManyMoreAsItAnswered() throws Exception {
        try (DoorKit kit = startQuick();
                HexDevice device = HexDevice.five(kit)) {
            for (int id = 1; id <= 20; id += 2) {
                device.send(
                        "32 ~ 0001 74 %04x 00".formatted(id),
                        "32 ~ 0001 74 %04x 00".formatted(id + 1),
                        // at most once counts nothing
                        "30 ~ 0001 74 00");
                assertThat(device.next()).startsWith("40");
                assertThat(device.next()).startsWith("40");
            }
        }
    }

    @Test
    void countsRefusedMessagesAsAnswered() throws Exception {
        try (DoorKit kit = startQuick();
                HexDevice device = HexDevice.five(kit)) {
            for (int id = 1; id <= 10; id++) {
                // QoS 1 and 2 to "lane.x"
                device.send("32 ~ 0006 6c616e652e78 %04x 00".formatted(2 * id));
                assertThat(device.next()).matches("40.{6}90.*");
                device.send("34 ~ 0006 6c616e652e78 %04x 00".formatted(2 * id + 1));
                assertThat(device.next()).matches("50.{6}90.*");
            }
        }
    }

    @Test
    void hasNoSuchLimitForMqtt3() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = startHeld(step);
                HexDevice device = HexDevice.three(kit)) {
            device.send("32 ~ 0001 74 0001", "32 ~ 0001 74 0002", "32 ~ 0001 74 0003");
            for (int id = 1; id <= 3; id++) {
                step.next().keep();
                assertThat(device.next()).isEqualTo("4002%04x".formatted(id));
            }
            await().until(() -> kit.broker().facts().get("inFlightBytes").equals(0L));
        }
    }
}
