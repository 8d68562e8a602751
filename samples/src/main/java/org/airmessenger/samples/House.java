/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.bench.jvm.ChildJvm;
import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.gateway.cli.Air;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A gateway with a sample's YAML in a throwaway folder: {@code air init}, the sample's files over
 * it, {@code air device add} for each of its devices, {@code air run}.
 */
final class House implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Pattern READY =
            Pattern.compile("(?=.*\"mqtt\":(\\d+))(?=.*\"wire\":(\\d+)).*\"ready\":true");
    private static final String DEVICES = "devices.yaml";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path distribution;
    private final Path home;
    private final Set<String> devices = new TreeSet<>();
    private ChildJvm gateway;
    private int port;
    private int wirePort;

    /**
     * Makes the folder.
     *
     * @param distribution the unpacked one
     */
    House(Path distribution, Path sample) throws IOException {
        this.distribution = distribution;
        home = Folders.create("air-sample-");
        air("init");
        for (String part : List.of("conf", "routes", "kamelets")) {
            overlay(sample.resolve(part), home.resolve(part));
        }
        addDevices(sample.resolve("conf").resolve(DEVICES));
    }

    private static void overlay(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                // devices get their certificates too, and cases are no part of a gateway
                if (!name.equals(DEVICES) && !name.endsWith(".cases.yaml")) {
                    Files.copy(file, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void addDevices(Path file) throws IOException {
        Object read =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        if (!(read instanceof Map<?, ?> all)) {
            throw new IOException(file + " must name the sample's devices but names none");
        }
        for (Map.Entry<?, ?> entry : all.entrySet()) {
            List<String> command = new ArrayList<>(List.of("device", "add", "" + entry.getKey()));
            if (entry.getValue() instanceof Map<?, ?> options) {
                options.forEach((key, value) -> command.addAll(List.of("--" + key, "" + value)));
            }
            command.addAll(List.of("--out", certificates().toString()));
            air(command.toArray(String[]::new));
            devices.add("" + entry.getKey());
        }
    }

    /**
     * Starts it; when this returns its doors are open.
     *
     * @param variables for {@code {{env:…}}} of the sample's files
     */
    void run(Map<String, String> variables) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env"));
        // what is configured for a gateway of this machine is not for this one
        System.getenv().keySet().stream()
                .filter(name -> name.startsWith("AIR_"))
                .forEach(name -> command.addAll(List.of("-u", name)));
        command.add("AIR_JAVA_OPTS=-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        // it lives too short to need one
        command.add("AIR_ARCHIVE=off");
        variables.forEach((name, value) -> command.add(name + "=" + value));
        command.add(distribution.resolve("bin/air").toString());
        command.addAll(List.of("run", "--json", "--home", home.toString()));
        command.addAll(
                List.of(
                        "--set",
                        "air.source.mqtt.port=0",
                        "--set",
                        "air.source.web.port=0",
                        "--set",
                        "air.source.wire.port=0"));
        command.addAll(List.of("--set", "air.control.port=0"));
        gateway = ChildJvm.start("air run", command, home.resolve("air-run.log"));
        MatchResult ready = gateway.awaitLine(READY, START);
        port = Integer.parseInt(ready.group(1));
        wirePort = Integer.parseInt(ready.group(2));
    }

    /** Port of MQTT over TLS. */
    int port() {
        return port;
    }

    /** Port of the wire protocol over TLS. */
    int wirePort() {
        return wirePort;
    }

    /** Its folder. */
    Path home() {
        return home;
    }

    /** The sample's devices. */
    Set<String> devices() {
        return devices;
    }

    /** Folder of the devices' certificates and keys. */
    Path certificates() {
        return home.resolve("devices");
    }

    /** What a person types to publish the first message of a step. */
    String command(Step.Publish step) {
        Path files = certificates();
        return "mosquitto_pub -h localhost -p %d -V 5 --cafile %s --cert %s --key %s"
                        .formatted(
                                port,
                                files.resolve("ca.pem"),
                                files.resolve(step.device() + ".pem"),
                                files.resolve(step.device() + ".key"))
                + " -i %s -q 1 -t %s -m '%s'"
                        .formatted(step.device(), step.topic(), step.bodies().get(0));
    }

    /** What {@code air ledger} says now. */
    LedgerView ledger() throws IOException {
        StringWriter out = new StringWriter();
        execute(out, "ledger");
        JsonNode ledger = JSON.readTree(out.toString());
        return new LedgerView(ledger);
    }

    private void air(String... arguments) throws IOException {
        StringWriter out = new StringWriter();
        int code = execute(out, arguments);
        if (code != 0) {
            throw new IOException("air " + String.join(" ", arguments) + " failed: " + out);
        }
    }

    private int execute(StringWriter out, String... arguments) {
        CommandLine line = Air.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(out, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", "--home", home.toString()));
        return line.execute(all.toArray(String[]::new));
    }

    /**
     * Asks it to end.
     *
     * @return its exit code
     */
    int end() throws IOException, InterruptedException {
        return gateway.end(STOP);
    }

    @Override
    public void close() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        Folders.remove(home);
    }
}
