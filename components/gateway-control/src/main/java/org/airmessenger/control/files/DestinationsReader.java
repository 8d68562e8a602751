/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Destination.Batch;
import org.airmessenger.control.model.Destination.Cap;
import org.airmessenger.control.model.Destination.Overflow;
import org.airmessenger.control.model.Destination.Retry;
import org.airmessenger.control.model.Place;
import org.airmessenger.message.LaneClass;

import org.yaml.snakeyaml.nodes.Node;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code conf/destinations.yaml}. What is not written is: accept journal; batches of 1
 * (urgent), 100 in 1s up to 1MB (normal), 500 in 5s up to 1MB (bulk); concurrency 8; order device;
 * retry 200ms to 1m, 5 attempts, requests of at most 5m; compress none; caps 1GB (urgent, dead),
 * 10GB (normal, bulk), overflow refuse.
 */
final class DestinationsReader {

    static final String FILE = "conf/destinations.yaml";

    private static final long KB = 1L << 10;
    private static final long MB = 1L << 20;
    private static final long GB = 1L << 30;

    private static final Map<LaneClass, Batch> BATCHES =
            Map.of(
                    LaneClass.URGENT, new Batch(1, Duration.ZERO, MB),
                    LaneClass.NORMAL, new Batch(100, Duration.ofSeconds(1), MB),
                    LaneClass.BULK, new Batch(500, Duration.ofSeconds(5), MB));
    private static final Map<LaneClass, Cap> CAPS =
            Map.of(
                    LaneClass.URGENT, new Cap(GB, Overflow.REFUSE),
                    LaneClass.NORMAL, new Cap(10 * GB, Overflow.REFUSE),
                    LaneClass.BULK, new Cap(10 * GB, Overflow.REFUSE));
    private static final Retry RETRY =
            new Retry(Duration.ofMillis(200), Duration.ofMinutes(1), 5, Duration.ofMinutes(5));
    private static final long MAX_CAP = 1024 * 1024 * GB;

    private DestinationsReader() {}

    static Map<String, Destination> read(Node root, Report report) {
        Fields file = new Fields(report, FILE, root, new Place(FILE, 1));
        Map<String, Destination> destinations = new LinkedHashMap<>();
        file.each(
                (name, place) -> {
                    Names.check(file, name, "the name of a destination", name);
                    destinations.put(
                            name,
                            destination(name, file.fields(name, "destination " + name), place));
                });
        return destinations;
    }

    private static Destination destination(String name, Fields fields, Place place) {
        fields.only(
                "sink",
                "parameters",
                "accept",
                "batch",
                "concurrency",
                "order",
                "retry",
                "compress",
                "caps");
        String sink = fields.required("sink");
        Fields caps =
                fields.fields("caps", "caps of destination " + name)
                        .only("urgent", "normal", "bulk", "dead");
        if (sink != null) {
            Names.check(fields, "sink", "a sink (the name of a Kamelet)", sink);
        }
        return new Destination(
                name,
                sink == null ? "" : sink,
                parameters(fields.fields("parameters", "parameters of destination " + name)),
                fields.word("accept", "journal", "journal", "memory").equals("memory"),
                batches(fields.fields("batch", "batch of destination " + name), name),
                fields.number("concurrency", 1, 256, 8L).intValue(),
                fields.word("order", "device", "device", "none").equals("device"),
                retry(fields.fields("retry", "retry of destination " + name)),
                fields.word("compress", "none", "none", "gzip", "zstd", "auto"),
                caps(caps, name),
                caps.fields("dead", "caps.dead of destination " + name)
                        .only("maxBytes")
                        .size("maxBytes", 64 * KB, MAX_CAP, GB),
                place);
    }

    private static Map<String, String> parameters(Fields fields) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String key : fields.names()) {
            String value = fields.text(key);
            if (value == null) {
                continue;
            }
            parameters.put(key, value);
            if (!Names.arePlaceholdersSound(value)) {
                // the value is not shown: it may hold a secret
                fields.problem(
                        Problem.BAD_PLACEHOLDER,
                        key,
                        "parameter "
                                + key
                                + " must close each {{name}} it opens but does not; write {{env:NAME}}"
                                + " or {{key}}");
            }
        }
        return parameters;
    }

    private static Map<LaneClass, Batch> batches(Fields fields, String name) {
        fields.only("urgent", "normal", "bulk");
        Map<LaneClass, Batch> batches = new EnumMap<>(LaneClass.class);
        for (LaneClass lane : LaneClass.values()) {
            Batch standard = BATCHES.get(lane);
            String called = "batch." + lane.word() + " of destination " + name;
            Fields one =
                    fields.fields(lane.word(), called).only("maxMessages", "maxDelay", "maxBytes");
            batches.put(
                    lane,
                    new Batch(
                            one.number("maxMessages", 1, 10_000, (long) standard.maxMessages())
                                    .intValue(),
                            one.duration(
                                    "maxDelay",
                                    Duration.ZERO,
                                    Duration.ofHours(1),
                                    standard.maxDelay()),
                            one.size("maxBytes", KB, 64 * MB, standard.maxBytes())));
        }
        return batches;
    }

    private static Retry retry(Fields fields) {
        fields.only("initial", "max", "maxAttempts", "requestMax");
        Duration least = Duration.ofMillis(10);
        Duration most = Duration.ofHours(24);
        Duration initial = fields.duration("initial", least, Duration.ofHours(1), RETRY.initial());
        Duration standard = RETRY.max().compareTo(initial) < 0 ? initial : RETRY.max();
        Duration max = fields.duration("max", least, most, standard);
        if (max.compareTo(initial) < 0) {
            fields.problem(
                    Problem.OUT_OF_RANGE,
                    "max",
                    "retry.max must be at least retry.initial ("
                            + Quantities.text(initial)
                            + ") but was "
                            + Quantities.text(max));
        }
        return new Retry(
                initial,
                max,
                fields.number("maxAttempts", 1, 1000, (long) RETRY.maxAttempts()).intValue(),
                fields.duration("requestMax", Duration.ofSeconds(1), most, RETRY.requestMax()));
    }

    private static Map<LaneClass, Cap> caps(Fields fields, String name) {
        Map<LaneClass, Cap> caps = new EnumMap<>(LaneClass.class);
        for (LaneClass lane : LaneClass.values()) {
            Cap standard = CAPS.get(lane);
            String called = "caps." + lane.word() + " of destination " + name;
            Fields one = fields.fields(lane.word(), called).only("maxBytes", "overflow");
            String overflow = one.word("overflow", "refuse", "refuse", "drop-new", "drop-oldest");
            caps.put(
                    lane,
                    new Cap(
                            one.size("maxBytes", 64 * KB, MAX_CAP, standard.maxBytes()),
                            Overflow.valueOf(overflow.replace('-', '_').toUpperCase(Locale.ROOT))));
        }
        return caps;
    }
}
