/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.ChildProcess;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Lanes;
import org.airmessenger.message.Row;

import org.apache.camel.Exchange;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Kills a whole process again and again while its lanes page: what is delivered, refused, expired
 * and dropped goes on all the time, and the broker counts its pages anew at each start.
 */
class PagedCrashTest {

    private static final List<String> DESTINATIONS = List.of("cloud", "disk", "latest");
    private static final LaneConfiguration CLOUD = cloud();

    /** What the process said: of messages that must not be lost. */
    private final Set<String> kept = new HashSet<>();

    private final Set<String> delivered = new HashSet<>();

    @TempDir Path directory;

    @Test
    void losesNothingAndBalancesAfterKillsWhileItPages() throws Exception {
        survives(2, 1_000);
    }

    @Test
    @Tag("long")
    void losesNothingAndBalancesAfterManyKillsOfALargeBacklog() throws Exception {
        survives(6, 8_000);
    }

    private void survives(int kills, int keptBeforeEach) throws Exception {
        for (int round = 0; round < kills; round++) {
            runAndKill(round, keptBeforeEach);
        }
        House house = House.openPaging(directory);
        try {
            for (String name : DESTINATIONS) {
                await().untilAsserted(() -> assertBalanced(name, house.account(name)));
                assertThat(house.account(name).waiting()).as(name).isPositive();
            }
            assertThat(house.account("cloud").dead()).isPositive();
            house.room.retry("cloud", List.of());
            Destination cloud = house.declare("cloud", CLOUD);
            Destination disk = house.declare("disk", new LaneConfiguration());
            assertThat(pages(disk)).as("the test means nothing without pages").isTrue();
            Sink sink = Sink.accepting();
            house.consume("cloud", CLOUD, sink);
            Sink disks = Sink.accepting();
            house.consume("disk", CLOUD, disks);
            house.consume("latest", CLOUD, Sink.accepting());
            for (String name : DESTINATIONS) {
                await().atMost(Duration.ofSeconds(120))
                        .untilAsserted(() -> assertThat(house.account(name).waiting()).isZero());
                await().untilAsserted(() -> assertBalanced(name, house.account(name)));
            }
            delivered.addAll(sink.accepted());
            assertThat(delivered).containsAll(kept);
            assertThat(new HashSet<>(disks.accepted())).containsAll(kept);
            assertThat(cloud.isLedgerAlarm()).isFalse();
            assertThat(disk.isLedgerAlarm()).isFalse();
        } finally {
            house.close();
        }
    }

    static boolean pages(Destination destination) {
        return destination
                .lane(org.airmessenger.message.LaneClass.NORMAL)
                .queue
                .getPagingStore()
                .isPaging();
    }

    private static void assertBalanced(String name, Lanes.Account account) {
        assertThat(account.difference()).as("%s: %s", name, account).isZero();
    }

    private static LaneConfiguration cloud() {
        LaneConfiguration lanes = new LaneConfiguration();
        lanes.setNormalMaxDelay(0);
        lanes.setConcurrency(2);
        lanes.setMaxAttempts(1);
        return lanes;
    }

    private void runAndKill(int round, int keptBefore) throws Exception {
        int before = kept.size();
        boolean balanced = false;
        try (ChildProcess writer = ChildProcess.start(Writer.class, directory, round)) {
            for (String line = writer.next(); line != null; line = writer.next()) {
                String rest = line.substring(line.indexOf(' ') + 1);
                if (line.startsWith("kept ")) {
                    kept.add(rest);
                } else if (line.startsWith("delivered ")) {
                    delivered.add(rest);
                } else if (line.startsWith("found ")) {
                    balanced = rest.equals("0 0 0");
                    assertThat(rest).as("differences after start %d", round).isEqualTo("0 0 0");
                }
                if (kept.size() - before >= keptBefore) {
                    writer.killNow();
                }
            }
        }
        assertThat(balanced).isTrue();
        assertThat(kept.size() - before).isGreaterThanOrEqualTo(keptBefore);
    }

    /** The process that is killed: keeps, delivers, buries and drops, and says so afterwards. */
    static final class Writer {

        private static final int IN_FLIGHT = 500;
        private static final int ROW = 20;
        private static final int BODY_BYTES = 600;

        private Writer() {}

        /** What is being dropped at this moment is on both sides: only what stays is wrong. */
        private static long lasting(House house, String name) {
            try {
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> house.account(name).difference() == 0);
                return 0;
            } catch (ConditionTimeoutException e) {
                return house.account(name).difference();
            }
        }

        /** Directory, round; runs until it is killed. */
        public static void main(String[] arguments) throws Exception {
            House house = House.openPaging(Path.of(arguments[0]));
            LaneConfiguration latest = new LaneConfiguration();
            latest.setNormalCapBytes(300_000);
            latest.setNormalOverflow("drop-oldest");
            house.declare("disk", new LaneConfiguration());
            house.declare("latest", latest);
            house.declare("cloud", CLOUD);
            StringBuilder found = new StringBuilder("found");
            DESTINATIONS.forEach(name -> found.append(' ').append(lasting(house, name)));
            ChildProcess.say(found.toString());
            house.consume("cloud", CLOUD, Sink.answering(Writer::answer));
            Semaphore room = new Semaphore(IN_FLIGHT);
            for (int next = 0; ; next += ROW) {
                room.acquire(ROW);
                int first = next;
                // as a door does: some one by one, some written together
                Row.during(
                        () -> {
                            Row.current().go(first % (3 * ROW) != 0);
                            for (int i = first; i < first + ROW; i++) {
                                keep(house, "r" + arguments[1] + "-" + i, i, room);
                            }
                        });
            }
        }

        private static void keep(House house, String id, int i, Semaphore room) {
            Exchange exchange = message(house, id, i);
            boolean sure =
                    exchange.getMessage().getHeader(AirHeaders.QOS, Integer.class) == 1
                            && exchange.getMessage().getHeader(AirHeaders.EXPIRY) == null;
            house.send(exchange)
                    .whenComplete(
                            (done, failure) -> {
                                if (sure && failure == null) {
                                    ChildProcess.say("kept " + id);
                                }
                                room.release();
                            });
        }

        private static Exchange message(House house, String id, int i) {
            int priority = i % 50 == 7 ? 9 : i % 50 == 8 ? 0 : 4;
            Exchange exchange =
                    house.message(
                            id,
                            "d" + i / 5 % 20,
                            i % 10 == 9 ? 0 : 1,
                            House.plan(priority, "cloud", "disk", "latest"));
            exchange.getMessage().setBody(new byte[BODY_BYTES]);
            if (i % 25 == 3) {
                exchange.getMessage().setHeader(AirHeaders.EXPIRY, System.currentTimeMillis() + 20);
            }
            return exchange;
        }

        /** Slower than the writer, so that a backlog is there; now and then it refuses. */
        private static Throwable answer(List<String> ids) {
            CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS))
                    .join();
            String bad = ids.stream().filter(id -> id.endsWith("00")).findFirst().orElse(null);
            if (bad != null) {
                ids.stream()
                        .filter(id -> !id.equals(bad))
                        .forEach(id -> ChildProcess.say("delivered " + id));
                return DeliveryException.refused("AIR-5001 no", java.util.Map.of(bad, "no"));
            }
            ids.forEach(id -> ChildProcess.say("delivered " + id));
            return null;
        }
    }
}
