/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airbroker.door.RawDevice.Hello;

import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The order of one publisher's messages at a durable subscriber (MQTT 5.0, 4.6). */
class DoorOrderTest {

    private static final int HOUR = 3600;
    private static final int IN_FLIGHT = 500;

    @TempDir Path directory;

    private DoorKit start() throws Exception {
        return DoorKit.start(directory, AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x32, 0x34})
    void keepsTheOrderOfAPublisherAtFullSpeed(int publish) throws Exception {
        assertThat(inversions(publish, 10_000)).isZero();
    }

    @Test
    @Tag("long")
    void keepsTheOrderOfAHundredThousandMessages() throws Exception {
        assertThat(inversions(0x32, 100_000)).isZero();
    }

    private int inversions(int publish, int messages) throws Exception {
        try (DoorKit kit = start();
                RawDevice listener = new RawDevice(kit, Hello.of("listener").stored(true, HOUR));
                RawDevice device = RawDevice.connect(kit, "thermo-1")) {
            listener.subscribe(1, "t/#");
            assertThat(listener.read()).startsWith("90");
            Semaphore room = new Semaphore(IN_FLIGHT);
            CompletableFuture<Void> answers =
                    CompletableFuture.runAsync(() -> answers(device, publish, messages, room));
            CompletableFuture<Integer> inversions =
                    CompletableFuture.supplyAsync(() -> listen(listener, messages));
            for (int i = 0; i < messages; i++) {
                room.acquire();
                device.publish(publish, "t/1", 1 + i % 60_000, "%08d".formatted(i));
            }
            answers.get(180, TimeUnit.SECONDS);
            return inversions.get(180, TimeUnit.SECONDS);
        }
    }

    private static void answers(RawDevice device, int publish, int messages, Semaphore room) {
        try {
            for (int done = 0; done < messages; ) {
                String packet = device.read();
                if (packet.startsWith("50")) {
                    device.release(Integer.parseInt(packet.substring(4, 8), 16));
                } else {
                    done++;
                    room.release();
                }
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** Counts the messages that come after a later one, and acknowledges all. */
    private static int listen(RawDevice listener, int messages) {
        try {
            int inversions = 0;
            int highest = -1;
            for (int received = 0; received < messages; received++) {
                String packet = listener.read();
                assertThat(packet).startsWith("32");
                int number = 0;
                for (int i = packet.length() - 16; i < packet.length(); i += 2) {
                    number = number * 10 + packet.charAt(i + 1) - '0';
                }
                if (number < highest) {
                    inversions++;
                }
                highest = Math.max(highest, number);
                // behind the topic "t/1"
                int at = packet.indexOf("0003742f31") + 10;
                listener.acknowledge(Integer.parseInt(packet.substring(at, at + 4), 16));
            }
            return inversions;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
