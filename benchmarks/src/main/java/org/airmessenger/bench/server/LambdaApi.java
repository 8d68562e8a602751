/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.server;

import org.airmessenger.bench.jvm.ChildJvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real Invoke API on loopback before a function, and the lines that the function kept. */
public final class LambdaApi implements AutoCloseable {

    /** The endpoint, which the gateway's build installs. */
    static final String MODULES = "components/gateway/src/test/lambda/node_modules";

    private static final Duration START = Duration.ofSeconds(120);
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
     * @param function folder of {@code serverless.yml}, which reads {@code HTTP_PORT}, {@code
     *     LAMBDA_PORT} and {@code RECEIVED}, and of the code
     * @param scratch an empty folder of its own
     */
    public LambdaApi(Path function, Path scratch) throws IOException, InterruptedException {
        modules = Path.of(System.getProperty("air.project.root")).resolve(MODULES);
        if (!Files.isDirectory(modules)) {
            throw new IOException(
                    "the Invoke API must be in "
                            + modules
                            + " but is not: sh .build/node-modules.sh components/gateway/src/test/lambda");
        }
        folder = Files.createDirectory(scratch.resolve("function"));
        try (Stream<Path> files = Files.list(function)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.createSymbolicLink(folder.resolve("node_modules"), modules);
        received = Files.createFile(scratch.resolve("received.jsonl"));
        start();
    }

    /** Where functions are invoked. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Whole lines that the function has written, in order. */
    public List<String> received() throws IOException {
        String all = Files.readString(received);
        // the last line may be half written
        return all.substring(0, all.lastIndexOf('\n') + 1).lines().toList();
    }

    /** How much the function has written, in bytes. */
    public long size() throws IOException {
        return Files.size(received);
    }

    /** Kills it as a power cut would. */
    public void kill() throws InterruptedException {
        endpoint.kill();
    }

    /** Starts it again, on the same ports. */
    public void start() throws IOException, InterruptedException {
        Map<String, String> variables =
                Map.of(
                        "HOME", folder.toString(),
                        "RECEIVED", received.toString(),
                        "HTTP_PORT", Integer.toString(httpPort),
                        "LAMBDA_PORT", Integer.toString(port),
                        "SLS_TELEMETRY_DISABLED", "1",
                        "SLS_NOTIFICATIONS_MODE", "off",
                        "SLS_ANALYTICS_DISABLED", "1",
                        "AWS_ACCESS_KEY_ID", "x",
                        "AWS_SECRET_ACCESS_KEY", "y");
        List<String> command = new ArrayList<>(List.of("env"));
        variables.forEach((name, value) -> command.add(name + "=" + value));
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
