/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Lanes;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

class LedgerTest {

    @TempDir Path directory;
    private House house;
    private Path file;

    @BeforeEach
    void open() throws Exception {
        house = House.open(directory);
        house.declare("cloud", new LaneConfiguration());
        for (int i = 0; i < 4; i++) {
            house.send("m" + i, "d1", 4, "cloud").get();
        }
        await().untilAsserted(() -> assertThat(house.account("cloud").waiting()).isEqualTo(4));
        file = directory.resolve("ledger/ledger.properties");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private Lanes.Account restartedWith(String text) throws Exception {
        house.close();
        Files.writeString(file, text);
        house.start();
        return house.account("cloud");
    }

    @Test
    void continuesItsCountsAfterAStop() throws Exception {
        house.restart();
        Lanes.Account account = house.account("cloud");
        assertThat(account.accepted()).isEqualTo(4);
        assertThat(account.recovered()).isZero();
        assertThat(account.difference()).isZero();
    }

    @Test
    void writesAChangeWithinTheCheckpointInterval() throws Exception {
        house.clock.advance(1000);
        assertThat(Files.readString(file)).contains("cloud.accepted=4\n");
        assertThat(directory.resolve("ledger/ledger.properties.new")).doesNotExist();
    }

    @Test
    void booksWhatItDidNotKnowAsRecovered() throws Exception {
        Lanes.Account account = restartedWith("cloud.accepted=1\n");
        assertThat(account.recovered()).isEqualTo(3);
        assertThat(account.difference()).isZero();
    }

    @Test
    void booksWhatIsGoneAsLostWhenItWasOfThatKindAndElseAsDelivered() throws Exception {
        Lanes.Account account = restartedWith("cloud.accepted=10\ncloud.waiting-nondurable=2\n");
        assertThat(account.lostNondurable()).isEqualTo(2);
        assertThat(account.recovered()).isEqualTo(-4);
        assertThat(account.difference()).isZero();
    }

    @Test
    void neverSaysThatACrashCouldTakeWhatIsAllOnDisk() throws Exception {
        Destination cloud = house.room.declare("cloud", new LaneConfiguration());
        // as counts that were read in the middle of a write
        cloud.account.accepted.add(3);
        assertThat(cloud.nondurable()).isZero();
        house.send(house.message("q0", "d1", 0, House.plan(4, "cloud"))).get();
        assertThat(cloud.nondurable()).isEqualTo(1);
        cloud.account.accepted.add(-3);
    }

    @Test
    void startsWithoutAFile() throws Exception {
        house.close();
        Files.delete(file);
        house.start();
        assertThat(house.account("cloud").recovered()).isEqualTo(4);
        assertThat(house.account("cloud").difference()).isZero();
    }

    @Test
    void refusesAFileThatIsNoLedger() throws Exception {
        house.close();
        String good = Files.readString(file);
        Files.writeString(file, "cloud.accepted=many\n");
        assertThatThrownBy(house::start).hasMessageContaining("AIR-3112");
        house.context.stop();
        house.server.stop();
        Files.writeString(file, good);
        house.start();
        assertThat(house.account("cloud").accepted()).isEqualTo(4);
    }

    @Test
    void showsWhatIsMissing() throws Exception {
        house.room.declare("cloud", new LaneConfiguration()).account.accepted.add(3);
        assertThat(house.account("cloud").difference()).isEqualTo(3);
        for (int second = 0; second < 6; second++) {
            house.clock.advance(1000);
        }
        assertThat(house.account("cloud").difference()).isEqualTo(3);
        assertThat(house.room.declare("cloud", new LaneConfiguration()).isLedgerAlarm()).isTrue();
    }

    @Test
    void alarmsThoughTrafficIsTenTimesWhatIsMissing() throws Exception {
        Destination cloud = house.room.declare("cloud", new LaneConfiguration());
        cloud.account.accepted.add(3);
        for (int second = 0; second < 6; second++) {
            for (int i = 0; i < 60; i++) {
                house.send("t" + second + "-" + i, "d1", 4, "cloud").get();
            }
            house.clock.advance(1000);
        }
        assertThat(cloud.isLedgerAlarm()).isTrue();
        cloud.account.accepted.add(-3);
        house.clock.advance(1000);
        assertThat(cloud.isLedgerAlarm()).isFalse();
    }

    @Test
    void readsWhatACrashCanTakeFromTheQueues() throws Exception {
        Destination cloud = house.room.declare("cloud", new LaneConfiguration());
        Exchange shortLived = house.message("q", "d1", 0, House.plan(4, "cloud"));
        shortLived.getMessage().setHeader(AirHeaders.EXPIRY, System.currentTimeMillis() + 1);
        house.send(shortLived).get();
        house.send(house.message("r", "d1", 0, House.plan(4, "cloud"))).get();
        LaneQueue lane = cloud.lane(org.airmessenger.message.LaneClass.NORMAL);
        await().untilAsserted(
                        () -> {
                            lane.queue.expireReferences();
                            assertThat(cloud.nondurable()).isEqualTo(1);
                        });
    }
}
