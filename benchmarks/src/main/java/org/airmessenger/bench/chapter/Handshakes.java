/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.chapter;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.gateway.GatewaySetup;
import org.airmessenger.bench.gateway.GatewaySubject;
import org.airmessenger.bench.jvm.Jdk;
import org.airmessenger.bench.jvm.Usage;
import org.airmessenger.bench.load.Comings;
import org.airmessenger.bench.load.Crowd;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What it costs to let a device in that shows a certificate, by the JDK's TLS and by OpenSSL's. */
public final class Handshakes implements Chapter {

    private static final List<String> PROVIDERS = List.of("jdk", "openssl");
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final double KIB = 1024;
    private static final double MILLIS = 1_000;

    /** Devices that come at once. */
    private static final int AT_ONCE = 8;

    private static final int FEW = 100;
    private static final int MANY = 1_000;

    private static final String PROPERTIES =
            """
            air.source.mqtt.port = 0
            air.source.mqtt.tlsProvider = %s
            air.source.mqtt.plain.enabled = true
            air.source.mqtt.plain.port = 0
            air.source.mqtt.plain.anonymous = true
            air.source.mqtt.plain.policy = bench
            air.source.web.port = 0
            air.source.wire.port = 0
            air.control.port = 0
            """;

    @Override
    public int place() {
        return 850;
    }

    @Override
    public List<String> cases(Effort effort) {
        return PROVIDERS.stream().map(Handshakes::words).toList();
    }

    private static String words(String provider) {
        return "TLS handshakes, " + provider;
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Section section = new Section("Letting devices in");
        section.text(
                "TLS 1.3 with certificates of P-256 on both sides: the handshake, CONNECT, CONNACK"
                        + " and DISCONNECT, %d devices at once. Processor time of the gateway alone;"
                                .formatted(AT_ONCE)
                        + " and memory per silent connection with TLS.");
        Table table =
                new Table(
                        "",
                        "whole handshake, ms CPU",
                        "per CPU-second",
                        "resumed, ms CPU",
                        "per CPU-second",
                        "heap per connection, KiB",
                        "resident, KiB");
        for (String provider : PROVIDERS) {
            for (Jdk jdk : effort.jdks()) {
                if (effort.wants(words(provider))) {
                    one(provider, jdk, effort, progress, section, table);
                }
            }
        }
        return List.of(section.table(table));
    }

    private static void one(
            String provider,
            Jdk jdk,
            Effort effort,
            Progress progress,
            Section section,
            Table table)
            throws IOException, InterruptedException {
        int count = effort.quick() ? 2_000 : 5_000;
        List<Double> whole = new ArrayList<>();
        List<Double> resumed = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        for (int restart = 1; restart <= effort.restarts(); restart++) {
            progress.next(words(provider) + ", Java " + jdk.name());
            GatewaySetup setup =
                    GatewaySetup.usual()
                            .with("conf/gateway.properties", PROPERTIES.formatted(provider));
            try (GatewaySubject subject =
                    new GatewaySubject(jdk, effort.jvmOptions(), setup, payload -> {})) {
                subject.start(new Case(1, true, 64, MANY, jdk.name()), new Tally(1));
                whole.add(come(subject, count, false));
                resumed.add(come(subject, count, true));
                crowd(subject, heap, resident);
            }
        }
        Spread first = Spread.of(whole);
        Spread again = Spread.of(resumed);
        table.row(
                words(provider) + ", Java " + jdk.name(),
                first,
                Math.round(MILLIS / first.median()),
                again,
                Math.round(MILLIS / again.median()),
                Spread.of(heap),
                Spread.of(resident));
        section.data(words(provider), List.of(whole, resumed, heap, resident));
    }

    /** Milliseconds of processor time for each, after twice as many for the compiler. */
    private static double come(GatewaySubject subject, int count, boolean resume)
            throws IOException, InterruptedException {
        try (Comings comings = new Comings(subject.port(), subject.fleet(), AT_ONCE, resume)) {
            comings.come(2 * count, LIMIT);
            Usage before = Usage.of(subject.pids());
            comings.come(count, LIMIT);
            return Usage.of(subject.pids()).cpuMicrosSince(before) / MILLIS / count;
        }
    }

    private static void crowd(GatewaySubject subject, List<Double> heap, List<Double> resident)
            throws IOException, InterruptedException {
        try (Crowd crowd = new Crowd(subject.port(), subject.fleet(), null)) {
            crowd.grow(FEW, LIMIT);
            long heapBefore = subject.gateway().heap();
            Usage before = Usage.of(subject.pids());
            crowd.grow(MANY, LIMIT);
            heap.add((subject.gateway().heap() - heapBefore) / KIB / (MANY - FEW));
            Usage after = Usage.of(subject.pids());
            resident.add((after.residentBytes() - before.residentBytes()) / KIB / (MANY - FEW));
        }
    }
}
