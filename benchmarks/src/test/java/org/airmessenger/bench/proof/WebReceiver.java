/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A function that takes CloudEvents whose bodies say by what id they were sent. */
final class WebReceiver implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\"");

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final List<String> misnamed = new CopyOnWriteArrayList<>();
    private final AtomicInteger again = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpServer server;

    WebReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    String sink() {
        return "sink: air-http-sink\nparameters: { url: \"http://127.0.0.1:%d/\" }\n"
                .formatted(server.getAddress().getPort());
    }

    private void take(HttpExchange call) throws IOException {
        try (call) {
            String text = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            List<String> ids = found(ID, text);
            if (ids.isEmpty()) {
                // one message alone comes in binary mode
                ids = List.of(call.getRequestHeaders().getFirst("ce-id"));
            }
            List<String> said = found(NAME, text);
            if (!ids.equals(said)) {
                misnamed.add(ids + " but " + said);
            }
            for (String name : said) {
                if (!names.add(name)) {
                    again.incrementAndGet();
                }
            }
            call.sendResponseHeaders(204, -1);
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        List<String> all = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }

    /** What has come, each once. */
    Set<String> names() {
        return names;
    }

    /** Messages whose id is not the one by which they were sent. */
    List<String> misnamed() {
        return misnamed;
    }

    /** How many came again. */
    int again() {
        return again.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
