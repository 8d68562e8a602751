/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The state of a running gateway as lines for people: what is well is short, what is not says why.
 */
final class StatusText {

    private static final List<String> CLASSES = List.of("urgent", "normal", "bulk");
    private static final int UNIT = 1024;
    private static final String UNITS = "KMGT";

    private final JsonNode status;
    private final Instant now;
    private final List<String> lines = new ArrayList<>();

    private StatusText(JsonNode status, Instant now) {
        this.status = status;
        this.now = now;
    }

    static String of(JsonNode status, Instant now) {
        return new StatusText(status, now).text();
    }

    private String text() {
        line(
                status.path("ready").asBoolean() ? "ready" : "not ready",
                status.path("version").asText()
                        + ", up "
                        + span(status.path("uptimeSeconds").asLong()));
        status.path("missing").forEach(why -> lines.add("  " + why.asText()));
        line("doors", doors());
        line("devices", status.path("devices").asLong() + " known");
        broker(status.path("broker"));
        status.path("lanes").forEach(this::lane);
        status.path("orphans")
                .properties()
                .forEach(
                        lane ->
                                line(
                                        lane.getKey(),
                                        count(lane.getValue().asLong(), "message")
                                                + ", but no such destination is configured"));
        commands(status.path("commands"));
        status.path("links").forEach(this::link);
        reload(status.path("reload"));
        status.path("certificates")
                .properties()
                .forEach(
                        one ->
                                line(
                                        "certificate",
                                        one.getKey() + " until " + one.getValue().asText()));
        token(status.path("tokens"));
        return String.join(System.lineSeparator(), lines);
    }

    private String doors() {
        List<String> open = new ArrayList<>();
        status.path("doors")
                .properties()
                .forEach(
                        door -> {
                            if (door.getValue().asInt() > 0) {
                                open.add(door.getKey() + " " + door.getValue().asInt());
                            }
                        });
        List<String> here = new ArrayList<>();
        status.path("connections")
                .properties()
                .forEach(
                        door -> {
                            if (door.getValue().asLong() > 0) {
                                here.add(door.getValue().asLong() + " by " + door.getKey());
                            }
                        });
        return (open.isEmpty() ? "all are closed" : String.join(", ", open))
                + "; connected: "
                + (here.isEmpty() ? "none" : String.join(", ", here));
    }

    private void broker(JsonNode broker) {
        line(
                "journal",
                String.format(
                        Locale.ROOT,
                        "%s in %s, disk %d %% full, %s free",
                        broker.path("journal").asText(),
                        broker.path("dataDirectory").asText(),
                        broker.path("diskUsagePercent").asInt(),
                        bytes(broker.path("diskFreeBytes").asLong())));
        if (broker.has("memoryMaxBytes")) {
            line(
                    "broker",
                    broker.path("version").asText()
                            + ", messages in memory "
                            + bytes(broker.path("memoryBytes").asLong())
                            + " of "
                            + bytes(broker.path("memoryMaxBytes").asLong()));
        }
        if (!broker.path("problem").asText().isEmpty()) {
            line("problem", broker.path("problem").asText());
        }
    }

    private void lane(JsonNode lane) {
        String reason = lane.path("reason").asText();
        line(
                lane.path("destination").asText(),
                lane.path("state").asText()
                        + (reason.isEmpty() ? "" : " (" + reason + ")")
                        + waiting(lane)
                        + String.format(
                                Locale.ROOT,
                                ", in flight %d of %d",
                                lane.path("inFlight").asInt(),
                                lane.path("concurrency").asInt()));
    }

    private static String waiting(JsonNode lane) {
        List<String> classes = new ArrayList<>();
        long bytes = 0;
        for (String each : CLASSES) {
            long waiting = lane.path("waiting").path(each).asLong();
            bytes += lane.path("waitingBytes").path(each).asLong();
            if (waiting > 0) {
                classes.add(waiting + " " + each);
            }
        }
        return classes.isEmpty()
                ? ", nothing waits"
                : ", waiting "
                        + String.join(", ", classes)
                        + " ("
                        + bytes(bytes)
                        + "), oldest "
                        + span(lane.path("oldestSeconds").asLong());
    }

    private void commands(JsonNode commands) {
        if (commands.isMissingNode()) {
            return;
        }
        long waiting = commands.path("waiting").asLong();
        String problem = commands.path("problem").asText();
        line(
                "commands",
                (waiting == 0
                                ? "none wait"
                                : "waiting "
                                        + waiting
                                        + " ("
                                        + bytes(commands.path("bytes").asLong())
                                        + ") for "
                                        + count(commands.path("mailboxes").asLong(), "device"))
                        + ", "
                        + count(commands.path("lines").asLong(), "connection")
                        + " to devices"
                        + (problem.isEmpty() ? "" : ": " + problem));
    }

    private void link(JsonNode link) {
        String reason = link.path("reason").asText();
        Duration since =
                Duration.between(Instant.ofEpochMilli(link.path("sinceMillis").asLong()), now);
        line(
                "link",
                link.path("name").asText()
                        + " to "
                        + link.path("peer").asText()
                        + " "
                        + link.path("state").asText()
                        + (reason.isEmpty() ? "" : " (" + reason + ")")
                        + ", for "
                        + span(Math.max(0, since.toSeconds())));
    }

    private void reload(JsonNode reload) {
        if (reload.path("at").isMissingNode()) {
            return;
        }
        String text = reload.path("text").asText();
        line(
                "reload",
                reload.path("outcome").asText()
                        + " at "
                        + reload.path("at").asText()
                        + (text.isEmpty() ? "" : ": " + text));
        reload.path("problems").forEach(one -> lines.add("  " + one.asText()));
    }

    private void token(JsonNode tokens) {
        String made = tokens.path("made").asText();
        if (!made.isEmpty()) {
            line(
                    "token key",
                    tokens.path("key").asText()
                            + " made "
                            + made
                            + TokenAge.advice(Instant.parse(made), now));
        }
    }

    private void line(String name, String what) {
        lines.add(String.format(Locale.ROOT, "%-13s %s", name, what));
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** Seconds as the two largest units that they fill, such as {@code 3 h 20 min}. */
    static String span(long seconds) {
        Duration span = Duration.ofSeconds(seconds);
        if (span.toDays() > 0) {
            return span.toDays() + " d " + span.toHoursPart() + " h";
        }
        if (span.toHours() > 0) {
            return span.toHours() + " h " + span.toMinutesPart() + " min";
        }
        return span.toMinutes() > 0
                ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
                : seconds + " s";
    }

    /** Bytes in the largest binary unit that they fill, such as {@code 1.5 MiB}. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = -1;
        while (value >= UNIT && unit < UNITS.length() - 1) {
            value /= UNIT;
            unit++;
        }
        return unit < 0
                ? bytes + " B"
                : String.format(Locale.ROOT, "%.1f %siB", value, UNITS.charAt(unit));
    }
}
