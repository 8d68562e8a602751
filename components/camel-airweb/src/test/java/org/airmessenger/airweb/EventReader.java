/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads server-sent events as a browser does (WHATWG HTML, 9.2.6). */
final class EventReader implements AutoCloseable {

    /** One event; comments have the name {@code :}. */
    record Event(String id, String name, String data) {}

    private static final Event OVER = new Event(null, "over", "");

    final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private EventReader(HttpResponse<InputStream> response) {
        this.response = response;
        Thread reader = new Thread(this::read, "events");
        reader.setDaemon(true);
        reader.start();
    }

    static EventReader open(HttpClient client, HttpRequest request) throws Exception {
        return new EventReader(
                client.sendAsync(request, BodyHandlers.ofInputStream()).get(60, TimeUnit.SECONDS));
    }

    private void read() {
        String id = null;
        String name = "message";
        List<String> data = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(id, name, String.join("\n", data)));
                    }
                    id = null;
                    name = "message";
                    data.clear();
                } else if (line.startsWith(":")) {
                    events.add(new Event(null, ":", line.substring(1)));
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.add(line.substring(6));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // the end, too
        }
        events.add(OVER);
    }

    /** The next event that is no comment. */
    Event next() throws InterruptedException {
        Event event = any();
        while (event.name.equals(":")) {
            event = any();
        }
        return event;
    }

    /** The next event or comment. */
    Event any() throws InterruptedException {
        Event event = events.poll(60, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event came within 60 s");
        }
        return event;
    }

    boolean isQuiet() {
        return events.stream().allMatch(event -> event.name.equals(":"));
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
