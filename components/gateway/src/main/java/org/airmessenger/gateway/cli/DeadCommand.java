/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.api.OperatorClient;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code air dead}: messages that their destination refused for good. */
@Command(
        name = "dead",
        description =
                "Lists, shows, retries and purges messages that a destination refused for good.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DeadCommand.ListAll.class,
            DeadCommand.Show.class,
            DeadCommand.Retry.class,
            DeadCommand.Purge.class
        })
final class DeadCommand {

    private DeadCommand() {}

    private static String line(JsonNode dead) {
        return "%s  %s  %s  %d bytes, %d verdicts: %s"
                .formatted(
                        dead.path("id").asText(),
                        dead.path("device").asText(),
                        dead.path("topic").asText(),
                        dead.path("bytes").asInt(),
                        dead.path("attempts").asInt(),
                        dead.path("reason").asText());
    }

    /** What the four have in common. */
    abstract static class OfDestination extends BaseCommand {

        @Parameters(index = "0", description = "The destination's name.")
        private String destination;

        final String destination() {
            return destination;
        }

        final OperatorClient operator() {
            return OperatorClient.of(home());
        }
    }

    /** {@code air dead list}. */
    @Command(name = "list", description = "Lists a destination's dead messages, oldest first.")
    static final class ListAll extends OfDestination {

        @Option(names = "--limit", description = "At most so many, 1 to 1000 (default: 100).")
        private int limit = 100;

        @Override
        public Integer call() {
            JsonNode answer = operator().dead(destination(), limit);
            StringBuilder text = new StringBuilder();
            JsonNode list = answer.isArray() ? answer : answer.path("dead");
            list.forEach(dead -> text.append(line(dead)).append(System.lineSeparator()));
            print(answer, text.isEmpty() ? "none" : text.toString().stripTrailing());
            return Air.OK;
        }
    }

    /** {@code air dead show}. */
    @Command(name = "show", description = "Shows one dead message with its body.")
    static final class Show extends OfDestination {

        @Parameters(index = "1", description = "The message's id.")
        private String id;

        @Override
        public Integer call() throws IOException {
            JsonNode dead = operator().deadOne(destination(), id);
            String body = new String(dead.path("body").binaryValue(), StandardCharsets.UTF_8);
            print(dead, line(dead) + System.lineSeparator() + body);
            return Air.OK;
        }
    }

    /** What retry and purge have in common. */
    abstract static class OfSome extends OfDestination {

        @Parameters(index = "1..*", description = "Ids of messages; none needs --all.")
        private List<String> ids = List.of();

        @Option(names = "--all", description = "All of them.")
        private boolean all;

        final List<String> ids() {
            if (ids.isEmpty() != all) {
                throw new IllegalArgumentException(
                        "AIR-9047 either ids or --all must be given, "
                                + (all ? "both were" : "neither was"));
            }
            return ids;
        }
    }

    /** {@code air dead retry}. */
    @Command(name = "retry", description = "Puts dead messages back into their lanes.")
    static final class Retry extends OfSome {

        @Override
        public Integer call() {
            List<String> chosen = ids();
            JsonNode answer = operator().retry(destination(), chosen);
            print(answer, "put back: " + answer.elements().next().asText());
            return Air.OK;
        }
    }

    /** {@code air dead purge}. */
    @Command(name = "purge", description = "Removes dead messages for good, counted as dropped.")
    static final class Purge extends OfSome {

        @Override
        public Integer call() {
            List<String> chosen = ids();
            JsonNode answer = operator().purge(destination(), chosen);
            print(answer, "removed: " + answer.elements().next().asText());
            return Air.OK;
        }
    }
}
