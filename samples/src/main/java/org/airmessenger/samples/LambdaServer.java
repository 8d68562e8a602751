/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.bench.jvm.ChildJvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Invoke API of AWS Lambda with the sample's own function behind it: {@code …_ENDPOINT}.
 * What the function writes into the file {@code RECEIVED}, a CloudEvent per line, has arrived.
 */
final class LambdaServer implements Server {

    /** The endpoint, which {@code .ci/packages.sh} installs. */
    static final String MODULES = "components/gateway/src/test/lambda/node_modules";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("\\[http for lambda] listening");

    private final Path folder;
    private final Path modules;
    private final Path received;
    private final int port = Ports.free();
    private final int httpPort = Ports.free();
    private ChildJvm endpoint;

    /**
     * Starts it.
     *
     * @param function folder of {@code serverless.yml} and the code
     */
    LambdaServer(Path function, Path scratch) throws IOException, InterruptedException {
        modules = Path.of(System.getProperty("air.project.root")).resolve(MODULES);
        if (!Files.isDirectory(modules)) {
            throw new IOException(
                    "the Invoke API must be in "
                            + modules
                            + " but is not: .ci/packages.sh installs it");
        }
        folder = Files.createDirectory(scratch.resolve("function"));
        try (Stream<Path> files = Files.list(function)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.createSymbolicLink(folder.resolve("node_modules"), modules);
        received = Files.createFile(scratch.resolve("received.jsonl"));
        comeBack();
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("ENDPOINT", "http://127.0.0.1:" + port, "KEY", "x", "SECRET", "y");
    }

    @Override
    public List<Arrived> arrived() throws IOException {
        List<Arrived> arrived = new ArrayList<>();
        String all = Files.readString(received);
        // the last line may be half written
        for (String line : all.substring(0, all.lastIndexOf('\n') + 1).lines().toList()) {
            arrived.addAll(Events.read(line.getBytes(StandardCharsets.UTF_8)));
        }
        return arrived;
    }

    @Override
    public void goAway() throws InterruptedException {
        endpoint.kill();
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env"));
        command.add("HOME=" + folder);
        command.add("RECEIVED=" + received);
        command.add("HTTP_PORT=" + httpPort);
        command.add("LAMBDA_PORT=" + port);
        command.addAll(List.of("SLS_TELEMETRY_DISABLED=1", "SLS_NOTIFICATIONS_MODE=off"));
        command.addAll(List.of("SLS_ANALYTICS_DISABLED=1"));
        command.addAll(List.of("AWS_ACCESS_KEY_ID=x", "AWS_SECRET_ACCESS_KEY=y"));
        command.addAll(List.of("sh", "-c", "cd \"$1\" && exec node \"$2\" offline start", "sh"));
        command.add(folder.toString());
        command.add(modules.resolve("serverless/bin/serverless.js").toString());
        endpoint = ChildJvm.start("lambda", command, folder.resolve("endpoint.log"));
        endpoint.awaitLine(LISTENING, START);
    }

    @Override
    public void close() {
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
