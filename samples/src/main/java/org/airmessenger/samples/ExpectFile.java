/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code expect.yaml}; everything wrong with it is said at once. */
final class ExpectFile {

    /** Kinds of servers. */
    static final Set<String> KINDS =
            new TreeSet<>(Set.of("function", "gateway", "hook", "kafka", "lambda"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> problems = new ArrayList<>();

    private ExpectFile() {}

    /**
     * Reads the file of a sample.
     *
     * @param folder the sample's
     * @throws IllegalArgumentException with a line per problem
     */
    static Sample read(Path folder) throws IOException {
        Path file = folder.resolve("expect.yaml");
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "a sample must have an expect.yaml but " + folder + " has none");
        }
        ExpectFile reader = new ExpectFile();
        Sample sample = reader.sample(folder, load(file));
        if (!reader.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", reader.problems));
        }
        return sample;
    }

    private static Object load(Path file) throws IOException {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        } catch (YAMLException e) {
            throw new IllegalArgumentException(file + " must be YAML: " + e.getMessage(), e);
        }
    }

    private Sample sample(Path folder, Object root) {
        Map<String, Object> all = map("expect.yaml", root, "title", "servers", "steps");
        Map<String, Sample.ServerPlan> servers = new LinkedHashMap<>();
        map("servers", all.getOrDefault("servers", Map.of()))
                .forEach((name, value) -> servers.put(name, server("servers." + name, value)));
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (Object entry : list("steps", all.get("steps"))) {
            Step step = step("steps[" + ++number + "]", entry);
            if (step != null) {
                steps.add(step);
                checkNames("steps[" + number + "]", step, servers.keySet());
            }
        }
        return new Sample(folder, text("title", all.get("title")), servers, steps);
    }

    private void checkNames(String place, Step step, Set<String> servers) {
        String server =
                step instanceof Step.Away away
                        ? away.server()
                        : step instanceof Step.Back back
                                ? back.server()
                                : step instanceof Step.Cut cut ? cut.server() : null;
        if (server != null && !servers.contains(server)) {
            problems.add(place + " must name one of " + servers + " but names " + server);
        }
    }

    private Sample.ServerPlan server(String place, Object value) {
        Map<String, Object> server = map(place, value, "kind", "topics");
        String kind = text(place + ".kind", server.get("kind"));
        if (!KINDS.contains(kind)) {
            problems.add(place + ".kind must be one of " + KINDS + " but was " + kind);
        }
        List<String> topics = new ArrayList<>();
        for (Object topic : list(place + ".topics", server.getOrDefault("topics", List.of()))) {
            topics.add(String.valueOf(topic));
        }
        return new Sample.ServerPlan(kind, topics);
    }

    private Step step(String place, Object entry) {
        Map<String, Object> step = map(place, entry);
        if (step.size() != 1) {
            problems.add(place + " must be one step but has " + step.keySet());
            return null;
        }
        String verb = step.keySet().iterator().next();
        Object value = step.get(verb);
        String here = place + "." + verb;
        return switch (verb) {
            case "publish" -> publish(here, value);
            case "subscribe" -> {
                Map<String, Object> fields = map(here, value, "device", "filter");
                yield new Step.Subscribe(
                        text(here + ".device", fields.get("device")),
                        text(here + ".filter", fields.get("filter")));
            }
            case "away" -> new Step.Away(text(here, value));
            case "back" -> new Step.Back(text(here, value));
            case "cut" -> cut(here, value);
            case "arrives" -> arrives(here, value);
            case "ledger" -> ledger(here, value);
            default -> {
                problems.add(
                        place
                                + " must be publish, subscribe, away, back, cut, arrives or ledger but was "
                                + verb);
                yield null;
            }
        };
    }

    private Step publish(String place, Object value) {
        Map<String, Object> fields =
                map(place, value, "device", "topic", "body", "bodies", "refused");
        if (fields.containsKey("body") == fields.containsKey("bodies")) {
            problems.add(place + " must have either body or bodies");
        }
        List<String> bodies = new ArrayList<>();
        if (fields.containsKey("body")) {
            bodies.add(body(fields.get("body")));
        } else {
            list(place + ".bodies", fields.get("bodies")).forEach(each -> bodies.add(body(each)));
        }
        Object refused = fields.get("refused");
        return new Step.Publish(
                text(place + ".device", fields.get("device")),
                text(place + ".topic", fields.get("topic")),
                bodies,
                refused == null ? null : refused.toString());
    }

    private Step cut(String place, Object value) {
        Map<String, Object> fields =
                map(place, value, "server", "seconds", "load", "urgent", "arrives");
        Map<String, Object> load =
                map(place + ".load", fields.get("load"), "device", "topic", "perSecond");
        Map<String, Object> urgent =
                map(place + ".urgent", fields.get("urgent"), "device", "topic", "body");
        return new Step.Cut(
                text(place + ".server", fields.get("server")),
                number(place + ".seconds", fields.get("seconds"), 600),
                new Step.Publish(
                        text(place + ".load.device", load.get("device")),
                        text(place + ".load.topic", load.get("topic")),
                        List.of(),
                        null),
                number(place + ".load.perSecond", load.get("perSecond"), 10_000),
                new Step.Publish(
                        text(place + ".urgent.device", urgent.get("device")),
                        text(place + ".urgent.topic", urgent.get("topic")),
                        List.of(body(urgent.get("body"))),
                        null),
                text(place + ".arrives", fields.get("arrives")));
    }

    private int number(String place, Object value, int most) {
        if (value instanceof Integer number && number >= 1 && number <= most) {
            return number;
        }
        problems.add(place + " must be 1 to " + most + " but was " + value);
        return 1;
    }

    private Step arrives(String place, Object value) {
        Map<String, List<Arrived>> places = new LinkedHashMap<>();
        map(place, value)
                .forEach(
                        (name, messages) -> {
                            List<Arrived> expected = new ArrayList<>();
                            for (Object message : list(place + "." + name, messages)) {
                                expected.add(arrived(place + "." + name, message));
                            }
                            places.put(name, expected);
                        });
        return new Step.Arrives(places);
    }

    private Arrived arrived(String place, Object value) {
        Map<String, Object> fields = map(place, value, "device", "topic", "class", "body");
        Object lane = fields.get("class");
        if (lane != null && !Set.of("urgent", "normal", "bulk").contains(lane)) {
            problems.add(place + ".class must be urgent, normal or bulk but was " + lane);
        }
        return new Arrived(
                null,
                optional(fields.get("device")),
                optional(fields.get("topic")),
                optional(lane),
                fields.containsKey("body") ? body(fields.get("body")) : null);
    }

    private Step ledger(String place, Object value) {
        Map<String, Map<String, Long>> accounts = new LinkedHashMap<>();
        map(place, value)
                .forEach(
                        (destination, columns) -> {
                            Map<String, Long> account = new LinkedHashMap<>();
                            String here = place + "." + destination;
                            map(here, columns, LedgerView.COLUMNS.toArray(String[]::new))
                                    .forEach((column, n) -> account.put(column, number(here, n)));
                            accounts.put(destination, account);
                        });
        return new Step.Ledger(accounts);
    }

    /** YAML that is no text is meant as JSON. */
    private static String body(Object value) {
        try {
            return value instanceof String text ? text : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("YAML's plain values are JSON's", e);
        }
    }

    private long number(String place, Object value) {
        if (value instanceof Integer number && number >= 0) {
            return number;
        }
        problems.add(place + " must have whole numbers but has " + value);
        return 0;
    }

    private static String optional(Object value) {
        return value == null ? null : value.toString();
    }

    private String text(String place, Object value) {
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        problems.add(place + " must be a text but was " + value);
        return "";
    }

    private List<?> list(String place, Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        problems.add(place + " must be a list but was " + value);
        return List.of();
    }

    /** A mapping with keys of these; without any, all keys are fine. */
    private Map<String, Object> map(String place, Object value, String... keys) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!(value instanceof Map<?, ?> given)) {
            problems.add(place + " must be a mapping but was " + value);
            return map;
        }
        Set<String> known = new TreeSet<>(List.of(keys));
        given.forEach((key, each) -> map.put(String.valueOf(key), each));
        for (String key : map.keySet()) {
            if (!known.isEmpty() && !known.contains(key)) {
                problems.add(place + " knows no " + key + ", only " + known);
            }
        }
        return map;
    }
}
