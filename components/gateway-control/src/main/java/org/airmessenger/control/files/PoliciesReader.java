/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Place;
import org.airmessenger.control.model.Policy;
import org.airmessenger.control.model.Policy.Limits;

import org.yaml.snakeyaml.nodes.Node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code conf/policies.yaml}. What is not written is: publish and subscribe nothing; 100
 * messages per second, a burst of twice that; 1MB per second; messages up to 64KB; as many urgent
 * messages per second as messages; priority up to 6.
 */
final class PoliciesReader {

    static final String FILE = "conf/policies.yaml";

    /** The largest body that MQTT can carry: 268,435,455 bytes with its header (2.1.4). */
    static final long MAX_MESSAGE_BYTES = 255L << 20;

    private PoliciesReader() {}

    static Map<String, Policy> read(Node root, Report report) {
        Fields file = new Fields(report, FILE, root, new Place(FILE, 1));
        Map<String, Policy> policies = new LinkedHashMap<>();
        file.each(
                (name, place) -> {
                    Names.check(file, name, "the name of a policy", name);
                    policies.put(name, policy(name, file.fields(name, "policy " + name), place));
                });
        return policies;
    }

    private static Policy policy(String name, Fields fields, Place place) {
        fields.only("publish", "subscribe", "limits", "maxPriority");
        return new Policy(
                name,
                filters(fields, "publish"),
                filters(fields, "subscribe"),
                limits(fields.fields("limits", "limits of policy " + name)),
                fields.number("maxPriority", 0, 9, 6L).intValue(),
                place);
    }

    private static List<String> filters(Fields fields, String key) {
        Map<String, Place> filters = fields.texts(key);
        filters.forEach(
                (filter, place) -> {
                    String problem = Names.problemOfTemplate(filter);
                    if (problem != null) {
                        fields.report()
                                .problems()
                                .add(new Problem(Problem.BAD_FILTER, place, problem));
                    }
                });
        return List.copyOf(filters.keySet());
    }

    private static Limits limits(Fields fields) {
        fields.only(
                "messagesPerSecond",
                "burst",
                "bytesPerSecond",
                "maxMessageBytes",
                "urgentPerSecond");
        long rate = fields.number("messagesPerSecond", 1, 1_000_000, 100L);
        return new Limits(
                rate,
                fields.number("burst", 1, 10_000_000, 2 * rate),
                fields.size("bytesPerSecond", 1, 1L << 40, 1L << 20),
                (int) fields.size("maxMessageBytes", 1, MAX_MESSAGE_BYTES, 64L << 10),
                fields.number("urgentPerSecond", 1, 1_000_000, rate));
    }
}
