/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.ChildProcess;
import org.airmessenger.message.Downlink.Delivery;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Kills a whole process again and again while commands come, wait and go. */
class MailboxCrashTest {

    private static final int ROUNDS = 3;
    private static final int DEVICES = 20;
    private static final int KEPT_BEFORE_THE_KILL = 2_000;

    @TempDir Path directory;

    /** What was promised, and what came: by device. */
    private final Map<String, Set<Integer>> kept = new HashMap<>();

    private final Map<String, List<Integer>> delivered = new HashMap<>();

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @Test
    void losesNoCommandAndKeepsEachDevicesOrderOverKills() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            runUntilKilled(round * 1_000_000);
        }
        DownKit kit = DownKit.open(directory, MailboxCrashTest::roomy);
        try {
            assertThat(kit.room().tally.difference(kit.room().waiting())).isZero();
            assertThat(kit.room().waiting()).isPositive();
            for (int d = 0; d < DEVICES; d++) {
                String device = "d" + d;
                TestLine line =
                        kit.line(device, 100)
                                .acknowledging()
                                .subscribe("commands/" + device + "/#", 1);
                await().until(() -> kit.room().boxes.find(device).messages() == 0);
                List<Integer> numbers = line.bodies().stream().map(Integer::valueOf).toList();
                assertThat(numbers).as(device).isSorted().doesNotHaveDuplicates();
                assertThat(line.numbers()).isSorted();
                Set<Integer> all = new HashSet<>(delivered.getOrDefault(device, List.of()));
                all.addAll(numbers);
                assertThat(all).as(device).containsAll(kept.getOrDefault(device, Set.of()));
                assertThat(line.deliveries.stream().filter(Delivery::again).map(this::body))
                        .as("what was told to be new was")
                        .containsAll(
                                numbers.stream()
                                        .filter(
                                                it ->
                                                        delivered
                                                                .getOrDefault(device, List.of())
                                                                .contains(it))
                                        .toList());
            }
            await().untilAsserted(() -> assertThat(kit.room().waiting()).isZero());
            assertThat(kit.room().tally.difference(0)).isZero();
        } finally {
            kit.close();
        }
    }

    private Integer body(Delivery delivery) {
        return Integer.valueOf(new String(delivery.body(), StandardCharsets.UTF_8));
    }

    private void runUntilKilled(int from) throws Exception {
        int count = 0;
        try (ChildProcess victim = ChildProcess.start(Victim.class, directory, from)) {
            for (String line = victim.next(); line != null; line = victim.next()) {
                String[] words = line.split(" ");
                if (words[0].equals("kept")) {
                    kept.computeIfAbsent(words[1], id -> new HashSet<>())
                            .add(Integer.valueOf(words[2]));
                    count++;
                } else if (words[0].equals("delivered")) {
                    delivered
                            .computeIfAbsent(words[1], id -> new ArrayList<>())
                            .add(Integer.valueOf(words[2]));
                }
                if (count == KEPT_BEFORE_THE_KILL) {
                    victim.killNow();
                }
            }
        }
        assertThat(count).isGreaterThanOrEqualTo(KEPT_BEFORE_THE_KILL);
    }

    private static void roomy(CommandsConfiguration options) {
        options.setMaxCommands(100_000);
        options.setMaxCommandBytes(100_000_000);
    }

    /**
     * The process that is killed: half of its devices are here, and acknowledge every other one.
     */
    static final class Victim {

        private Victim() {}

        /** Runs until it is killed. */
        public static void main(String[] arguments) throws Exception {
            DownKit kit = DownKit.open(Path.of(arguments[0]), MailboxCrashTest::roomy);
            for (int d = 0; d < DEVICES / 2; d++) {
                listen(kit, "d" + d);
            }
            Semaphore room = new Semaphore(200);
            for (int i = Integer.parseInt(arguments[1]); ; i++) {
                room.acquire();
                String device = "d" + i % DEVICES;
                int number = i;
                kit.send("commands/" + device + "/do", Integer.toString(i), 1)
                        .thenRun(
                                () -> {
                                    ChildProcess.say("kept " + device + ' ' + number);
                                    room.release();
                                });
            }
        }

        private static void listen(DownKit kit, String device) {
            TestLine line =
                    new TestLine() {
                        @Override
                        public void receive(Delivery delivery) {
                            String body = new String(delivery.body(), StandardCharsets.UTF_8);
                            ChildProcess.say("delivered " + device + ' ' + body);
                            if (Integer.parseInt(body) / DEVICES % 2 == 0) {
                                line.acknowledge(delivery.number());
                            }
                            line.request(1);
                        }
                    };
            line.line = kit.downlink().open(DownIdentities.identity(device), line);
            line.line.request(50);
            line.subscribe("commands/" + device + "/#", 1);
        }
    }
}
