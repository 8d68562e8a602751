/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import static org.airmessenger.gateway.config.ConfigKeys.BROKER;
import static org.airmessenger.gateway.config.ConfigType.BYTES;
import static org.airmessenger.gateway.config.ConfigType.DURATION;
import static org.airmessenger.gateway.config.ConfigType.NUMBER;
import static org.airmessenger.gateway.config.ConfigType.TEXT;

import java.util.List;

/** The keys of what goes down to devices: {@code air.source.commands.*}. */
final class CommandKeys {

    private static final String COMMANDS = "air.source.commands.";

    private CommandKeys() {}

    static void addTo(List<ConfigKey> keys) {
        caps(keys);
        keys.add(
                ConfigKey.of(
                                COMMANDS + "expireAfter",
                                DURATION,
                                "7d",
                                "How long a command waits that has no expiry of its own.")
                        .within("1s", "365d")
                        .sets(BROKER + "commandExpiryMillis"));
        keys.add(
                ConfigKey.of(
                                COMMANDS + "inFlight",
                                NUMBER,
                                "20",
                                "Commands that an MQTT device may have in flight, if it does not ask for fewer.")
                        .within("1", "1000")
                        .sets(BROKER + "commandsInFlight"));
        keys.add(
                ConfigKey.of(
                                COMMANDS + "memoryBytes",
                                BYTES,
                                "8MB",
                                "Commands on their way that are held in memory, all devices together; what waits is on disk.")
                        .within("100KB", "1GB")
                        .sets(BROKER + "commandMemoryBytes"));
        keys.add(
                ConfigKey.of(
                                COMMANDS + "maxFilters",
                                NUMBER,
                                "100",
                                "Most subscriptions of one connection of a door other than MQTT's.")
                        .within("1", "100000")
                        .sets(BROKER + "maxLineFilters"));
    }

    private static void caps(List<ConfigKey> keys) {
        keys.add(
                ConfigKey.of(
                                COMMANDS + "maxMessages",
                                NUMBER,
                                "1000",
                                "Most commands that wait for one device.")
                        .within("1", "1000000")
                        .sets(BROKER + "maxCommands"));
        keys.add(
                ConfigKey.of(
                                COMMANDS + "maxBytes",
                                BYTES,
                                "1MB",
                                "Most bytes that wait for one device.")
                        .within("1KB", "1GB")
                        .sets(BROKER + "maxCommandBytes"));
        keys.add(
                ConfigKey.of(
                                COMMANDS + "maxTotalBytes",
                                BYTES,
                                "1GB",
                                "Most bytes that wait for all devices together.")
                        .within("1MB", "1TB")
                        .sets(BROKER + "maxTotalCommandBytes"));
        keys.add(
                ConfigKey.of(
                                COMMANDS + "overflow",
                                TEXT,
                                "refuse",
                                "What happens to a command whose device has no room: it is refused and its publisher told, or the device's oldest is dropped for it.")
                        .oneOf("refuse", "drop-oldest")
                        .sets(BROKER + "commandOverflow"));
    }
}
