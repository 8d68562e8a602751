/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class LaneOutageTest {

    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = House.open(directory);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private static LaneConfiguration lanes() {
        LaneConfiguration lanes = new LaneConfiguration();
        lanes.setNormalMaxDelay(0);
        lanes.setConcurrency(1);
        lanes.setNormalMaxMessages(2);
        return lanes;
    }

    @Test
    void letsUrgentGoAtOnceAfterARecoveryWhileOldRequestsHang() throws Exception {
        LaneConfiguration lanes = lanes();
        lanes.setUrgentConcurrency(4);
        lanes.setRequestMax(86_400_000);
        Sink sink = Sink.holding();
        house.consume("cloud", lanes, sink);
        List<Sink.Held> old = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            house.send("u" + i, "d" + i, 9, "cloud").get();
            old.add(sink.next());
        }
        old.remove(0).fail(new IOException("gone"));
        await().until(() -> "away".equals(house.lane("cloud").state()));
        house.clock.advance(60_000);
        sink.next().accept();
        await().until(() -> "up".equals(house.lane("cloud").state()));
        house.send("alarm", "d9", 9, "cloud").get();
        Sink.Held alarm = sink.next();
        assertThat(alarm.ids()).containsExactly("alarm");
        old.forEach(it -> it.fail(new IOException("gone")));
        await().during(Duration.ofMillis(200))
                .until(() -> "up".equals(house.lane("cloud").state()));
        sink.letGo();
        alarm.accept();
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isZero());
    }
}
