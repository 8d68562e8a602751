/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Commands as server-sent events, read as they come. */
final class WebEvents implements AutoCloseable {

    private final InputStream in;
    private final BlockingQueue<JsonNode> commands = new LinkedBlockingQueue<>();

    private WebEvents(InputStream in) {
        this.in = in;
    }

    static WebEvents open(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        WebEvents events = new WebEvents(answer.body());
        Thread reader = new Thread(events::read, "events");
        reader.setDaemon(true);
        reader.start();
        return events;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String id = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: {\"number\":")) {
                    JsonNode command = new ObjectMapper().readTree(line.substring(6));
                    assertThat(command.path("number").asText()).isEqualTo(id);
                    commands.add(command);
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    /** The next command. */
    JsonNode next() throws InterruptedException {
        JsonNode next = commands.poll(WebGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("a command within the time").isNotNull();
        return next;
    }

    /** Whether nothing has come that was not taken. */
    boolean isQuiet() {
        return commands.isEmpty();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
