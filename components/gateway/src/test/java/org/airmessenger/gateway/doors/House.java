/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.cli.Air;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import io.micrometer.core.instrument.MeterRegistry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway with all doors open, and devices that may publish letters and commands. */
final class House implements AutoCloseable {

    private static final String POLICIES =
            """
            device:
              publish: ["letters/#", "commands/#"]
              subscribe: ["commands/${device}/#"]
              limits: { messagesPerSecond: 1000, burst: 2000, bytesPerSecond: 100MB, maxMessageBytes: 64KB }
              maxPriority: 9
            """;

    final Path certificates;
    private final Path home;
    private AirGateway gateway;

    House(Path folder) throws IOException {
        System.setProperty("air.dist", System.getProperty("air.project.root"));
        certificates = folder.resolve("certificates");
        home = folder.resolve("home");
        air("init");
        write("policies.yaml", POLICIES);
    }

    void write(String file, String text) throws IOException {
        Files.writeString(home.resolve("conf").resolve(file), text);
    }

    void add(String... devices) {
        for (String device : devices) {
            addBy("device", device);
        }
    }

    /** Adds a device with a policy of its own. */
    void addBy(String policy, String device) {
        String out = certificates.toString();
        air("device", "add", device, "--policy", policy, "--out", out);
    }

    private void air(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        assertThat(Air.commandLine().execute(all.toArray(String[]::new))).isZero();
    }

    void start(String... sets) {
        List<String> all = new ArrayList<>(List.of(sets));
        all.addAll(
                List.of(
                        "air.source.mqtt.port=0",
                        "air.source.web.port=0",
                        "air.source.wire.port=0",
                        "air.control.port=0"));
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home, all, Map.of(), problems);
        assertThat(problems).isEmpty();
        gateway = AirGateway.start(settings);
    }

    int port(String word) {
        return gateway.port(word);
    }

    /** A device on the door of a word of the table. */
    Door open(String door, String device) throws Exception {
        return switch (door) {
            case "MQTT 5" -> MqttDevice.at(port(AirGateway.MQTT), certificates, device);
            case "HTTP" -> new WebDevice(port(AirGateway.WEB), certificates, device, false);
            case "HTTP batch" -> new WebDevice(port(AirGateway.WEB), certificates, device, true);
            case "WebSocket" -> new SocketDevice(port(AirGateway.WEB), certificates, device);
            default -> new WireDevice(port(AirGateway.WIRE), certificates, device);
        };
    }

    /** The sum of a door's counters or gauges of a name. */
    double meter(String name, String door) {
        return gateway
                .camel()
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .find(name)
                .tag("door", door)
                .meters()
                .stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }

    @Override
    public void close() {
        System.clearProperty("air.dist");
        if (gateway != null) {
            gateway.close();
        }
    }
}
