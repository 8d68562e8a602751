/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.Identity;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What is told of devices that come and go, and how often. */
class PresenceBoardTest {

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final List<String> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private PresenceBoard board(int perSecond, long quietMillis) {
        return new PresenceBoard(
                new PresenceBoard.Pace(perSecond, quietMillis),
                timer,
                timer,
                millis::incrementAndGet,
                System::nanoTime,
                new SimpleMeterRegistry());
    }

    private static Identity device(String device, String door) {
        return new Identity(device, "plant-a", "any", door);
    }

    private void hear(String device, PresenceWord word, Consumer<Throwable> done) {
        told.add(device + " " + (word.connected() ? "here" : "gone " + word.reason()));
        done.accept(null);
    }

    @Test
    void tellsWhoComesAndWhoGoes() {
        PresenceBoard board = board(1000, 0);
        board.begin(this::hear, Map.of());
        board.connected(device("d1", "mqtt"));
        await().untilAsserted(() -> assertThat(told).containsExactly("d1 here"));
        board.gone(device("d1", "mqtt"), "lost");
        await().untilAsserted(() -> assertThat(told).containsExactly("d1 here", "d1 gone lost"));
        await().untilAsserted(() -> assertThat(board.devices()).isZero());
    }

    @Test
    void countsADeviceOnceHoweverManyDoorsItCameInBy() {
        PresenceBoard board = board(1000, 0);
        board.begin(this::hear, Map.of());
        board.connected(device("d1", "mqtt"));
        board.connected(device("d1", "mqtt"));
        await().until(() -> told.size() == 1);
        board.connected(device("d1", "web"));
        board.gone(device("d1", "web"), "lost");
        board.gone(device("d1", "wire"), "never here");
        board.connected(device("d2", "web"));
        await().until(() -> told.contains("d2 here"));
        assertThat(told).containsExactly("d1 here", "d2 here");
    }

    @Test
    void saysWhereADeviceStillIsWhenOneOfItsDoorsIsLeft() {
        List<String> doors = new CopyOnWriteArrayList<>();
        PresenceBoard board = board(1000, 0);
        board.begin(
                (device, word, done) -> {
                    doors.add(word.door() + " " + word.connected());
                    done.accept(null);
                },
                Map.of());
        board.connected(device("d1", "mqtt"));
        await().until(() -> doors.size() == 1);
        board.connected(device("d1", "web"));
        board.gone(device("d1", "mqtt"), "lost");
        await().untilAsserted(() -> assertThat(doors).containsExactly("mqtt true", "web true"));
    }

    @Test
    void tellsOfAFlappingDeviceOnceInAWhileAndEndsWithTheTruth() {
        PresenceBoard board = board(1000, 300);
        board.begin(this::hear, Map.of());
        for (int i = 0; i < 1000; i++) {
            board.connected(device("d1", "mqtt"));
            board.gone(device("d1", "mqtt"), "lost");
        }
        board.connected(device("d1", "mqtt"));
        await().until(() -> told.get(told.size() - 1).equals("d1 here"));
        assertThat(told.size()).isLessThan(6);
        board.gone(device("d1", "mqtt"), "lost");
        await().until(() -> told.get(told.size() - 1).equals("d1 gone lost"));
        await().until(() -> board.devices() == 0);
    }

    @Test
    void boundsWhatTenThousandFlappingDevicesSayAndHowManyAtOnce() {
        AtomicInteger underway = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger words = new AtomicInteger();
        Map<String, String> last = new ConcurrentHashMap<>();
        PresenceBoard board = board(2_000, 0);
        long start = System.nanoTime();
        board.begin(
                (device, word, done) -> {
                    most.accumulateAndGet(underway.incrementAndGet(), Math::max);
                    timer.execute(
                            () -> {
                                words.incrementAndGet();
                                last.put(device, word.connected() ? "here" : "gone");
                                underway.decrementAndGet();
                                done.accept(null);
                            });
                },
                Map.of());
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 10_000; i++) {
                board.connected(device("d" + i, "mqtt"));
                if (round < 9 || i % 2 == 0) {
                    board.gone(device("d" + i, "mqtt"), "lost");
                }
            }
        }
        await().atMost(java.time.Duration.ofSeconds(60))
                .until(() -> board.devices() == 5_000 && last.size() >= 5_000);
        await().untilAsserted(
                        () -> {
                            for (int i = 1; i < 10_000; i += 2) {
                                assertThat(last.get("d" + i)).isEqualTo("here");
                            }
                        });
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(words.get()).isLessThan((int) (2_000 * (seconds + 2)));
        assertThat(most.get()).isLessThanOrEqualTo(64);
    }

    @Test
    void saysAgainWhatWasNotKept() {
        AtomicInteger tries = new AtomicInteger();
        PresenceBoard board = board(1000, 0);
        board.begin(
                (device, word, done) -> {
                    if (tries.incrementAndGet() == 1) {
                        done.accept(new IOException("no room"));
                    } else {
                        hear(device, word, done);
                    }
                },
                Map.of());
        board.connected(device("d1", "mqtt"));
        await().untilAsserted(() -> assertThat(told).containsExactly("d1 here"));
        assertThat(tries).hasValue(2);
    }

    @Test
    void saysThatDevicesAreGoneThatTheLastRunLeftAsHereUnlessTheyAreBack() {
        PresenceBoard board = board(1000, 0);
        board.connected(device("back", "mqtt"));
        Map<String, PresenceWord> left = new HashMap<>();
        left.put("back", new PresenceWord(true, "mqtt", "", 1, null));
        left.put("stale", new PresenceWord(true, "mqtt", "", 1, "plant-a"));
        board.begin(this::hear, left);
        await().untilAsserted(
                        () ->
                                assertThat(told)
                                        .containsExactlyInAnyOrder(
                                                "back here", "stale gone gateway-restarted"));
    }

    @Test
    void saysItsLastWordsWithoutRest() {
        PresenceBoard board = board(1, 60_000);
        board.begin(this::hear, Map.of());
        for (int i = 0; i < 100; i++) {
            board.connected(device("d" + i, "mqtt"));
        }
        for (int i = 0; i < 100; i++) {
            board.gone(device("d" + i, "mqtt"), "going-down");
        }
        board.end(10_000);
        assertThat(told.stream().filter(each -> each.endsWith("gone going-down"))).hasSize(100);
    }

    @Test
    void writesAndReadsItsJson() {
        PresenceWord word =
                new PresenceWord(false, "mqtt", "lost", 1_700_000_000_000L, "a \"b\" \\ \n c");
        assertThat(new String(word.json()))
                .isEqualTo(
                        "{\"state\":\"gone\",\"door\":\"mqtt\",\"reason\":\"lost\",\"since\":1700000000000,\"tenant\":\"a \\\"b\\\" \\\\ \\u000a c\"}");
        assertThat(PresenceWord.of(word.json())).isEqualTo(word);
        PresenceWord here = new PresenceWord(true, "web", "", 5, null);
        assertThat(PresenceWord.of(here.json())).isEqualTo(here);
        assertThat(PresenceWord.of("{}".getBytes())).isNull();
        assertThat(PresenceWord.of(new byte[0])).isNull();
    }
}
