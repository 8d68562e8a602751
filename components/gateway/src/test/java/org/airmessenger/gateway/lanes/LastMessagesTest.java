/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.LastValues.Last;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

class LastMessagesTest {

    private static final Duration SELDOM = Duration.ofHours(1);
    private static final long FAR = System.currentTimeMillis() + 3_600_000;

    @TempDir Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private Path file() {
        return folder.resolve("last-values");
    }

    private LastMessages started(long bytes, long topics, Duration every) {
        LastMessages values =
                new LastMessages(
                        new LastFile(file()),
                        new LastMessages.Caps(bytes, topics, every),
                        timer,
                        meters);
        values.start();
        return values;
    }

    private LastMessages started() {
        return started(1 << 20, 1000, SELDOM);
    }

    static Last last(String topic, String body, long expiry) {
        return new Last(
                topic,
                body.getBytes(StandardCharsets.UTF_8),
                "id-" + body,
                1_700_000_000_000L,
                expiry,
                "text/plain",
                null,
                "key-1");
    }

    private static String body(LastMessages values, String topic) {
        Last last = values.of(topic);
        return last == null ? null : new String(last.body(), StandardCharsets.UTF_8);
    }

    private double copies(String result) {
        return meters.get("air_lanes_last_copies_total").tag("result", result).counter().count();
    }

    @Test
    void theLastMessageOfATopicWins() {
        LastMessages values = started();
        values.remember(last("a", "1", 0));
        values.remember(last("a", "2", 0));
        values.remember(last("b", "3", 0));
        assertThat(body(values, "a")).isEqualTo("2");
        assertThat(body(values, "b")).isEqualTo("3");
        assertThat(values.of("a/b")).isNull();
    }

    @Test
    void whatHasExpiredIsNotKnown() {
        LastMessages values = started();
        values.remember(last("a", "1", FAR));
        assertThat(body(values, "a")).isEqualTo("1");
        values.remember(last("a", "2", System.currentTimeMillis()));
        assertThat(values.of("a")).isNull();
        assertThat(values.topics()).isZero();
    }

