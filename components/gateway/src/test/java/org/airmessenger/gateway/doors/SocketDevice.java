/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** WebSocket with JSON, by the client of the JDK. */
final class SocketDevice implements Door, WebSocket.Listener {

    private final BlockingQueue<Letter> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    /** The last text sent: the JDK's client refuses a text while the one before is on its way. */
    private CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(null);

    SocketDevice(int port, Path certificates, String device) throws Exception {
        socket =
                HttpClient.newBuilder()
                        .sslContext(WebDevice.tls(certificates, device))
                        .build()
                        .newWebSocketBuilder()
                        .subprotocols("air.v1.json")
                        .buildAsync(URI.create("wss://localhost:" + port + "/v1/ws"), this)
                        .get(Doors.PATIENCE, TimeUnit.SECONDS);
        ask(JsonLetters.JSON.createObjectNode().put("type", "subscribe"));
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        from.request(1);
        if (!last) {
            return null;
        }
        try {
            JsonNode json = JsonLetters.JSON.readTree(text.toString());
            text.setLength(0);
            if (json.path("type").asText().equals("deliver")) {
                heard.add(JsonLetters.read(json));
                ObjectNode ack = JsonLetters.JSON.createObjectNode().put("type", "ack");
                return send(from, ack.set("ref", json.get("ref")));
            }
            answers.add(json);
            return null;
        } catch (IOException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Sends from the thread that hears and the one that publishes, one after the other. */
    private synchronized CompletableFuture<WebSocket> send(WebSocket to, JsonNode message) {
        sent = sent.thenCompose(before -> to.sendText(message.toString(), true));
        return sent;
    }

    private void ask(ObjectNode message) throws Exception {
        send(socket, message.put("ref", 1)).get(Doors.PATIENCE, TimeUnit.SECONDS);
        JsonNode answer = answers.poll(Doors.PATIENCE, TimeUnit.SECONDS);
        if (answer == null || !answer.path("type").asText().equals("ack")) {
            throw new AssertionError("an ack must come but was " + answer);
        }
    }

    @Override
    public void publish(Letter letter) throws Exception {
        ask(JsonLetters.write(letter).put("type", "send"));
    }

    @Override
    public Letter next() throws Exception {
        return Doors.next(heard);
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
}
