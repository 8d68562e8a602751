/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** By HTTP/2: a POST for each message. */
final class HttpSensor implements Sensor {

    private static final int ACCEPTED = 202;

    private final HttpClient client;
    private final String base;

    HttpSensor(int port, HttpClient client) {
        this.client = client;
        this.base = "https://localhost:" + port + "/v1/";
    }

    /** Every request shows the certificate, so there is nothing to do before. */
    @Override
    public CompletableFuture<?> connect() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<?> publish(String topic, String id, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + "messages/" + topic))
                        .header("Content-Type", "application/json")
                        .header("Air-Id", id)
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return client.sendAsync(request, BodyHandlers.discarding())
                .thenCompose(
                        answer ->
                                answer.statusCode() == ACCEPTED
                                        ? CompletableFuture.completedFuture(null)
                                        : CompletableFuture.failedFuture(
                                                new IOException("HTTP " + answer.statusCode())));
    }

    @Override
    public void close() {
        // the client ends with the process: it has no other end before Java 21
    }
}
