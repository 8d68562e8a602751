/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.jvm.Identities;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.load.Sequences;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.server.LoopbackLine;
import org.airmessenger.bench.server.Ports;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Devices of all doors at one gateway that is killed under them, and whose lines are cut: what it
 * acknowledged is compared with what the function behind it has, message by message, and nothing
 * comes twice but what a kill explains.
 */
class EveryDoorLossTest {

    /** By MQTT; then by HTTP/2, WebSocket and the wire protocol, {@value #EACH} each. */
    private static final int MQTT = 4;

    private static final int EACH = 2;
    private static final int DEVICES = MQTT + 3 * EACH;
    private static final int MQTT_PER_SECOND = 500;
    private static final long ENDLESS = 100_000_000;
    private static final int WIRE_CUTS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration DRAIN = Duration.ofMinutes(5);

    /** By the wire protocol they send faster than they may: much is refused for a moment. */
    private static final String POLICIES =
            """
            bench:
              publish: ["sensors/${device}/#"]
              limits: { messagesPerSecond: 1000000, burst: 10000000, bytesPerSecond: 1GB }
            meter:
              publish: ["sensors/${device}/#"]
              limits: { messagesPerSecond: 100, burst: 5, bytesPerSecond: 1GB }
            """;

    private final Doubles doubles = new Doubles();
    private final List<Sender> senders = new ArrayList<>();
    private final List<LoopbackLine> lines = new ArrayList<>();
    private Stage<CountingFunction> stage;
    private Load mqtt;
    private LoopbackLine wire;

    @BeforeEach
    void start() throws Exception {
        Tally tally = new Tally(DEVICES);
        CountingFunction function = new CountingFunction(tally, doubles);
        GatewayHome home = GatewayHome.create(function.sink(), 8, DEVICES);
        home.put("conf/policies.yaml", POLICIES);
        home.put("conf/devices.yaml", devices());
        int first = lineTo(home, "mqtt").port();
        int web = lineTo(home, "web").port();
        wire = lineTo(home, "wire");
        stage = new Stage<>(home, tally, function, List.of("-Xmx512m"));
        mqtt = stage.connect(LoadPlan.to(first, MQTT).withWindow(200), home.fleet(), true);
        for (int i = 0; i < EACH; i++) {
            senders.add(new WebPoster(home, MQTT + i, web));
        }
        for (int i = 0; i < EACH; i++) {
            senders.add(new SocketSender(home, MQTT + EACH + i, web));
        }
        for (int i = 0; i < EACH; i++) {
            senders.add(new WireSender(home, MQTT + 2 * EACH + i, wire.port()));
        }
    }

    /** A line to a door, which has the same port in each life. */
    private LoopbackLine lineTo(GatewayHome home, String door) throws Exception {
        int port = Ports.free();
        home.set("air.source." + door + ".port", port);
        LoopbackLine line = new LoopbackLine(port);
        lines.add(line);
        return line;
    }

    private static String devices() {
        StringBuilder devices = new StringBuilder();
        for (int i = 0; i < DEVICES; i++) {
            String policy = i < DEVICES - EACH ? "bench" : "meter";
            devices.append(Identities.PREFIX + i + ": { policy: " + policy + " }\n");
        }
        return devices.toString();
    }

    @AfterEach
    void stop() throws Exception {
        senders.forEach(Sender::close);
        if (mqtt != null) {
            mqtt.close();
        }
        for (LoopbackLine line : lines) {
            line.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void nothingAcknowledgedByAnyDoorIsLostInThreeKills() throws Exception {
        holds(3, Duration.ofMillis(1_200));
    }

    @Test
    @Tag("long")
    void nothingAcknowledgedByAnyDoorIsLostInTwentyKills() throws Exception {
        holds(20, Duration.ofSeconds(4));
    }

    private void holds(int kills, Duration longest) throws Exception {
        Verdict.Builder verdict = new Verdict.Builder("killed " + kills + " times by all doors");
        Duration limit = PATIENCE.multipliedBy(kills + 1);
        Load.Started started = mqtt.start(new Phase(ENDLESS, MQTT_PER_SECOND, limit, 0, null));
        senders.forEach(Sender::start);
        for (int kill = 1; kill <= kills; kill++) {
            goesOn(0);
            for (int cut = 0; cut < WIRE_CUTS / kills; cut++) {
                cut(wire);
                goesOn(DEVICES - EACH);
            }
            lines.forEach(EveryDoorLossTest::cut);
            goesOn(0);
            TimeUnit.MILLISECONDS.sleep(
                    ThreadLocalRandom.current().nextLong(50, longest.toMillis()));
            stage.kill();
            doubles.nextLife();
            stage.restart();
            verdict.must(
                    stage.balancedLedger().difference() == 0,
                    "the ledger must balance after kill " + kill);
        }
        goesOn(0);
        started.end();
        started.await();
        for (Sender sender : senders) {
            sender.end();
        }
        stage.settle(verdict, acknowledged(), DRAIN);
        Verdict held = verdict.build();
        System.out.println(held);
        assertThat(held.broken()).as(held.toString()).isEmpty();
        assertThat(doubles.broken()).isEmpty();
        assertThat(senders).allSatisfy(sender -> assertThat(sender.refused()).isEmpty());
    }

    /** Cuts and kills are to hit every device, from this number on, in the midst of it. */
    private void goesOn(int first) {
        List<Integer> before = acknowledged().stream().map(Sequences::count).toList();
        await().pollInterval(POLL)
                .atMost(PATIENCE)
                .until(
                        () -> {
                            List<Sequences> now = acknowledged();
                            return IntStream.range(first, DEVICES)
                                    .allMatch(i -> now.get(i).count() > before.get(i));
                        });
    }

    private static void cut(LoopbackLine line) {
        line.cut();
        line.mend();
    }

    /** By the number of the device. */
    private List<Sequences> acknowledged() {
        List<Sequences> all = new ArrayList<>(mqtt.acknowledged());
        senders.forEach(sender -> all.add(sender.acknowledged()));
        return all;
    }
}
