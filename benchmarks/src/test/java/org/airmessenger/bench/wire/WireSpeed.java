/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import io.netty.handler.ssl.SslContext;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a message costs the gateway by the wire protocol and by MQTT 5: both doors of one start. */
final class WireSpeed {

    /** The words of the case. */
    static final String CASE = "wire beside MQTT, QoS 1, messages per CPU-second";

    private static final String WIRE = "wire";
    private static final String MQTT = "MQTT 5";
    private static final String KNOWN = "MQTT 5 with an air-id";

    private static final int DEVICES = 20;
    private static final int WINDOW = 50;
    private static final long LEAD = 8_000;
    private static final int MOST_ROUNDS = 16;
    private static final int ROUNDS = 7;
    private static final long ENDLESS = 100_000_000;
    private static final Duration CONNECT = Duration.ofSeconds(60);

    private final Effort effort;
    private final Map<String, List<Double>> found = new LinkedHashMap<>();
    private final List<String> warming = new ArrayList<>();

    WireSpeed(Effort effort) {
        this.effort = effort;
    }

    Section measure(Chapter.Progress progress) throws IOException, InterruptedException {
        for (int restart = 1; restart <= effort.restarts(); restart++) {
            progress.next(CASE);
            start(progress);
        }
        return section();
    }

    /** One start of a gateway, with devices of its own for each side. */
    private void start(Chapter.Progress progress) throws IOException, InterruptedException {
        try (WireStand stand = new WireStand(effort, 3 * DEVICES, false);
                WireLoad wire =
                        new WireLoad(
                                stand.plainPort(),
                                fleet(0),
                                DEVICES,
                                WINDOW,
                                LEAD,
                                stand::received);
                Load mqtt = new Load(plan(stand), fleet(DEVICES), false);
                Load known = new Load(plan(stand).withIds(), fleet(2 * DEVICES), false)) {
            mqtt.connect(CONNECT);
            known.connect(CONNECT);
            Map<String, WireStand.Run> runs = new LinkedHashMap<>();
            runs.put(WIRE, () -> wire.run(effort.fullSpeed()));
            runs.put(MQTT, () -> run(stand, mqtt, effort.fullSpeed()));
            runs.put(KNOWN, () -> run(stand, known, effort.fullSpeed()));
            Map<String, Slices.Side> sides = new LinkedHashMap<>();
            runs.forEach((name, run) -> sides.put(name, () -> slice(stand, name, run, progress)));
            Slices slices = new Slices(sides);
            int rounds = slices.warmUp(MOST_ROUNDS);
            warming.add(rounds + (slices.isWarm() ? "" : " (not warm then)"));
            slices.measure(ROUNDS)
                    .forEach(
                            (name, values) ->
                                    found.computeIfAbsent(name, key -> new ArrayList<>())
                                            .addAll(values));
        }
    }

    private static double slice(
            WireStand stand, String name, WireStand.Run run, Chapter.Progress progress)
            throws IOException, InterruptedException {
        double figure = stand.perCpuSecond(run);
        progress.next("  %s: %,.0f".formatted(name, figure));
        return figure;
    }

    private static LoadPlan plan(WireStand stand) {
        return LoadPlan.to(stand.gateway().port(), DEVICES).withWindow(WINDOW).inVersion5();
    }

    private static Fleet fleet(int first) {
        Fleet all = Fleet.plain("sensor-", "sensors/%s/temperature");
        return new Fleet() {
            @Override
            public String id(int device) {
                return all.id(first + device);
            }

            @Override
            public int number(int device) {
                return first + device;
            }

            @Override
            public String topic(int device) {
                return all.topic(first + device);
            }

            @Override
            public SslContext tls(int device) {
                return null;
            }
        };
    }

    private static long run(WireStand stand, Load load, Duration time) throws InterruptedException {
        Load.Started started =
                load.start(
                        Phase.atFullSpeed(ENDLESS, time.plus(CONNECT))
                                .withLead(LEAD, stand::received));
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        started.end();
        return started.await().acknowledged();
    }

    private Section section() {
        Spread wire = Spread.of(found.get(WIRE));
        Spread mqtt = Spread.of(found.get(MQTT));
        Spread known = Spread.of(found.get(KNOWN));
        Section section = new Section("The wire protocol beside MQTT: processor time");
        section.text(
                ("20 devices each at full speed, 50 messages of 64 bytes unacknowledged each, at most"
                                + " 8,000 more sent than arrived, QoS 1, plain, from the device to the"
                                + " function. One start has both doors open; they take turns in slices of"
                                + " %d s, first until the slices of two rounds in a row differ by less"
                                + " than 5 %% (rounds: %s), then %d slices of each that count. The"
                                + " processor time is that of the gateway's process alone, with its"
                                + " collector and its compilers.")
                        .formatted(
                                effort.fullSpeed().toSeconds(),
                                String.join(", ", warming),
                                ROUNDS));
        section.text(
                "A resend is known by the wire always, as each message's number is on disk with it;"
                        + " by MQTT only if the device gives the message an id, a user property"
                        + " air-id of 36 characters in the third row.");
        section.table(
                new Table("", "messages per CPU-second")
                        .row(WIRE, wire)
                        .row(MQTT, mqtt)
                        .row(KNOWN, known));
        section.aim(Aim.atLeast("wire / MQTT, messages per CPU-second", wire.over(mqtt), 1.2, "×"));
        section.aim(
                Aim.reported(
                        "wire / MQTT with an air-id, messages per CPU-second",
                        wire.over(known),
                        "×"));
        return section.data("wire", found.get(WIRE))
                .data("mqtt", found.get(MQTT))
                .data("mqttWithId", found.get(KNOWN));
    }
}
