/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An explanation as lines for people. */
final class ExplainText {

    private ExplainText() {}

    static String of(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add(
                answer.path("accepted").asBoolean()
                        ? "accepted"
                        : "refused ("
                                + answer.path("refusal").asText()
                                + ") "
                                + answer.path("reason").asText());
        answer.path("verdicts").forEach(verdict -> lines.addAll(verdict(verdict)));
        JsonNode plan = answer.path("plan");
        for (JsonNode lane : plan.path("destinations")) {
            lines.addAll(lane(lane));
        }
        if (plan.isObject()) {
            lines.add(
                    line(
                            "delivery",
                            "local",
                            plan.path("local").asBoolean()
                                    ? "subscribers at the gateway get it too"
                                    : "subscribers at the gateway do not get it"));
        }
        if (answer.hasNonNull("note")) {
            lines.add("note: " + answer.path("note").asText());
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> verdict(JsonNode verdict) {
        List<String> lines = new ArrayList<>();
        lines.add(
                line(
                        verdict.path("room").asText(),
                        verdict.path("verdict").asText(),
                        verdict.path("what").asText() + ": " + verdict.path("text").asText()));
        String origin = origin(verdict);
        if (!origin.isEmpty()) {
            lines.add(line("", "", "  " + origin));
        }
        return lines;
    }

    private static String origin(JsonNode verdict) {
        if (!verdict.hasNonNull("file")) {
            return "";
        }
        int line = verdict.path("line").asInt();
        String file = verdict.path("file").asText() + (line > 0 ? ":" + line : "");
        return verdict.hasNonNull("entry")
                ? file + " (" + verdict.path("entry").asText() + " is not set here)"
                : file;
    }

    private static List<String> lane(JsonNode lane) {
        List<String> lines = new ArrayList<>();
        boolean durable = lane.path("durable").asBoolean();
        lines.add(
                line(
                        "delivery",
                        "planned",
                        lane.path("lane").asText()
                                + " by "
                                + lane.path("sink").asText()
                                + (durable ? ", at least once" : ", at most once")));
        lines.add(
                line("", "", "  " + lane.path("file").asText() + ":" + lane.path("line").asInt()));
        lane.path("settings")
                .properties()
                .forEach(
                        setting ->
                                lines.add(
                                        line(
                                                "",
                                                "",
                                                "  "
                                                        + setting.getKey()
                                                        + " "
                                                        + setting.getValue().asText())));
        JsonNode state = lane.path("state");
        if (!state.isEmpty()) {
            String reason = state.path("reason").asText();
            lines.add(
                    line(
                            "",
                            "",
                            "  now "
                                    + state.path("state").asText()
                                    + (reason.isEmpty() ? "" : " (" + reason + ")")
                                    + ", waiting "
                                    + state.path("waiting").asText()));
        }
        return lines;
    }

    private static String line(String room, String verdict, String text) {
        return String.format(Locale.ROOT, "%-9s %-11s %s", room, verdict, text).stripTrailing();
    }
}
