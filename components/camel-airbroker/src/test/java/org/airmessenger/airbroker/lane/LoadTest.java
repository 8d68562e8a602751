/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;

@Tag("long")
class LoadTest {

    @TempDir Path directory;

    @Test
    void holdsAMillionWaitingMessagesInASmallHeap() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Load.class.getName(),
                                directory.toString(),
                                "1000000")
                        .redirectErrorStream(true)
                        .start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> said.append(line).append('\n'));
        }
        assertThat(process.waitFor()).as(said.toString()).isZero();
        System.out.println(said);
    }

    /** Writes a backlog, empties it, then lets messages flow through. */
    static final class Load {

        private static final int MOST_IN_FLIGHT = 5000;

        private Load() {}

        /** Directory, messages. */
        public static void main(String[] arguments) throws Exception {
            int messages = Integer.parseInt(arguments[1]);
            House house = House.openOnRealTime(Path.of(arguments[0]));
            LaneConfiguration lanes = new LaneConfiguration();
            lanes.setNormalMaxDelay(50);
            house.declare("cloud", lanes);
            long began = System.nanoTime();
            write(house, messages);
            say("written", messages, began);
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long heap = runtime.totalMemory() - runtime.freeMemory() >> 20;
            System.out.println(
                    "waiting " + house.account("cloud").waiting() + ", heap MiB " + heap);
            began = System.nanoTime();
            house.consume("cloud", lanes, Sink.answering(ids -> null).forgetting());
            drained(house, messages);
            say("drained", messages, began);
            began = System.nanoTime();
            write(house, messages / 4);
            drained(house, messages + messages / 4);
            say("flowed", messages / 4, began);
            System.out.println(house.account("cloud"));
            house.close();
            System.exit(0);
        }

        private static void write(House house, int messages) throws Exception {
            Semaphore room = new Semaphore(MOST_IN_FLIGHT);
            for (int i = 0; i < messages; i++) {
                room.acquire();
                house.send("m" + i, "d" + i % 1000, 4, "cloud").thenRun(room::release);
            }
            room.acquire(MOST_IN_FLIGHT);
        }

        private static void drained(House house, long delivered) {
            await().atMost(Duration.ofMinutes(30))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> house.account("cloud").delivered() >= delivered);
        }

        private static void say(String what, int messages, long began) {
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "%s %d in %.1f s: %.0f/s%n", what, messages, seconds, messages / seconds);
        }
    }
}
