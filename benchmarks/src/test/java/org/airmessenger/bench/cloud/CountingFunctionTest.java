/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Tally;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;

class CountingFunctionTest {

    private final Tally tally = new Tally(2);

    @Test
    void countsEachMessageOfBatchAndKnowsWhatCameAgain() throws Exception {
        try (CountingFunction function = new CountingFunction(tally, payload -> {})) {
            String events =
                    "[" + event(0, 0) + "," + event(1, 5) + ",{\"data\":{}}," + event(0, 0) + "]";
            assertThat(post(function, "application/cloudevents-batch+json", events.getBytes()))
                    .isEqualTo(204);
            assertThat(function.requests()).isEqualTo(1);
            assertThat(tally.received()).isEqualTo(2);
            assertThat(tally.duplicates()).isEqualTo(1);
        }
    }

    @Test
    void takesSingleEventWhoseBodyIsTheData() throws Exception {
        try (CountingFunction function = new CountingFunction(tally, payload -> {})) {
            post(function, "application/octet-stream", payload(1, 7));
            post(function, "application/octet-stream", "a stranger, longer than 20".getBytes());
            assertThat(tally.of(1).count()).isEqualTo(1);
            assertThat(tally.strangers()).isEqualTo(1);
        }
    }

    @Test
    void tellsByWhatIdEachMessageCame() throws Exception {
        List<String> seen = new ArrayList<>();
        BiConsumer<String, Payload> named =
                (id, payload) -> seen.add(id + "=" + payload.device() + "." + payload.sequence());
        try (CountingFunction function = new CountingFunction(tally, named)) {
            String events = "[" + event("a", 0, 0) + "," + event("b-2", 1, 5) + "]";
            post(function, "application/cloudevents-batch+json", events.getBytes());
            post(function, "application/octet-stream", payload(1, 6));
        }
        assertThat(seen).containsExactly("a=0.0", "b-2=1.5", "single=1.6");
    }

    @Test
    void refusesConnectionsWhileItIsAway() throws Exception {
        try (CountingFunction function = new CountingFunction(tally, payload -> {})) {
            String before = function.url();
            function.goAway();
            assertThatThrownBy(() -> post(function, "application/octet-stream", payload(0, 0)))
                    .isInstanceOf(IOException.class);
            function.comeBack();
            assertThat(function.url()).isEqualTo(before);
            assertThat(post(function, "application/octet-stream", payload(0, 0))).isEqualTo(204);
        }
    }

    private static int post(CountingFunction function, String type, byte[] body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(function.url()))
                        .header("Content-Type", type)
                        .header("ce-id", "single")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String event(int device, int sequence) {
        return event("x", device, sequence);
    }

    private static String event(String id, int device, int sequence) {
        return "{\"id\":\"%s\",\"data_base64\": \"".formatted(id)
                + Base64.getEncoder().encodeToString(payload(device, sequence))
                + "\"}";
    }

    private static byte[] payload(int device, int sequence) {
        return ByteBuffer.allocate(24)
                .put(new byte[] {'A', 'I', 'R', 'B'})
                .putInt(device)
                .putInt(sequence)
                .putLong(System.nanoTime())
                .array();
    }
}
