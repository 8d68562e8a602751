/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.api.OperatorClient;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

import java.time.Instant;

/** {@code air status}: how the running gateway does. Exit code 1 if it is not ready. */
@Command(name = "status", description = "Shows how the running gateway does.")
final class StatusCommand extends BaseCommand {

    private static final long MILLIS = 1000;

    @Override
    public Integer call() {
        JsonNode status = OperatorClient.of(home()).status();
        print(status, text(status));
        return status.path("ready").asBoolean() ? Air.OK : Air.FAILED;
    }

    private static String text(JsonNode status) {
        StringBuilder text = new StringBuilder();
        boolean ready = status.path("ready").asBoolean();
        text.append(ready ? "ready" : "not ready");
        status.path("missing").forEach(why -> text.append("\n  ").append(why.asText()));
        text.append("\nversion       ").append(status.path("version").asText());
        text.append("\nuptime        ").append(status.path("uptimeSeconds").asLong()).append(" s");
        text.append("\ndevices       ").append(status.path("devices").asLong());
        status.path("doors")
                .properties()
                .forEach(
                        door -> {
                            if (door.getValue().asInt() > 0) {
                                text.append(
                                        String.format(
                                                "%n%-13s port %d",
                                                door.getKey(), door.getValue().asInt()));
                            }
                        });
        status.path("broker")
                .properties()
                .forEach(
                        fact ->
                                text.append(
                                        String.format(
                                                "%n%-13s %s",
                                                fact.getKey(), fact.getValue().asText())));
        return text
                + lanes(status)
                + links(status)
                + commands(status.path("commands"))
                + reload(status.path("reload"))
                + certificates(status)
                + tokens(status);
    }

    private static String lanes(JsonNode status) {
        StringBuilder text = new StringBuilder();
        for (JsonNode lane : status.path("lanes")) {
            text.append(
                    String.format(
                            "%n%-13s %s%s, waiting %s, oldest %d s, in flight %d of %d",
                            lane.path("destination").asText(),
                            lane.path("state").asText(),
                            lane.path("reason").asText().isEmpty()
                                    ? ""
                                    : " (" + lane.path("reason").asText() + ")",
                            lane.path("waiting"),
                            lane.path("oldestSeconds").asLong(),
                            lane.path("inFlight").asInt(),
                            lane.path("concurrency").asInt()));
        }
        status.path("orphans")
                .properties()
                .forEach(
                        lane ->
                                text.append(
                                        String.format(
                                                "%n%-13s %s messages, but no such destination is"
                                                        + " configured",
                                                lane.getKey(), lane.getValue())));
        return text.toString();
    }

    private static String links(JsonNode status) {
        StringBuilder text = new StringBuilder();
        for (JsonNode link : status.path("links")) {
            String reason = link.path("reason").asText();
            long seconds =
                    (System.currentTimeMillis() - link.path("sinceMillis").asLong()) / MILLIS;
            text.append(
                    String.format(
                            "%nlink          %s to %s %s%s, since %d s",
                            link.path("name").asText(),
                            link.path("peer").asText(),
                            link.path("state").asText(),
                            reason.isEmpty() ? "" : " (" + reason + ")",
                            Math.max(0, seconds)));
        }
        return text.toString();
    }

    private static String commands(JsonNode commands) {
        if (commands.isMissingNode()) {
            return "";
        }
        String problem = commands.path("problem").asText();
        return String.format(
                "%n%-13s waiting %d (%d bytes) for %d devices, here by %d lines%s",
                "commands",
                commands.path("waiting").asLong(),
                commands.path("bytes").asLong(),
                commands.path("mailboxes").asLong(),
                commands.path("lines").asLong(),
                problem.isEmpty() ? "" : ": " + problem);
    }

    private static String reload(JsonNode reload) {
        if (reload.path("at").isMissingNode()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        "%n%-13s %s at %s%s",
                        "reload",
                        reload.path("outcome").asText(),
                        reload.path("at").asText(),
                        reload.path("text").asText().isEmpty()
                                ? ""
                                : ": " + reload.path("text").asText()));
        reload.path("problems").forEach(one -> text.append("\n  ").append(one.asText()));
        return text.toString();
    }

    private static String tokens(JsonNode status) {
        String made = status.path("tokens").path("made").asText();
        return made.isEmpty()
                ? ""
                : String.format(
                        "%ntoken key     %s made %s%s",
                        status.path("tokens").path("key").asText(),
                        made,
                        TokenAge.advice(Instant.parse(made), Instant.now()));
    }

    private static String certificates(JsonNode status) {
        StringBuilder text = new StringBuilder();
        status.path("certificates")
                .properties()
                .forEach(
                        certificate ->
                                text.append(
                                        String.format(
                                                "%ncertificate   %s until %s",
                                                certificate.getKey(),
                                                certificate.getValue().asText())));
        return text.toString();
    }
}
