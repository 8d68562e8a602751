/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import static org.airmessenger.gateway.source.MqttSourceFixture.PATIENCE;
import static org.airmessenger.gateway.source.MqttSourceFixture.bodies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Route;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Stops and starts of both ends: whatever was acknowledged to anybody arrives. */
class MqttSourceOutageTest {

    @TempDir Path folder;
    private MqttSourceFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new MqttSourceFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void lanesThatTakeNothingForAWhileGetEverythingLater() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        fixture.source.guard.set(
                arrival ->
                        full.get()
                                ? new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 1)
                                : null);
        fixture.start();
        fixture.publish(0, 300);
        await().atMost(PATIENCE).until(() -> fixture.source.arrived.size() >= 3);
        assertThat(fixture.source.bodies()).as("one in flight").containsOnly("m0");
        full.set(false);
        fixture.awaitBodies(bodies(0, 300));
    }

    @Test
    void whatTheSessionHoldsComesAtTheStartEachTime() throws Exception {
        fixture.start();
        fixture.source.close();
        for (int round = 0; round < 5; round++) {
            fixture.publish(round * 20, round * 20 + 20);
            fixture.fresh();
            fixture.start();
            fixture.awaitBodies(bodies(round * 20, round * 20 + 20));
            assertThat(fixture.source.bodies()).as("and once only").hasSize(20);
            fixture.source.close();
        }
    }

    @Test
    void aRouteThatIsPausedLeavesTheRestToTheBrokerAndGoesOnWithIt() throws Exception {
        fixture.start();
        fixture.publish(0, 5);
        fixture.awaitBodies(bodies(0, 5));
        RouteController routes = fixture.source.camel.getRouteController();
        String inside = "air-mqtt-source";
        String door =
                fixture.source.camel.getRoutes().stream()
                        .map(Route::getId)
                        .filter(id -> id.startsWith(inside))
                        .findFirst()
                        .orElseThrow();
        routes.suspendRoute(door);
        await().atMost(PATIENCE).until(() -> fixture.links.all().isEmpty());
        fixture.publish(5, 10);
        routes.resumeRoute(door);
        fixture.awaitBodies(bodies(0, 10));
        assertThat(fixture.source.bodies()).hasSize(10);
    }

    @Test
    void aBrokerThatIsStoppedAndStartedTenTimesUnderLoadLosesNothing() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        fixture.source.guard.set(
                arrival ->
                        tries.incrementAndGet() % 499 == 0
                                ? new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 1)
                                : null);
        fixture.start();
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        Thread load =
                new Thread(
                        () -> {
                            while (!enough.get()) {
                                fixture.publish(acknowledged.get(), acknowledged.get() + 1);
                                acknowledged.incrementAndGet();
                            }
                        });
        load.start();
        for (int round = 0; round < 10; round++) {
            int before = acknowledged.get();
            await().dontCatchUncaughtExceptions()
                    .atMost(PATIENCE)
                    .until(() -> acknowledged.get() >= before + 20);
            fixture.broker.stop();
            fixture.broker.start();
        }
        enough.set(true);
        load.join();
        fixture.awaitBodies(bodies(0, acknowledged.get()));
    }

    @Test
    void aBrokerThatIsKilledTenTimesLosesNothingThatItHadOnDisk() throws Exception {
        fixture.start();
        for (int round = 0; round < 10; round++) {
            fixture.publish(round * 30, round * 30 + 30);
            fixture.broker.save();
            fixture.broker.kill();
            fixture.broker.start();
        }
        fixture.awaitBodies(bodies(0, 300));
    }
}
