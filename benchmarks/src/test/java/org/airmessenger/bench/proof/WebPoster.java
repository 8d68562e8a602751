/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.jvm.Identities;
import org.airmessenger.gateway.mqtt.PemTls;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A device that posts over HTTP/2, {@value #WINDOW} requests at once. What got no answer it posts
 * again with the same id, as a device does that keeps what it could not send.
 */
final class WebPoster implements AutoCloseable {

    private static final int WINDOW = 50;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long REST_MILLIS = 500;

    private final String device;
    private final SSLContext tls;
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Semaphore window = new Semaphore(WINDOW);
    private final ScheduledExecutorService rest = Executors.newSingleThreadScheduledExecutor();
    private final Thread thread = new Thread(this::post, "poster");
    private volatile HttpClient client;
    private volatile int port;
    private volatile boolean over;

    WebPoster(GatewayHome home, int number, int port) throws Exception {
        this.device = Identities.PREFIX + number;
        this.port = port;
        Path folder = home.folder().resolve("devices");
        tls =
                PemTls.context(
                        folder.resolve("ca.pem"),
                        folder.resolve(device + ".pem"),
                        folder.resolve(device + ".key"));
        client = fresh();
    }

    private HttpClient fresh() {
        return HttpClient.newBuilder().sslContext(tls).connectTimeout(ANSWER).build();
    }

    void start() {
        thread.start();
    }

    /** The gateway is there now. */
    void moveTo(int newPort) {
        client = fresh();
        port = newPort;
    }

    private void post() {
        try {
            for (int sequence = 0; !over; sequence++) {
                window.acquire();
                send(device + "-" + sequence);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(String name) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "https://127.0.0.1:%d/v1/messages/sensors/%s/x"
                                                .formatted(port, device)))
                        .timeout(ANSWER)
                        .header("Air-Id", name)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))
                        .build();
        client.sendAsync(request, BodyHandlers.discarding())
                .whenComplete((answer, failure) -> answered(name, answer, failure));
    }

    private void answered(String name, HttpResponse<Void> answer, Throwable failure) {
        if (answer != null && answer.statusCode() == 202) {
            kept.add(name);
            window.release();
            return;
        }
        if (failure != null) {
            unanswered.incrementAndGet();
        }
        if (over) {
            window.release();
        } else {
            rest.schedule(() -> send(name), REST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Posts nothing new; returns when all is answered. */
    void end() throws InterruptedException {
        over = true;
        thread.join();
        window.acquire(WINDOW);
        window.release(WINDOW);
    }

    /** What was answered with 202. */
    Set<String> kept() {
        return kept;
    }

    /** Posts to which no answer came. */
    int unanswered() {
        return unanswered.get();
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
        rest.shutdownNow();
    }
}
