/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.bench.server.LambdaApi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Invoke API on loopback before the sample's own function: {@code …_ENDPOINT}, and {@code
 * …_KEY}, {@code …_SECRET} to sign with. What the function books is what arrived.
 */
final class LambdaServer implements Server {

    private final LambdaApi api;

    /**
     * Starts it.
     *
     * @param function folder of {@code serverless.yml} and the code
     */
    LambdaServer(Path function, Path scratch) throws IOException, InterruptedException {
        api = new LambdaApi(function, scratch);
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("ENDPOINT", api.url(), "KEY", "x", "SECRET", "y");
    }

    @Override
    public List<Arrived> arrived() throws IOException {
        List<Arrived> arrived = new ArrayList<>();
        for (String line : api.received()) {
            arrived.addAll(Events.read(line.getBytes(StandardCharsets.UTF_8)));
        }
        return arrived;
    }

    @Override
    public void goAway() throws InterruptedException {
        api.kill();
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
        api.start();
    }

    @Override
    public void close() {
        api.close();
    }
}
