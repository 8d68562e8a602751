/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Row;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a lane has in pages can be read before what was written earlier and still waits for the
 * journal: the order of a device must survive it, whatever is written together.
 */
class PagedOrderTest {

    private static final int MESSAGES = 20_000;
    private static final int DEVICES = 4;
    private static final int MOST_IN_A_ROW = 50;

    @TempDir Path directory;

    @Test
    void keepsTheOrderOfEachDeviceWhilePagesComeAndGo() throws Exception {
        House house = House.openPaging(directory);
        AtomicInteger paged = new AtomicInteger();
        try {
            LaneConfiguration lanes = new LaneConfiguration();
            lanes.setNormalMaxDelay(0);
            lanes.setConcurrency(8);
            Destination cloud = house.declare("cloud", lanes);
            Sink sink = Sink.accepting();
            house.consume("cloud", lanes, sink);
            Semaphore room = new Semaphore(DEVICES * MOST_IN_A_ROW);
            Random random = new Random(7);
            for (int next = 0; next < MESSAGES; ) {
                int first = next;
                int some = Math.min(1 + random.nextInt(MOST_IN_A_ROW), MESSAGES - next);
                boolean together = random.nextInt(4) > 0;
                room.acquire(some);
                Row.during(
                        () -> {
                            Row.current().go(together);
                            for (int i = first; i < first + some; i++) {
                                house.send(message(house, first, i)).thenRun(room::release);
                            }
                        });
                next += some;
                if (PagedCrashTest.pages(cloud)) {
                    paged.incrementAndGet();
                }
            }
            assertThat(room.tryAcquire(DEVICES * MOST_IN_A_ROW, 60, TimeUnit.SECONDS))
                    .as("all are acknowledged")
                    .isTrue();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());

            assertThat(sink.accepted()).hasSize(MESSAGES);
            Map<String, Integer> latest = new HashMap<>();
            for (String id : sink.accepted()) {
                String[] parts = id.split("-");
                int number = Integer.parseInt(parts[1]);
                Integer before = latest.put(parts[0], number);
                assertThat(number).as("of " + parts[0]).isGreaterThan(before == null ? -1 : before);
            }
            assertThat(paged).as("the test means nothing without pages").hasPositiveValue();
        } finally {
            house.close();
        }
    }

    /** A row is of one device; every third row has ids that are remembered. */
    private static Exchange message(House house, int row, int i) {
        String device = "d" + row % DEVICES;
        Exchange exchange = house.message(device + "-" + i, device, 1, House.plan(4, "cloud"));
        exchange.getMessage().setBody(new byte[600]);
        if (row % 3 == 0) {
            exchange.setProperty(AirHeaders.ID_GIVEN, true);
            exchange.setProperty(AirHeaders.DUPLICATE_WINDOW, 100);
        }
        return exchange;
    }
}
