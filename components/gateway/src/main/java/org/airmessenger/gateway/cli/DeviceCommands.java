/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.api.OperatorClient;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;

/** {@code air device commands}: what waits for a device. */
@Command(
        name = "commands",
        description = "Shows the commands that wait for a device, in their order, or removes them.")
final class DeviceCommands extends BaseCommand {

    @Parameters(index = "0", description = "The device's id.")
    private String id;

    @Option(names = "--limit", description = "At most so many, 1 to 1000 (default: 100).")
    private int limit = 100;

    @Option(names = "--purge", description = "Removes all of them for good, counted as dropped.")
    private boolean purge;

    @Override
    public Integer call() {
        OperatorClient operator = OperatorClient.of(home());
        if (purge) {
            JsonNode answer = operator.purgeCommands(id);
            print(answer, "removed: " + answer.path("purged").asLong());
            return Air.OK;
        }
        JsonNode box = operator.commandsOf(id, limit);
        StringBuilder text = new StringBuilder();
        text.append(
                "%d waiting (%d bytes), %s"
                        .formatted(
                                box.path("waiting").asLong(),
                                box.path("bytes").asLong(),
                                box.path("here").asText().isEmpty()
                                        ? "away"
                                        : "here: " + box.path("here").asText()));
        box.path("commands")
                .forEach(
                        each ->
                                text.append(
                                        "%n%s  %s  %d bytes, until %s%s"
                                                .formatted(
                                                        each.path("id").asText(),
                                                        each.path("topic").asText(),
                                                        each.path("bytes").asLong(),
                                                        Instant.ofEpochMilli(
                                                                each.path("expiry").asLong()),
                                                        each.path("given").asBoolean()
                                                                ? ", given"
                                                                : "")));
        print(box, text.toString());
        return Air.OK;
    }
}
