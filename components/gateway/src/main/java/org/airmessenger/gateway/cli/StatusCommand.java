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

    @Override
    public Integer call() {
        JsonNode status = OperatorClient.of(home()).status();
        print(status, StatusText.of(status, Instant.now()));
        return status.path("ready").asBoolean() ? Air.OK : Air.FAILED;
    }
}
