/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.gateway;

import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.bench.jvm.Identities;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.gateway.demo.ThrowawayHome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A throwaway folder for a gateway: the product's own routes and Kamelets, one destination {@code
 * cloud}, plain MQTT on a free loopback port. Topics {@code alarms/#} are urgent, {@code sensors/#}
 * normal, {@code logs/#} bulk.
 */
public final class GatewayHome implements AutoCloseable {

    /** Name of the destination. */
    public static final String DESTINATION = "cloud";

    private static final String RULES =
            """
            - { id: alarms, match: { topic: "alarms/#" }, priority: 9, to: [cloud], local: false }
            - { id: telemetry, match: { topic: "sensors/#" }, to: [cloud], local: false }
            - { id: logs, match: { topic: "logs/#" }, priority: 1, to: [cloud], local: false }
            """;

    private static final String POLICIES =
            """
            bench:
              publish: ["sensors/${device}/#", "alarms/${device}/#", "logs/${device}/#"]
              subscribe: ["out/#", "commands/${device}/#"]
              limits:
                messagesPerSecond: 1000000
                burst: 10000000
                bytesPerSecond: 1GB
                maxMessageBytes: 1MB
                urgentPerSecond: 1000000
              maxPriority: 9
            """;

    private final Path folder;
    private final Identities identities;

    private GatewayHome(Path folder, Identities identities) {
        this.folder = folder;
        this.identities = identities;
    }

    /**
     * Makes one.
     *
     * @param sink lines of the destination: its sink and parameters
     * @param concurrency ordered streams
     * @param secured devices that have a certificate: MQTT listens with mutual TLS; 0: only plain
     */
    public static GatewayHome create(String sink, int concurrency, int secured) throws IOException {
        Path folder = Folders.create("air-bench-gateway-");
        GatewayHome home = new GatewayHome(folder, new Identities(folder, secured));
        ThrowawayHome.copyProduct(folder);
        home.write(
                "gateway.properties",
                """
                air.source.mqtt.enabled = %s
                air.source.mqtt.port = 0
                air.source.web.port = 0
                air.source.wire.port = 0
                air.source.mqtt.plain.enabled = true
                air.source.mqtt.plain.port = 0
                air.source.mqtt.plain.anonymous = true
                air.source.mqtt.plain.policy = bench
                air.control.port = 0
                """
                        .formatted(secured > 0));
        home.write(
                "destinations.yaml",
                """
                %s:
                %s  batch:
                    urgent: { maxMessages: 1 }
                    normal: { maxMessages: 100, maxDelay: 200ms, maxBytes: 1MB }
                    bulk: { maxMessages: 500, maxDelay: 1s, maxBytes: 1MB }
                  concurrency: %d
                  order: device
                  retry: { initial: 200ms, max: 2s, maxAttempts: 5 }
                  compress: none
                """
                        .formatted(DESTINATION, sink.indent(2), concurrency));
        home.write("rules.yaml", RULES);
        home.write("policies.yaml", POLICIES);
        StringBuilder devices = new StringBuilder(secured == 0 ? "{}\n" : "");
        for (int i = 0; i < secured; i++) {
            devices.append(Identities.PREFIX).append(i).append(": { policy: bench }\n");
        }
        home.write("devices.yaml", devices.toString());
        return home;
    }

    /**
     * Writes a file.
     *
     * @param name in its folder, as {@code conf/devices.yaml}
     */
    public void put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Sets a key of {@code conf/gateway.properties}. */
    public void set(String key, Object value) throws IOException {
        Path properties = folder.resolve("conf/gateway.properties");
        StringBuilder lines = new StringBuilder();
        for (String line : Files.readAllLines(properties)) {
            if (!line.startsWith(key + " =")) {
                lines.append(line).append('\n');
            }
        }
        Files.writeString(properties, lines + key + " = " + value + "\n");
    }

    /**
     * Knows a device with a certificate from now on, and no other; its policy is {@code bench}.
     *
     * @return the folder with {@code ca.pem}, {@code <device>.pem} and {@code <device>.key}
     */
    public Path admit(String device) throws IOException {
        write("devices.yaml", device + ": { policy: bench }\n");
        identities.issue(device);
        return folder.resolve("devices");
    }

    /** The devices that it knows. */
    public Fleet fleet() {
        return identities.fleet();
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        Folders.remove(folder);
    }

    private void write(String name, String text) throws IOException {
        put("conf/" + name, text);
    }
}
