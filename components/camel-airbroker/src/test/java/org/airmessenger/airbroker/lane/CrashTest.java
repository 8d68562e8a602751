/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.ChildProcess;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Lanes;
import org.airmessenger.message.Row;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Kills a whole process, not only the broker in it, while messages come and go. */
class CrashTest {

    private static final int KEPT_BEFORE_THE_KILL = 3000;

    @TempDir Path directory;

    @Test
    void losesNothingAcknowledgedAndBalancesAfterAKill() throws Exception {
        Set<String> kept = new HashSet<>();
        Set<String> delivered = new HashSet<>();
        try (ChildProcess writer = ChildProcess.start(Writer.class, directory)) {
            for (String line = writer.next(); line != null; line = writer.next()) {
                (line.startsWith("kept ") ? kept : delivered)
                        .add(line.substring(line.indexOf(' ') + 1));
                if (kept.size() == KEPT_BEFORE_THE_KILL) {
                    writer.killNow();
                }
            }
        }
        assertThat(kept).hasSizeGreaterThanOrEqualTo(KEPT_BEFORE_THE_KILL);

        House house = House.open(directory);
        try {
            Lanes.Account found = house.account("cloud");
            assertThat(found.difference()).isZero();
            assertThat(found.waiting()).isPositive();
            Sink sink = Sink.accepting();
            LaneConfiguration lanes = new LaneConfiguration();
            lanes.setNormalMaxDelay(0);
            house.consume("cloud", lanes, sink);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());
            delivered.addAll(sink.accepted());
            assertThat(delivered).containsAll(kept);
            await().untilAsserted(() -> assertThat(house.account("cloud").difference()).isZero());
        } finally {
            house.close();
        }
    }

    /** The process that is killed: keeps and delivers, and says so only afterwards. */
    static final class Writer {

        private static final int ROW = 20;

        private Writer() {}

        /** Runs until it is killed. */
        public static void main(String[] arguments) throws Exception {
            House house = House.open(Path.of(arguments[0]));
            LaneConfiguration lanes = new LaneConfiguration();
            lanes.setNormalMaxDelay(0);
            lanes.setConcurrency(1);
            house.consume(
                    "cloud",
                    lanes,
                    Sink.answering(
                            ids -> {
                                ids.forEach(id -> ChildProcess.say("delivered " + id));
                                // slower than the writer, so that a backlog is there to be lost
                                CompletableFuture.runAsync(
                                                () -> {},
                                                CompletableFuture.delayedExecutor(
                                                        20, TimeUnit.MILLISECONDS))
                                        .join();
                                return null;
                            }));
            Semaphore room = new Semaphore(500);
            for (int next = 0; ; next += ROW) {
                room.acquire(ROW);
                int first = next;
                // as a door does: some one by one, some written together
                Row.during(
                        () -> {
                            Row.current().go(first % (3 * ROW) != 0);
                            for (int i = first; i < first + ROW; i++) {
                                keep(house, i, room);
                            }
                        });
                house.clock.advance(1);
            }
        }

        private static void keep(House house, int i, Semaphore room) {
            int qos = i % 10 == 9 ? 0 : 1;
            String id = "m" + i;
            Exchange exchange = house.message(id, "d" + i / 5 % 20, qos, House.plan(4, "cloud"));
            if (i % 7 == 0) {
                exchange.setProperty(AirHeaders.ID_GIVEN, true);
                exchange.setProperty(AirHeaders.DUPLICATE_WINDOW, 100);
            }
            house.send(exchange)
                    .thenRun(
                            () -> {
                                if (qos == 1) {
                                    ChildProcess.say("kept " + id);
                                }
                                room.release();
                            });
        }
    }
}
