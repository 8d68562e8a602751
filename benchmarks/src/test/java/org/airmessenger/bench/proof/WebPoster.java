/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.gateway.mqtt.PemTls;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Posts over HTTP/2. What got no answer it posts again with the same id, as a device does that
 * keeps what it could not send: one at a time, until there is an answer again.
 */
final class WebPoster extends Sender {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long REST_MILLIS = 200;
    private static final int ACCEPTED = 202;

    private final Queue<Post> again = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService rest = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient client;
    private final int port;

    WebPoster(GatewayHome home, int device, int port) throws Exception {
        super(home, device);
        this.port = port;
        client =
                HttpClient.newBuilder()
                        .sslContext(PemTls.context(authority(), certificate(), key()))
                        .connectTimeout(ANSWER)
                        .build();
        rest.scheduleWithFixedDelay(this::oneAgain, REST_MILLIS, REST_MILLIS, MILLISECONDS);
    }

    private record Post(int sequence, byte[] body) {}

    @Override
    void send(int sequence, byte[] body) {
        send(new Post(sequence, body));
    }

    private void send(Post post) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("https://127.0.0.1:" + port + "/v1/messages/" + topic()))
                        .timeout(ANSWER)
                        .header("Air-Id", id() + "-" + post.sequence)
                        .POST(BodyPublishers.ofByteArray(post.body))
                        .build();
        client.sendAsync(request, BodyHandlers.ofString())
                .whenComplete((answer, failure) -> answered(post, answer));
    }

    private void answered(Post post, HttpResponse<String> answer) {
        if (answer == null) {
            again.add(post);
        } else if (answer.statusCode() == ACCEPTED) {
            kept(post.sequence);
            while (oneAgain()) {
                continue;
            }
        } else {
            refused(answer.body());
        }
    }

    private boolean oneAgain() {
        Post post = again.poll();
        if (post != null) {
            send(post);
        }
        return post != null;
    }

    @Override
    public void close() {
        super.close();
        rest.shutdownNow();
    }
}
