/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Sequences;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device that sends by WebSocket as fast as it is acknowledged, each message once; when it is cut
 * off it comes back, and goes on with the next message.
 */
final class SocketSender implements Runnable {

    private static final int WINDOW = 100;
    private static final int BYTES = 64;
    private static final Pattern ACK = Pattern.compile("\\{\"type\":\"ack\",\"ref\":(\\d+),.*");

    private final HttpClient client;
    private final IntSupplier port;
    private final int device;
    private final Sequences acknowledged = new Sequences();
    private int next;
    private volatile boolean ended;
    private volatile String refused;

    /**
     * Sends nothing yet.
     *
     * @param client shows the device's certificate
     * @param port of the gateway that runs now
     * @param device its number
     */
    SocketSender(HttpClient client, IntSupplier port, int device) {
        this.client = client;
        this.port = port;
        this.device = device;
    }

    /** What the gateway said it has. */
    Sequences acknowledged() {
        return acknowledged;
    }

    /** What the gateway refused, or null: nothing was to be. */
    String refused() {
        return refused;
    }

    /** Sends no more; {@link #run} ends when all is answered. */
    void end() {
        ended = true;
    }

    @Override
    public void run() {
        while (!ended) {
            Line line = new Line();
            try {
                WebSocket socket =
                        client.newWebSocketBuilder()
                                .subprotocols("air.v1.json")
                                .buildAsync(
                                        URI.create("wss://127.0.0.1:" + port.getAsInt() + "/v1/ws"),
                                        line)
                                .join();
                send(socket, line);
                socket.abort();
            } catch (CompletionException e) {
                // the gateway is gone, or not back yet
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(WebSocket socket, Line line) throws InterruptedException {
        String topic = "sensors/sensor-" + device + "/temperature";
        while (!ended && !line.over) {
            if (line.window.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                int sequence = next++;
                byte[] body = new Payload(device, sequence, System.nanoTime()).bytes(BYTES);
                socket.sendText(
                                "{\"type\":\"send\",\"ref\":%d,\"topic\":\"%s\",\"base64\":\"%s\"}"
                                        .formatted(
                                                sequence,
                                                topic,
                                                Base64.getEncoder().encodeToString(body)),
                                true)
                        .join();
            }
        }
        // what is on its way is answered, unless the gateway is gone
        while (!line.over && line.window.availablePermits() < WINDOW) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** One connection. */
    private final class Line implements WebSocket.Listener {

        private final Semaphore window = new Semaphore(WINDOW);
        private final StringBuilder text = new StringBuilder();
        private volatile boolean over;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                Matcher ack = ACK.matcher(text);
                if (ack.matches()) {
                    acknowledged.add(Integer.parseInt(ack.group(1)));
                } else {
                    refused = text.toString();
                }
                text.setLength(0);
                window.release();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            over = true;
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            over = true;
        }
    }
}
