/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** By WebSocket, in JSON; the id of a message is its {@code ref} too. */
final class SocketSensor implements Sensor, WebSocket.Listener {

    private static final JsonFactory JSON = new JsonFactory();

    private final HttpClient client;
    private final URI uri;
    private final Map<String, CompletableFuture<Void>> open = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<WebSocket> sent;

    SocketSensor(int port, HttpClient client) {
        this.client = client;
        this.uri = URI.create("wss://localhost:" + port + "/v1/ws");
    }

    @Override
    public synchronized CompletableFuture<?> connect() {
        sent = client.newWebSocketBuilder().subprotocols("air.v1.json").buildAsync(uri, this);
        return sent;
    }

    @Override
    public synchronized CompletableFuture<?> publish(String topic, String id, String body) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        open.put(id, answer);
        String message =
                "{\"type\":\"send\",\"ref\":\"%s\",\"id\":\"%s\",\"topic\":\"%s\",\"contentType\":\"application/json\",\"body\":%s}"
                        .formatted(id, id, topic, body);
        // the client takes one after another
        sent = sent.thenCompose(socket -> socket.sendText(message, true));
        sent.whenComplete(
                (done, failure) -> {
                    if (failure != null) {
                        end(id, failure);
                    }
                });
        return answer;
    }

    private void end(String ref, Throwable failure) {
        CompletableFuture<Void> answer = open.remove(ref);
        if (answer != null && failure == null) {
            answer.complete(null);
        } else if (answer != null) {
            answer.completeExceptionally(failure);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String answer = text.toString();
            text.setLength(0);
            try {
                String ref = field(answer, "ref");
                if (ref != null) {
                    boolean kept = "ack".equals(field(answer, "type"));
                    end(ref, kept ? null : new IOException(answer));
                }
            } catch (IOException e) {
                onError(socket, e);
            }
        }
        socket.request(1);
        return null;
    }

    private static String field(String object, String name) throws IOException {
        try (JsonParser json = JSON.createParser(object)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals(name)) {
                    return json.getValueAsString();
                }
                json.skipChildren();
            }
            return null;
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        onError(socket, new IOException("closed " + code + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        open.keySet().forEach(ref -> end(ref, failure));
    }

    @Override
    public synchronized void close() {
        if (sent != null) {
            sent.thenCompose(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
        }
    }
}