    @Test
    void whatWasKnownIsKnownAfterARestart() throws IOException {
        LastMessages values = started();
        values.remember(last("a", "ä\u0000\n", FAR));
        values.remember(new Last("b", new byte[0], null, 7, 0, null, "gzip", null));
        values.stop();
        assertThat(Files.getPosixFilePermissions(file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        LastMessages again = started();
        assertThat(again.of("a")).usingRecursiveComparison().isEqualTo(last("a", "ä\u0000\n", FAR));
        assertThat(again.of("b"))
                .usingRecursiveComparison()
                .isEqualTo(new Last("b", new byte[0], null, 7, 0, null, "gzip", null));
    }

    @Test
    void whatExpiresBeforeTheRestartIsGone() {
        LastMessages values = started();
        long soon = System.currentTimeMillis() + 300;
        values.remember(last("a", "1", soon));
        values.remember(last("b", "2", FAR));
        values.stop();
        await().atMost(Duration.ofSeconds(10)).until(() -> System.currentTimeMillis() > soon);
        LastMessages again = started();
        assertThat(again.of("a")).isNull();
        assertThat(again.topics()).isOne();
    }

    @Test
    void copiesWhatChangedWithoutBeingAsked() {
        LastMessages values = started(1 << 20, 1000, Duration.ofMillis(20));
        values.remember(last("a", "1", 0));
        await().atMost(Duration.ofSeconds(30)).until(() -> copies("written") == 1);
        values.remember(last("a", "2", 0));
        await().atMost(Duration.ofSeconds(30)).until(() -> copies("written") == 2);
        values.stop();
        assertThat(copies("written")).as("nothing changed since").isEqualTo(2);
        assertThat(body(started(), "a")).isEqualTo("2");
    }

    @Test
    void aCopyThatIsTornAnywhereIsLeftOutAndCounted() throws IOException {
        LastMessages values = started();
        values.remember(last("a", "1", 0));
        values.stop();
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            LastMessages again = started();
            assertThat(again.of("a")).isNull();
            assertThat(copies("torn")).isEqualTo(length + 1);
            again.remember(last("b", "2", 0));
            assertThat(body(again, "b")).isEqualTo("2");
        }
    }

    @Test
    void aCopyWithOneWrongByteIsLeftOut() throws IOException {
        LastMessages values = started();
        values.remember(last("a", "1", 0));
        values.stop();
        byte[] whole = Files.readAllBytes(file());
        for (int at = 0; at < whole.length; at++) {
            byte[] wrong = whole.clone();
            wrong[at] ^= 0x40;
            Files.write(file(), wrong);
            assertThat(started().of("a")).isNull();
        }
        assertThat(copies("torn")).isEqualTo(whole.length);
    }

    @Test
    void whatAKillLeftBesideTheCopyIsNotRead() throws IOException {
        LastMessages values = started();
        values.remember(last("a", "1", 0));
        values.stop();
        Files.write(folder.resolve("last-values.new"), new byte[] {1, 2, 3});
        LastMessages again = started();
        assertThat(body(again, "a")).isEqualTo("1");
        again.remember(last("a", "2", 0));
        again.stop();
        assertThat(body(started(), "a")).isEqualTo("2");
        assertThat(copies("torn")).isZero();
    }

    @Test
    void aDiskThatTakesNothingIsCountedAndTheNextCopyHasIt() throws IOException {
        LastMessages values = started();
        Files.createDirectory(folder.resolve("last-values.new"));
        Files.createFile(folder.resolve("last-values.new/x"));
        values.remember(last("a", "1", 0));
        values.save();
        assertThat(copies("failed")).isOne();
        Files.delete(folder.resolve("last-values.new/x"));
        values.stop();
        assertThat(body(started(), "a")).isEqualTo("1");
    }

    @Test
    void holdsNoMoreTopicsThanItMay() {
        LastMessages values = started(1 << 20, 100, SELDOM);
        for (int i = 0; i < 10_000; i++) {
            values.remember(last("topic/" + i, "1", 0));
        }
        assertThat(values.topics()).isBetween(50L, 100L);
        assertThat(meters.get("air_lanes_last_evicted_total").counter().count())
                .isGreaterThanOrEqualTo(9_900);
    }

    @Test
    void holdsNoMoreBytesThanItMay() {
        LastMessages values = started(100_000, 1000, SELDOM);
        String body = "x".repeat(10_000);
        for (int i = 0; i < 1000; i++) {
            values.remember(last("topic/" + i, body, 0));
        }
        assertThat(values.topics()).isBetween(1L, 9L);
    }

    @Test
    void whatIsLargerThanAllOfItIsNotKnownAndNeitherIsWhatWasBefore() {
        LastMessages values = started(10_000, 10, SELDOM);
        values.remember(last("a", "1", 0));
        values.remember(last("a", "x".repeat(10_001), 0));
        assertThat(values.of("a")).isNull();
    }

    @Test
    void aDeviceThatInventsTopicsDrivesOutNoneThatLive() {
        LastMessages values = started(1 << 20, 100, SELDOM);
        for (int i = 0; i < 20_000; i++) {
            values.remember(last("live/" + i % 20, "" + i, 0));
            values.remember(last("invented/" + i, "1", 0));
        }
        values.topics();
        List<Integer> known =
                IntStream.range(0, 20).filter(i -> values.of("live/" + i) != null).boxed().toList();
        assertThat(known).hasSizeGreaterThanOrEqualTo(19);
    }

    @Test
    void manyWriteAndReadAndCopyAtOnce() throws Exception {
        LastMessages values = started();
        AtomicBoolean over = new AtomicBoolean();
        var pool = Executors.newFixedThreadPool(4);
        for (int thread = 0; thread < 3; thread++) {
            String topic = "topic/" + thread;
            pool.execute(
                    () -> {
                        for (int i = 1; i <= 20_000; i++) {
                            values.remember(last(topic, "" + i, 0));
                            values.remember(last("shared", topic, 0));
                            // a writer of a topic reads what it wrote
                            assertThat(body(values, topic)).isEqualTo("" + i);
                        }
                        over.set(true);
                    });
        }
        var copier =
                pool.submit(
                        () -> {
                            while (!over.get()) {
                                values.save();
                            }
                        });
        copier.get(60, TimeUnit.SECONDS);
        pool.shutdown();
        assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        values.stop();
        LastMessages again = started();
        for (int thread = 0; thread < 3; thread++) {
            assertThat(body(again, "topic/" + thread)).isEqualTo("20000");
        }
        assertThat(body(again, "shared")).startsWith("topic/");
        assertThat(copies("torn")).isZero();
    }
}
