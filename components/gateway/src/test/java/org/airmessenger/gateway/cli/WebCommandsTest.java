/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Commands over HTTP out of the broker's mailboxes, in a whole gateway. */
class WebCommandsTest {

    @TempDir Path folder;
    private WebGateway gateway;
    private HttpClient device;

    @BeforeEach
    void starts() throws Exception {
        gateway = new WebGateway(folder, "t-1");
        gateway.start();
        device = gateway.client("t-1");
    }

    @AfterEach
    void stops() {
        gateway.close();
    }

    private void command(String body) {
        assertThat(gateway.kit.air("send", "--to", "t-1", body)).as(gateway.kit.err()).isZero();
    }

    private WebEvents listen(String... headers) throws Exception {
        var request = gateway.request("/v1/commands");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return WebEvents.open(device, request.build());
    }

    private List<JsonNode> poll(String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = gateway.get(device, "/v1/commands?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> all = new ArrayList<>();
        new ObjectMapper().readTree(answer.body()).path("commands").forEach(all::add);
        return all;
    }

    private static List<String> texts(List<JsonNode> commands) {
        return commands.stream().map(command -> command.path("text").asText()).toList();
    }

    private int waiting() {
        assertThat(gateway.kit.air("device", "commands", "t-1", "--json")).isZero();
        return gateway.kit.json().path("waiting").asInt();
    }

    @Test
    void waitWhileTheDeviceIsAwayAndComeInTheirOrderOncePerConnection() throws Exception {
        for (int i = 1; i <= 3; i++) {
            command("command " + i);
        }
        assertThat(gateway.kit.out()).contains("waits: t-1 is away");
        try (WebEvents events = listen()) {
            long before = 0;
            for (int i = 1; i <= 3; i++) {
                JsonNode next = events.next();
                assertThat(next.path("text").asText()).isEqualTo("command " + i);
                assertThat(next.path("topic").asText()).isEqualTo("commands/t-1");
                assertThat(next.path("number").asLong()).isGreaterThan(before);
                before = next.path("number").asLong();
            }
            command("command 4");
            assertThat(events.next().path("text").asText()).isEqualTo("command 4");
            assertThat(events.isQuiet()).isTrue();
        }
        assertThat(waiting()).as("nothing was acknowledged").isEqualTo(4);
    }

    @Test
    void resumeBehindTheLastEventAlsoAfterARestart() throws Exception {
        for (int i = 1; i <= 4; i++) {
            command("command " + i);
        }
        String second;
        try (WebEvents events = listen()) {
            events.next();
            second = events.next().path("number").asText();
        }
        try (WebEvents events = listen("Last-Event-ID", second)) {
            JsonNode third = events.next();
            assertThat(third.path("text").asText()).isEqualTo("command 3");
        }
        await().atMost(WebGateway.PATIENCE).until(() -> waiting() == 2);
        gateway.restart();
        try (WebEvents events = listen("Last-Event-ID", second)) {
            assertThat(events.next().path("text").asText()).isEqualTo("command 3");
            assertThat(events.next().path("text").asText()).isEqualTo("command 4");
        }
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void stayForLongPollsUntilTheyAreAcknowledgedAlsoOverARestart() throws Exception {
        command("on");
        command("off");
        List<JsonNode> first = poll("wait=30&max=2");
        assertThat(texts(first)).containsExactly("on", "off");
        gateway.restart();
        List<JsonNode> again = poll("wait=30&max=2");
        assertThat(texts(again)).containsExactly("on", "off");
        assertThat(again.get(0).path("id")).isEqualTo(first.get(0).path("id"));
        String number = again.get(0).path("number").asText();
        assertThat(gateway.post(device, "/v1/commands/" + number + "/ack", "").statusCode())
                .isEqualTo(204);
        gateway.restart();
        assertThat(texts(poll("wait=30&max=2"))).containsExactly("off");
        assertThat(waiting()).isOne();
    }

    @Test
    void wakeALongPollThatWaits() throws Exception {
        CompletableFuture<List<JsonNode>> polled =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return poll("wait=60");
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        await().atMost(WebGateway.PATIENCE).until(this::isHere);
        command("now");
        assertThat(texts(polled.get(60, TimeUnit.SECONDS))).containsExactly("now");
    }

    private boolean isHere() {
        assertThat(gateway.kit.air("device", "commands", "t-1", "--json")).isZero();
        return gateway.kit.json().path("here").asText().equals("http");
    }

    @Test
    void goToTheLineThatCameLast() throws Exception {
        try (WebEvents older = listen();
                WebEvents newer = listen()) {
            command("on");
            assertThat(newer.next().path("text").asText()).isEqualTo("on");
            assertThat(older.isQuiet()).isTrue();
        }
    }

    @Test
    void carryAQuestionWhoseAnswerTheOperatorWaitsFor() throws Exception {
        try (WebEvents events = listen()) {
            CompletableFuture<Integer> answered =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    JsonNode asked = events.next();
                                    return gateway.post(
                                                    device,
                                                    "/v1/messages/"
                                                            + asked.path("replyTo").asText(),
                                                    "21 degrees",
                                                    "Air-Correlation",
                                                    asked.path("correlation").asText())
                                            .statusCode();
                                } catch (IOException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            assertThat(gateway.kit.air("send", "--to", "t-1", "how warm?", "--wait", "60"))
                    .as(gateway.kit.err())
                    .isZero();
            assertThat(gateway.kit.out()).isEqualToIgnoringNewLines("21 degrees");
            assertThat(answered.get(60, TimeUnit.SECONDS)).isEqualTo(202);
        }
    }
}
