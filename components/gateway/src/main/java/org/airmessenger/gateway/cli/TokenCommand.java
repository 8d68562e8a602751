/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.ConfigType;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code air token}: short-lived tokens, where a certificate is awkward. */
@Command(
        name = "token",
        description = "Issues and revokes short-lived tokens of devices.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TokenCommand.Issue.class,
            TokenCommand.Revoke.class,
            TokenCommand.Rotate.class,
            TokenCommand.Keys.class
        })
final class TokenCommand {

    private static final long MILLIS = 1000;

    private TokenCommand() {}

    /** What all of them have. */
    abstract static class Base extends BaseCommand {

        final TokenDesk desk() {
            return new TokenDesk(home(), () -> AirGateway.tokens(settings(List.of())));
        }
    }

    /** {@code air token issue}. */
    @Command(
            name = "issue",
            description = "Prints a token that proves the device for a while; keep it secret.")
    static final class Issue extends Base {

        @Parameters(index = "0", description = "The device's id.")
        private String id;

        @Option(
                names = "--ttl",
                paramLabel = "DURATION",
                description = "How long it is valid, such as 90s, 15m, 1h (default: 1h).")
        private String ttl = "1h";

        @Option(
                names = "--scope",
                paramLabel = "FILTER",
                description =
                        "Confines it to topics of this filter, for publishing and subscribing. May"
                                + " be repeated. (Default: all that the policy allows.)")
        private List<String> scope = List.of();

        @Option(
                names = "--cert",
                paramLabel = "FILE",
                description =
                        "Binds it to the device's certificate: it counts only beside that one.")
        private Path certificate;

        @Override
        public Integer call() {
            JsonNode issued =
                    desk().issue(
                                    id,
                                    () -> DeviceCommand.existing(home(), id),
                                    duration(ttl),
                                    scope,
                                    certificate == null ? null : text(certificate));
            print(issued, issued.path("token").asText());
            if (!json()) {
                // so that what goes to a file or a variable is the token alone
                err().println(about(issued));
                err().flush();
            }
            return Air.OK;
        }

        private static String about(JsonNode issued) {
            StringBuilder text = new StringBuilder();
            text.append("id ").append(issued.path("id").asText());
            text.append(", of ").append(issued.path("device").asText());
            text.append(", until ").append(issued.path("until").asText());
            if (issued.path("bound").asBoolean()) {
                text.append(", only beside its certificate");
            }
            issued.path("scope").forEach(one -> text.append("\n  ").append(one.asText()));
            return text.toString();
        }

        private static Duration duration(String text) {
            long millis;
            try {
                millis = ConfigType.DURATION.base(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("AIR-9048 --ttl " + e.getMessage());
            }
            if (millis % MILLIS != 0) {
                throw new IllegalArgumentException(
                        "AIR-9048 --ttl must be whole seconds but was " + text);
            }
            return Duration.ofMillis(millis);
        }

        private static String text(Path file) {
            try {
                return Files.readString(file, StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "AIR-9049 --cert must be the device's certificate in PEM but "
                                + file
                                + " cannot be read ("
                                + e.getClass().getSimpleName()
                                + ")");
            }
        }
    }

    /** {@code air token revoke}. */
    @Command(
            name = "revoke",
            description =
                    "Ends a token, or all of a device, and what they opened, within a second.")
    static final class Revoke extends Base {

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "ID",
                description = "The token's id, as it was told with the token (its jti).")
        private String id;

        @Option(
                names = "--device",
                paramLabel = "ID",
                description = "All tokens of this device that were issued until now.")
        private String device;

        @Override
        public Integer call() {
            if ((id == null) == (device == null)) {
                throw new IllegalArgumentException(
                        "AIR-9047 either the id of a token or --device must be given");
            }
            TokenDesk desk = desk();
            if (id != null) {
                desk.revoke(id);
            } else {
                desk.revokeAll(device);
            }
            Map<String, Object> values = new LinkedHashMap<>();
            values.put(id != null ? "id" : "device", id != null ? id : device);
            values.put("revoked", true);
            values.put("live", desk.isLive());
            print(
                    values,
                    (id != null ? "token " + id + " is" : "all tokens of " + device + " are")
                            + " revoked"
                            + (desk.isLive() ? "" : "; the gateway does not run here"));
            return Air.OK;
        }
    }

    /** {@code air token rotate}. */
    @Command(
            name = "rotate",
            description =
                    "Makes a new signing key. The old one still verifies, until the longest token"
                            + " that it may have signed has ended.")
    static final class Rotate extends Base {

        @Option(
                names = "--drop-old",
                description =
                        "For a key that somebody stole: all old keys verify no more, every token so"
                                + " far ends now.")
        private boolean dropOld;

        @Override
        public Integer call() {
            JsonNode key = desk().rotate(dropOld);
            print(
                    key,
                    "tokens are signed by "
                            + key.path("key").asText()
                            + ", keys that verify: "
                            + key.path("verifying").asInt());
            return Air.OK;
        }
    }

    /** {@code air token keys}. */
    @Command(
            name = "keys",
            description = "Prints the public keys that verify tokens: a JSON Web Key set.")
    static final class Keys extends Base {

        @Override
        public Integer call() {
            JsonNode keys = desk().keys();
            print(keys, keys.toPrettyString());
            return Air.OK;
        }
    }
}
