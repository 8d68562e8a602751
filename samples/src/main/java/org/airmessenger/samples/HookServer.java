/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web hook of another team, over plain HTTP on loopback, that takes any body: {@code …_URL}. */
final class HookServer implements Server {

    private final List<Arrived> arrived = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int port;

    HookServer() throws IOException {
        comeBack();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String id = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            arrived.add(
                    new Arrived(id, null, null, null, new String(body, StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("URL", "http://127.0.0.1:" + port + "/hook");
    }

    @Override
    public List<Arrived> arrived() {
        return List.copyOf(arrived);
    }

    @Override
    public void goAway() {
        server.stop(0);
    }

    @Override
    public void comeBack() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        server.createContext("/", this::take);
        server.start();
        port = server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
