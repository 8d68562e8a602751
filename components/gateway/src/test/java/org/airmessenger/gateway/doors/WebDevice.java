/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import org.airmessenger.gateway.cli.DeviceTls;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClientSslConfig;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLContext;

/** HTTP/2 by the client of the JDK: a message of its own, or a batch; commands by long poll. */
final class WebDevice implements Door {

    private final HttpClient client;
    private final String base;
    private final boolean inBatches;
    private final Deque<JsonNode> fetched = new ArrayDeque<>();

    WebDevice(int port, Path certificates, String device, boolean inBatches) throws Exception {
        client = HttpClient.newBuilder().sslContext(tls(certificates, device)).build();
        base = "https://localhost:" + port + "/v1/";
        this.inBatches = inBatches;
    }

    static SSLContext tls(Path certificates, String device) throws Exception {
        MqttClientSslConfig config = DeviceTls.config(certificates, device);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                config.getKeyManagerFactory().orElseThrow().getKeyManagers(),
                config.getTrustManagerFactory().orElseThrow().getTrustManagers(),
                null);
        return tls;
    }

    @Override
    public void publish(Letter letter) throws Exception {
        HttpResponse<String> answer =
                client.send(inBatches ? batch(letter) : single(letter), BodyHandlers.ofString());
        if (answer.statusCode() != 202 || answer.version() != HttpClient.Version.HTTP_2) {
            throw new AssertionError(answer + " " + answer.body());
        }
    }

    private HttpRequest single(Letter letter) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "messages/" + letter.get(Letter.TOPIC)))
                        .header("Air-Id", letter.get(Letter.ID))
                        .header("Air-Priority", letter.get(Letter.PRIORITY))
                        .header("Air-Qos", letter.get(Letter.QOS))
                        .header("Air-Expires-In", letter.get(Letter.EXPIRY))
                        .header("Content-Type", letter.get(Letter.CONTENT_TYPE))
                        .header("Content-Encoding", letter.get(Letter.ENCODING))
                        .header("Air-Key-Id", letter.get(Letter.KEY_ID))
                        .header("traceparent", letter.get(Letter.TRACE))
                        .header("Air-Reply-To", letter.get(Letter.REPLY_TO))
                        .header("Air-Correlation", letter.get(Letter.CORRELATION));
        Letter.users().forEach((name, value) -> request.header("Air-User-" + name, encoded(value)));
        return request.POST(BodyPublishers.ofByteArray(letter.bytes(Letter.BODY))).build();
    }

    /** UTF-8 in a header, which the client writes byte by byte. */
    private static String encoded(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private HttpRequest batch(Letter letter) {
        return HttpRequest.newBuilder(URI.create(base + "messages"))
                .header("Content-Type", "application/vnd.air.batch+json")
                .POST(BodyPublishers.ofString("[" + JsonLetters.write(letter) + "]"))
                .build();
    }

    @Override
    public Letter next() throws Exception {
        if (fetched.isEmpty()) {
            URI uri = URI.create(base + "commands?max=10&wait=" + Doors.PATIENCE);
            String answer =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                            .body();
            JsonLetters.JSON.readTree(answer).path("commands").forEach(fetched::add);
        }
        if (fetched.isEmpty()) {
            throw new AssertionError("nothing came within " + Doors.PATIENCE + " s");
        }
        JsonNode json = fetched.remove();
        URI ack = URI.create(base + "commands/" + json.path("number").asLong() + "/ack");
        client.send(
                HttpRequest.newBuilder(ack).POST(BodyPublishers.noBody()).build(),
                BodyHandlers.discarding());
        return JsonLetters.read(json);
    }

    @Override
    public void close() {}
}
