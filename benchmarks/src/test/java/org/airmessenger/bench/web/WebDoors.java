/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.web;

import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** HTTP/2 beside a bare server, WebSocket beside MQTT, memory of those that are silent. */
public final class WebDoors implements Chapter {

    private static final String HTTP = "web, HTTP/2 beside a bare Vert.x server, 10 x 20 streams";
    private static final String SOCKET = "web, WebSocket beside MQTT, QoS 1, mutual TLS";
    private static final String IDLE = "memory per idle connection of the web doors, mutual TLS";

    private static final int CONNECTIONS = 10;
    private static final int STREAMS = 20;
    private static final int DEVICES = 20;
    private static final int WINDOW = 50;
    private static final int BYTES = 64;
    private static final long LEAD = 8_000;
    private static final long ENDLESS = 100_000_000;
    private static final Duration CONNECT = Duration.ofSeconds(60);
    private static final double KIB = 1024;

    @Override
    public int place() {
        return 860;
    }

    @Override
    public List<String> cases(Effort effort) {
        return List.of(HTTP, SOCKET, IDLE);
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        List<Section> sections = new ArrayList<>();
        if (effort.wants(HTTP)) {
            sections.add(http(effort, progress));
        }
        if (effort.wants(SOCKET)) {
            sections.add(socket(effort, progress));
        }
        if (effort.wants(IDLE)) {
            sections.add(idle(effort, progress));
        }
        return sections;
    }

    /** Two subjects, in turns; the one that is ours first at odd restarts. */
    private interface Turn {
        WebStand.Figures take(boolean ours) throws IOException, InterruptedException;
    }

    private record Pair(List<WebStand.Figures> ours, List<WebStand.Figures> theirs) {

        static Pair of(Effort effort, Turn turn) throws IOException, InterruptedException {
            Pair pair = new Pair(new ArrayList<>(), new ArrayList<>());
            for (int restart = 1; restart <= effort.restarts(); restart++) {
                for (int i = 0; i < 2; i++) {
                    boolean isOurs = (restart + i) % 2 == 1;
                    (isOurs ? pair.ours : pair.theirs).add(turn.take(isOurs));
                }
            }
            return pair;
        }

        private Section into(Section section, String our, String their, double least) {
            Table table = new Table("", "messages per second", "messages per CPU-second");
            table.row(our, speed(ours), cost(ours));
            table.row(their, speed(theirs), cost(theirs));
            section.aim(
                    Aim.atLeast(
                            our + " ÷ " + their + ", messages per second",
                            speed(ours).over(speed(theirs)),
                            least,
                            ""));
            section.aim(
                    Aim.reported(
                            our + " ÷ " + their + ", messages per CPU-second",
                            cost(ours).over(cost(theirs)),
                            ""));
            return section.table(table);
        }

        private static Spread speed(List<WebStand.Figures> all) {
            return Spread.of(all.stream().map(WebStand.Figures::perSecond).toList());
        }

        private static Spread cost(List<WebStand.Figures> all) {
            return Spread.of(all.stream().map(WebStand.Figures::perCpuSecond).toList());
        }
    }

    private static Section http(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Pair pair =
                Pair.of(
                        effort,
                        ours -> {
                            progress.next(HTTP + (ours ? ", gateway" : ", bare"));
                            return posts(effort, ours);
                        });
        Section section = new Section("HTTP/2 beside a bare server");
        section.text(
                "10 devices, 20 requests of 64 bytes on their way each (h2load, TLS 1.3). The bare"
                        + " server is Vert.x alone: the body straight into the same lane, 202 when"
                        + " the journal has it. From the first request to the last arrival at the"
                        + " function.");
        return pair.into(section, "HTTP/2", "bare Vert.x", 0.7);
    }

