/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.gateway.mqtt.PemTls;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends by WebSocket, each message once; when it is cut off it comes back, and goes on with the
 * next message.
 */
final class SocketSender extends Sender {

    private static final long REST_MILLIS = 200;
    private static final Pattern ACK = Pattern.compile("\\{\"type\":\"ack\",\"ref\":(\\d+),.*");

    private final HttpClient client;
    private final int port;
    private Line line = new Line();

    SocketSender(GatewayHome home, int device, int port) throws Exception {
        super(home, device);
        this.port = port;
        client =
                HttpClient.newBuilder()
                        .sslContext(PemTls.context(authority(), certificate(), key()))
                        .build();
        line.over = true;
    }

    @Override
    void send(int sequence, byte[] body) throws InterruptedException {
        while (line.over) {
            connect();
        }
        line.waiting.add(sequence);
        String text =
                "{\"type\":\"send\",\"ref\":%d,\"topic\":\"%s\",\"base64\":\"%s\"}"
                        .formatted(sequence, topic(), Base64.getEncoder().encodeToString(body));
        try {
            line.socket.sendText(text, true).join();
        } catch (CompletionException e) {
            line.over = true;
        }
        if (line.over) {
            line.end();
        }
    }

    private void connect() throws InterruptedException {
        Line fresh = new Line();
        try {
            fresh.socket =
                    client.newWebSocketBuilder()
                            .subprotocols("air.v1.json")
                            .buildAsync(URI.create("wss://127.0.0.1:" + port + "/v1/ws"), fresh)
                            .join();
            line = fresh;
        } catch (CompletionException e) {
            // the gateway is gone, or not back yet
            TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
        }
    }

    /** One connection. */
    private final class Line implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private final Set<Integer> waiting = ConcurrentHashMap.newKeySet();
        private WebSocket socket;
        private volatile boolean over;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                Matcher ack = ACK.matcher(text);
                if (!ack.matches()) {
                    refused(text.toString());
                } else if (waiting.remove(Integer.valueOf(ack.group(1)))) {
                    kept(Integer.parseInt(ack.group(1)));
                }
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            end();
        }

        private void end() {
            over = true;
            for (Integer sequence : waiting) {
                if (waiting.remove(sequence)) {
                    gone();
                }
            }
        }
    }

    @Override
    public void close() {
        super.close();
        if (line.socket != null) {
            line.socket.abort();
        }
    }
}
