/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.day;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.jvm.ChildJvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Debian's Mosquitto clients, with the three files that {@code air device add} wrote. */
final class Mosquitto {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern ACKNOWLEDGED =
            Pattern.compile("received PUBACK \\(Mid: (\\d+), RC:(\\d+)\\)");

    private final Path folder;
    private final int port;

    /**
     * What a client said.
     *
     * @param exit its exit code; 0 is a success
     * @param output all it printed, packets too
     */
    record Said(int exit, String output) {

        /** Numbers of the messages that were acknowledged with a code; the first message is 1. */
        List<Integer> acknowledged(int code) {
            return ACKNOWLEDGED
                    .matcher(output)
                    .results()
                    .filter(found -> Integer.parseInt(found.group(2)) == code)
                    .map(found -> Integer.parseInt(found.group(1)))
                    .toList();
        }

        boolean isConnected() {
            return output.contains("received CONNACK (0)");
        }
    }

    /**
     * Clients of a gateway.
     *
     * @param folder where certificates are and logs go
     */
    Mosquitto(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Fails, with the remedy, if the clients are not installed. */
    static void mustBeThere() throws InterruptedException {
        for (String name : List.of("mosquitto_pub", "mosquitto_sub")) {
            try {
                Process probe =
                        new ProcessBuilder(name, "--help")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                assertThat(probe.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (IOException e) {
                throw new AssertionError(
                        name + " must be installed but is not: run .ci/packages.sh", e);
            }
        }
    }

    /** The options of a device with its own files. */
    List<String> as(String device) {
        return as(device, folder.resolve(device + ".pem"), folder.resolve(device + ".key"));
    }

    /** The options of somebody who claims an id and shows these files. */
    List<String> as(String id, Path certificate, Path key) {
        List<String> options = new ArrayList<>(nameless(id));
        options.addAll(List.of("--cert", certificate.toString(), "--key", key.toString()));
        return options;
    }

    /** The options of somebody without a certificate. */
    List<String> nameless(String id) {
        return List.of("-i", id, "--cafile", folder.resolve("ca.pem").toString());
    }

    /** Publishes with QoS 1 and waits for the client's end. */
    Said publish(List<String> who, String version, String topic, String... what)
            throws IOException, InterruptedException {
        return publish(null, who, version, topic, what);
    }

    /** The same with lines of a file as messages, or with a null for none. */
    Said publish(Path lines, List<String> who, String version, String topic, String... what)
            throws IOException, InterruptedException {
        List<String> command = command("mosquitto_pub", who, version, topic);
        command.addAll(List.of(what));
        Path log = Files.createTempFile(folder, "pub", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (lines != null) {
            builder.command().add("-l");
            builder.redirectInput(lines.toFile());
        }
        Process process = builder.redirectOutput(log.toFile()).start();
        try {
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            String output = Files.readString(log);
            return new Said(ended ? process.exitValue() : -1, output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Subscribes; returns when the gateway granted it. */
    ChildJvm subscribe(List<String> who, String version, String filter, String... more)
            throws IOException, InterruptedException {
        List<String> command = command("mosquitto_sub", who, version, filter);
        command.addAll(List.of(more));
        Path log = Files.createTempFile(folder, "sub", ".log");
        ChildJvm child = ChildJvm.start("mosquitto_sub", command, log);
        child.awaitLine(Pattern.compile("^Subscribed \\(mid: \\d+\\): 1"), PATIENCE);
        return child;
    }

    private List<String> command(String name, List<String> who, String version, String topic) {
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", name, "-d"));
        command.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(List.of("-V", version, "-q", "1", "-t", topic));
        command.addAll(who);
        return command;
    }
}
