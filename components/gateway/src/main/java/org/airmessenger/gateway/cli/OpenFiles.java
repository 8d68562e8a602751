/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.cli.Doctor.Finding;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Settings;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.util.Map;

/** Whether all connections that the doors may take have a descriptor, and the journal too. */
final class OpenFiles {

    /** What a gateway opens beside connections. */
    private static final long KEPT = 1_000;

    private static final Map<String, String> CAPS =
            Map.of(
                    ConfigKeys.MQTT_ENABLED, "air.source.mqtt.maxConnections",
                    ConfigKeys.WEB_ENABLED, "air.source.web.maxConnections",
                    ConfigKeys.WIRE_ENABLED, "air.source.wire.maxConnections");

    private OpenFiles() {}

    /** By what the system says. */
    static Finding of(Settings settings) {
        return of(
                settings,
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                        ? os.getMaxFileDescriptorCount()
                        : Long.MAX_VALUE);
    }

    /** With so many descriptors. */
    static Finding of(Settings settings, long limit) {
        long wanted =
                KEPT
                        + CAPS.entrySet().stream()
                                .filter(door -> settings.on(door.getKey()))
                                .mapToLong(door -> settings.number(door.getValue()))
                                .sum();
        return wanted <= limit
                ? new Finding("descriptors", Doctor.OK, "all connections of all doors fit")
                : new Finding(
                        "descriptors",
                        Doctor.WARN,
                        "the doors may take %d connections but the process may open %d files: raise the limit (LimitNOFILE, ulimit -n), or lower maxConnections of a door, or one door can take what another needs"
                                .formatted(wanted - KEPT, limit));
    }
}
