/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The wire protocol beside MQTT 5: processor time, bytes on the line, memory when idle. */
public final class WireBesideMqtt implements Chapter {

    private static final String BYTES = "wire beside MQTT, bytes per message on the socket";
    private static final String IDLE = "wire, memory per idle connection, plain";

    private static final int BATCH = 100;
    private static final int RECORD = 20;
    private static final double KIB = 1024;

    @Override
    public int place() {
        return 850;
    }

    @Override
    public List<String> cases(Effort effort) {
        List<String> cases = new ArrayList<>();
        WireRivals.all().forEach(rivals -> cases.add(rivals.words()));
        cases.addAll(List.of(BYTES, IDLE));
        return cases;
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        List<Section> sections = new ArrayList<>();
        for (WireRivals rivals : WireRivals.all()) {
            if (effort.wants(rivals.words())) {
                sections.add(new WireSpeed(effort, rivals).measure(progress));
            }
        }
        if (effort.wants(BYTES)) {
            progress.next(BYTES);
            sections.add(bytes(effort));
        }
        if (effort.wants(IDLE)) {
            sections.add(idle(effort, progress));
        }
        return sections;
    }

    private static Section bytes(Effort effort) throws IOException, InterruptedException {
        Section section = new Section("The wire protocol beside MQTT: bytes on the line");
        section.text(
                "One device, QoS 1, 32 bytes of JSON, topic bound to an alias in both; bytes of both"
                        + " directions per acknowledged message, counted on the socket, without IP"
                        + " and TCP.");
        Table table = new Table("", "wire", "MQTT 5", "wire / MQTT 5");
        Table around = new Table("20 bytes, topic bound: bytes around them", "sent", "both ways");
        for (boolean tls : new boolean[] {false, true}) {
            try (WireStand stand = new WireStand(effort, 1, tls)) {
                String how = tls ? ", TLS 1.3" : ", plain";
                LineCost cost = new LineCost(stand, tls);
                row(table, "one by one" + how, cost.wire(1, false), cost.mqtt(1));
                row(table, "20 together" + how, cost.wire(RECORD, false), cost.mqtt(RECORD));
                double packed = cost.wire(BATCH, true);
                double hundred = cost.mqtt(BATCH);
                row(table, "100 together, packed by the wire" + how, packed, hundred);
                around(section, around, cost, tls);
                section.aim(
                        Aim.atMost(
                                "wire / MQTT 5, bytes per message, batch of 100 compressed" + how,
                                Spread.of(packed / hundred),
                                0.5,
                                "×"));
            } catch (ExecutionException | TimeoutException | GeneralSecurityException e) {
                throw new IOException(e);
            }
        }
        return section.table(table).table(around);
    }

    private static void around(Section section, Table table, LineCost cost, boolean tls)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        String how = tls ? ", TLS 1.3" : ", plain";
        LineCost.Around atMostOnce = cost.around(0, 1);
        LineCost.Around atLeastOnce = cost.around(1, 1);
        LineCost.Around together = cost.around(1, RECORD);
        around(table, "QoS 0, one by one" + how, atMostOnce);
        around(table, "QoS 1, one by one" + how, atLeastOnce);
        around(table, "QoS 1, 20 together" + how, together);
        if (tls) {
            aim(section, "QoS 1, 20 per record, its record too", together.sent(), 8);
        } else {
            aim(section, "QoS 0", atMostOnce.sent(), 4);
            aim(section, "QoS 1", atLeastOnce.sent(), 6);
        }
    }

    private static void around(Table table, String words, LineCost.Around found) {
        table.row(words, Spread.of(found.sent()), Spread.of(found.all()));
    }

    private static void aim(Section section, String words, double found, double most) {
        section.aim(Aim.atMost("bytes around 20 bytes, " + words, Spread.of(found), most, "bytes"));
    }

    private static void row(Table table, String words, double wire, double mqtt) {
        table.row(words, Spread.of(wire), Spread.of(mqtt), Spread.of(wire / mqtt));
    }

    private static Section idle(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        int few = 1_000;
        int many = effort.quick() ? 2_000 : 5_000;
        Section section = new Section("The wire protocol: memory per idle connection");
        section.text(
                "Heap after a full collection, %,d → %,d devices that were welcomed and are silent, per device; each has a session."
                        .formatted(few, many));
        Table table = new Table("", "heap, KiB");
        for (boolean subscribed : new boolean[] {false, true}) {
            String words = subscribed ? IDLE + ", subscribed to its commands" : IDLE;
            List<Double> heap = new ArrayList<>();
            for (int restart = 1; restart <= effort.restarts(); restart++) {
                progress.next(words);
                try (WireStand stand = new WireStand(effort, 1, false);
                        WireCrowd crowd = new WireCrowd(stand.plainPort(), subscribed)) {
                    crowd.grow(few);
                    long before = stand.gateway().heap();
                    crowd.grow(many);
                    heap.add((stand.gateway().heap() - before) / KIB / (many - few));
                }
            }
            table.row(words, Spread.of(heap));
            section.aim(Aim.reported(words.replace("memory", "heap"), Spread.of(heap), "KiB"));
        }
        return section.table(table);
    }
}
