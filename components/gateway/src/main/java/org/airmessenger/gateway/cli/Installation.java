/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.cli.Doctor.Finding;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Settings;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the gateway runs from and in: the start archive, a container. */
final class Installation {

    private static final String ARCHIVES = "start-*.archive";
    private static final List<Path> MARKS =
            List.of(Path.of("/run/.containerenv"), Path.of("/.dockerenv"));

    private Installation() {}

    /**
     * Whether there is a start archive; that it fits, the start script sees to.
     *
     * @param home the gateway's folder
     * @param distribution the unpacked distribution; null if unknown
     */
    static Finding archive(Path home, String distribution) {
        Path cache = home.resolve("cache");
        Optional<Path> found = first(cache);
        if (found.isEmpty() && distribution != null) {
            found = first(Path.of(distribution, "archive"));
        }
        String text =
                found.map(file -> file + " shortens the start")
                        .orElse("none yet: the first air run makes it in " + cache);
        return new Finding("start archive", Doctor.OK, text);
    }

    private static Optional<Path> first(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, ARCHIVES)) {
            for (Path archive : archives) {
                return Optional.of(archive);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether this is a container. */
    static boolean isContainer() {
        return MARKS.stream().anyMatch(Files::exists);
    }

    /** In a container: whether anybody outside of it can reach the door. */
    static Finding container(Settings settings) {
        String host = settings.text(ConfigKeys.MQTT_HOST);
        boolean loopback =
                settings.on(ConfigKeys.MQTT_ENABLED)
                        && (host.startsWith("127.")
                                || host.equals("::1")
                                || host.equals("localhost"));
        return loopback
                ? new Finding(
                        "container",
                        Doctor.WARN,
                        "nobody outside reaches "
                                + host
                                + ": set AIR_SOURCE_MQTT_HOST=0.0.0.0 and publish the port")
                : new Finding("container", Doctor.OK, "doors listen on " + host);
    }
}
