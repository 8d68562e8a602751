/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A real Invoke API on loopback with a function of {@code src/test/lambda} behind it, in a process
 * of its own that can be killed and started again on the same port.
 */
final class LambdaEndpoint implements AutoCloseable {

    static final String FUNCTION = "air-ingest";

    private static final Duration START = Duration.ofSeconds(120);
    private static final String LISTENING = "[http for lambda] listening";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Path SOURCE =
            Path.of(System.getProperty("air.project.root"))
                    .resolve("components/gateway/src/test/lambda");

    private final Path folder;
    private final int port = freePort();
    private final int httpPort = freePort();
    private Process process;
    private int starts;

    /**
     * Starts it; when this returns it listens.
     *
     * @param folder for its log, and what the function received
     */
    LambdaEndpoint(Path folder) throws IOException {
        this.folder = folder;
        Files.createFile(received());
        start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void start() throws IOException {
        Path command = SOURCE.resolve("node_modules/serverless/bin/serverless.js");
        assertThat(command)
                .as(
                        "the build installs the endpoint: sh .build/node-modules.sh components/gateway/src/test/lambda")
                .exists();
        Path log = folder.resolve("endpoint-" + ++starts + ".log");
        ProcessBuilder builder =
                new ProcessBuilder("node", command.toString(), "offline", "start")
                        .directory(SOURCE.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "HOME", folder.toString(),
                                "RECEIVED", received().toString(),
                                "HTTP_PORT", Integer.toString(httpPort),
                                "LAMBDA_PORT", Integer.toString(port),
                                "SLS_TELEMETRY_DISABLED", "1",
                                "SLS_NOTIFICATIONS_MODE", "off",
                                "SLS_ANALYTICS_DISABLED", "1",
                                "AWS_ACCESS_KEY_ID", "x",
                                "AWS_SECRET_ACCESS_KEY", "y"));
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await().atMost(START)
                .until(() -> Files.readString(log).contains(LISTENING) || !process.isAlive());
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    }

    /** Kills it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Ids of what the function worked on to its end, in order; what came twice stands twice. */
    List<String> ids() throws IOException {
        return ID.matcher(Files.readString(received()))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private Path received() {
        return folder.resolve("received.jsonl");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