    private static WebStand.Figures posts(Effort effort, boolean ours)
            throws IOException, InterruptedException {
        byte[] body = new Payload(0, 0, 0).bytes(BYTES);
        try (WebStand stand =
                ours ? WebStand.gateway(effort, CONNECTIONS) : WebStand.bare(effort, CONNECTIONS)) {
            H2Load load = new H2Load(stand.folder().resolve("h2load"), body, STREAMS);
            List<String> tokens = stand.tokens(CONNECTIONS);
            stand.measure(() -> load.run(stand.port(), tokens, effort.warmUp()).kept());
            return stand.measure(() -> load.run(stand.port(), tokens, effort.fullSpeed()).kept());
        }
    }

    private static Section socket(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Pair pair =
                Pair.of(
                        effort,
                        ours -> {
                            progress.next(SOCKET + (ours ? ", WebSocket" : ", MQTT 5"));
                            return ours ? overSocket(effort) : overMqtt(effort);
                        });
        Section section = new Section("WebSocket beside MQTT");
        section.text(
                "20 devices at full speed, 50 messages of 64 bytes unacknowledged each, QoS 1, mutual"
                        + " TLS; at most 8,000 more sent than arrived. WebSocket with JSON, the payload"
                        + " in Base64. From the first message to the last arrival at the function.");
        return pair.into(section, "WebSocket", "MQTT 5", 0.9);
    }

    private static WebStand.Figures overSocket(Effort effort)
            throws IOException, InterruptedException {
        try (WebStand stand = WebStand.gateway(effort, DEVICES);
                SocketLoad load = new SocketLoad(stand.port(), stand.fleet(), DEVICES, WINDOW)) {
            load.withLead(LEAD, stand::received);
            stand.measure(() -> load.run(effort.warmUp()));
            return stand.measure(() -> load.run(effort.fullSpeed()));
        }
    }

    private static WebStand.Figures overMqtt(Effort effort)
            throws IOException, InterruptedException {
        try (WebStand stand = WebStand.gateway(effort, DEVICES)) {
            LoadPlan plan =
                    LoadPlan.to(stand.gateway().tlsPort(), DEVICES)
                            .withWindow(WINDOW)
                            .withPayloadBytes(BYTES)
                            .inVersion5();
            try (Load load = new Load(plan, stand.fleet(), false)) {
                load.connect(CONNECT);
                stand.measure(() -> acknowledged(stand, load, effort.warmUp()));
                return stand.measure(() -> acknowledged(stand, load, effort.fullSpeed()));
            }
        }
    }

    private static long acknowledged(WebStand stand, Load load, Duration time)
            throws InterruptedException {
        Load.Started started =
                load.start(
                        Phase.atFullSpeed(ENDLESS, time.plus(CONNECT))
                                .withLead(LEAD, stand::received));
        return started.endAfter(time).acknowledged();
    }

    private static Section idle(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        int few = 100;
        int many = effort.quick() ? 300 : 1_000;
        Map<WebCrowd.Kind, List<Double>> found = new EnumMap<>(WebCrowd.Kind.class);
        for (int restart = 1; restart <= effort.restarts(); restart++) {
            try (WebStand stand = WebStand.gateway(effort, many)) {
                for (WebCrowd.Kind kind : WebCrowd.Kind.values()) {
                    progress.next(IDLE + ", " + kind.words);
                    try (WebCrowd crowd = new WebCrowd(stand, kind)) {
                        crowd.grow(few);
                        long before = stand.gateway().heap();
                        crowd.grow(many);
                        double each = (stand.gateway().heap() - before) / KIB / (many - few);
                        found.computeIfAbsent(kind, one -> new ArrayList<>()).add(each);
                    }
                }
            }
        }
        Section section = new Section("The web doors: memory per idle connection");
        section.text(
                "Heap after a full collection, %,d → %,d devices that were let in by their certificate and are silent, per device."
                        .formatted(few, many));
        Table table = new Table("", "heap, KiB");
        found.forEach(
                (kind, heap) -> {
                    table.row(kind.words, Spread.of(heap));
                    section.aim(
                            Aim.reported(
                                    "heap per idle connection, " + kind.words,
                                    Spread.of(heap),
                                    "KiB"));
                });
        return section.table(table);
    }
}
