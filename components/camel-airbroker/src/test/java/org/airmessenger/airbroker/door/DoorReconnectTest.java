/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.door.RawDevice.Hello;
import org.airmessenger.door.HeldStep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A device that comes back while its old messages are still on their way through a slow guard. */
class DoorReconnectTest {

    private static final Duration WHILE = Duration.ofMillis(300);

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();

    private void mustWait() {
        await().during(WHILE).until(step.held::isEmpty);
    }

    /** Waits until so many messages were read. */
    private static void awaitInFlight(DoorKit kit, int messages) {
        await().until(() -> inFlight(kit) >= messages * Inbound.OVERHEAD_BYTES);
    }

    private static long inFlight(DoorKit kit) {
        return (Long) kit.broker().facts().get("inFlightBytes");
    }

    private HeldStep.Held next(String text) throws InterruptedException {
        HeldStep.Held next = step.next();
        assertThat(next.text()).isEqualTo(text);
        return next;
    }

    @Test
    void takesWhatADroppedConnectionSentBeforeTheNewOnesMessages() throws Exception {
        try (DoorKit kit = DoorKit.start(directory, step)) {
            RawDevice old = RawDevice.connect(kit, "thermo-1");
            old.publish("t", 1, "m1");
            old.publish("t", 2, "m2");
            HeldStep.Held first = next("m1");
            old.close();
            try (RawDevice fresh = RawDevice.connect(kit, "thermo-1")) {
                fresh.publish("t", 1, "m3");
                mustWait();
                // but it is served otherwise
                fresh.ping();
                assertThat(fresh.read()).isEqualTo("d000");
                first.keep();
                next("m2").keep();
                next("m3").keep();
                assertThat(fresh.read()).isEqualTo("40020001");
            }
        }
    }

    @Test
    void takesWhatATakenOverConnectionSentBeforeTheNewOnesMessages() throws Exception {
        try (DoorKit kit = DoorKit.start(directory, step);
                RawDevice old = RawDevice.connect(kit, "thermo-1")) {
            old.publish("t", 1, "m1");
            old.publish("t", 2, "m2");
            HeldStep.Held first = next("m1");
            awaitInFlight(kit, 2);
            try (RawDevice fresh = RawDevice.connect(kit, "thermo-1")) {
                assertThat(old.read()).startsWith("e0").contains("8e");
                fresh.publish("t", 1, "m3");
                mustWait();
                first.keep();
                next("m2").keep();
                next("m3").keep();
                assertThat(fresh.read()).isEqualTo("40020001");
            }
        }
    }

    @Test
    void keepsTheOrderOfManyConnectionsInARow() throws Exception {
        try (DoorKit kit = DoorKit.start(directory, step)) {
            List<RawDevice> all = new ArrayList<>();
            HeldStep.Held first = null;
            for (int i = 0; i < 5; i++) {
                RawDevice device = RawDevice.connect(kit, "thermo-1");
                all.add(device);
                device.publish("t", 1, "m" + i);
                if (i == 0) {
                    first = next("m0");
                }
                awaitInFlight(kit, i + 1);
                if (i % 2 == 0) {
                    device.close();
                }
            }
            mustWait();
            first.keep();
            for (int i = 1; i < 5; i++) {
                next("m" + i).keep();
            }
            for (RawDevice each : all) {
                each.close();
            }
        }
    }

    @Test
    void sendsAWillBehindTheLastMessagesOfItsDevice() throws Exception {
        try (DoorKit kit = DoorKit.start(directory, step)) {
            RawDevice old = new RawDevice(kit, Hello.of("thermo-1").will("gone/thermo-1", 0));
            old.publish("t", 1, "m1");
            old.publish("t", 2, "m2");
            HeldStep.Held first = next("m1");
            old.close();
            try (RawDevice fresh = RawDevice.connect(kit, "thermo-1")) {
                fresh.publish("t", 1, "m3");
                mustWait();
                first.keep();
                next("m2").keep();
                next("lost").keep();
                next("m3").keep();
                assertThat(fresh.read()).isEqualTo("40020001");
            }
        }
    }

    @Test
    void sendsTheWillOfATakenOverConnectionBeforeTheNewOnesMessages() throws Exception {
        try (DoorKit kit = DoorKit.start(directory, step);
                RawDevice old = new RawDevice(kit, Hello.of("thermo-1").will("gone/thermo-1", 0))) {
            old.publish("t", 1, "m1");
            HeldStep.Held first = next("m1");
            try (RawDevice fresh = RawDevice.connect(kit, "thermo-1")) {
                fresh.publish("t", 1, "m2");
                mustWait();
                first.keep();
                next("lost").keep();
                next("m2").keep();
                assertThat(fresh.read()).isEqualTo("40020001");
            }
        }
    }

    @Test
    void readsNoMessageOfANewConnectionWhileTheOldOneOwesTooMuch() throws Exception {
        try (DoorKit kit =
                        DoorKit.start(
                                directory,
                                options -> options.setMaxInFlightBytesPerConnection(1024),
                                step);
                RawDevice old = RawDevice.connect(kit, "thermo-1")) {
            old.publish("t", 1, "x".repeat(1024));
            HeldStep.Held first = step.next();
            long before = inFlight(kit);
            try (RawDevice fresh = RawDevice.connect(kit, "thermo-1")) {
                fresh.publish("t", 1, "m2");
                await().during(WHILE).until(() -> inFlight(kit) == before);
                first.keep();
                next("m2").keep();
                assertThat(fresh.read()).isEqualTo("40020001");
                await().until(() -> inFlight(kit) == 0);
            }
        }
    }
}
