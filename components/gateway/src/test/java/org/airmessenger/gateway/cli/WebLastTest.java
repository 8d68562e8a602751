/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** The last value of a topic, from a whole gateway. */
class WebLastTest {

    @TempDir Path folder;
    private WebGateway gateway;
    private HttpClient one;
    private HttpClient two;

    @BeforeEach
    void starts() throws Exception {
        gateway = new WebGateway(folder, "t-1", "t-2");
        gateway.write(
                "conf/policies.yaml",
                "sensor:\n"
                        + "  publish: ['sensors/${device}/#', 'nowhere/#']\n"
                        + "  subscribe: ['sensors/${device}/#', 'presence/+', 'nowhere/#']\n");
        gateway.write(
                "conf/destinations.yaml",
                "away:\n"
                        + "  sink: air-http-sink\n"
                        + "  parameters: { url: \"http://127.0.0.1:9/\" }\n"
                        + "  caps: { normal: { maxBytes: 64KB } }\n");
        gateway.write(
                "conf/rules.yaml",
                "- { id: none, match: { topic: \"nowhere/#\" }, to: [], local: false }\n"
                        + "- { id: all, match: { topic: \"sensors/#\" }, to: [away] }\n");
        gateway.start();
        one = gateway.client("t-1");
        two = gateway.client("t-2");
    }

    @AfterEach
    void stops() {
        gateway.close();
    }

    private int post(HttpClient client, String topic, String body, String... headers)
            throws Exception {
        return gateway.post(client, "/v1/messages/" + topic, body, headers).statusCode();
    }

    private HttpResponse<String> last(HttpClient client, String topic)
            throws IOException, InterruptedException {
        return gateway.get(client, "/v1/last/" + topic);
    }

    @Test
    void isWhatWasKeptLastAndSurvivesARestart() throws Exception {
        assertThat(last(one, "sensors/t-1/a").statusCode()).isEqualTo(404);
        assertThat(post(one, "sensors/t-1/a", "1")).isEqualTo(202);
        assertThat(post(one, "sensors/t-1/a", "{}", "Content-Type", "application/json"))
                .isEqualTo(202);
        HttpResponse<String> before = last(one, "sensors/t-1/a");
        assertThat(before.body()).isEqualTo("{}");
        assertThat(before.headers().firstValue("Content-Type")).hasValue("application/json");
        gateway.restart();
        HttpResponse<String> after = last(one, "sensors/t-1/a");
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("{}");
        for (String header : new String[] {"Content-Type", "Air-Id", "Air-Time"}) {
            assertThat(after.headers().firstValue(header))
                    .isPresent()
                    .isEqualTo(before.headers().firstValue(header));
        }
    }

    @Test
    void isOnlyForWhoMaySubscribe() throws Exception {
        assertThat(post(one, "sensors/t-1/a", "1")).isEqualTo(202);
        HttpResponse<String> refused = last(two, "sensors/t-1/a");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("AIR-1226");
    }

    @Test
    void isNeverWhatTheGuardRefused() throws Exception {
        assertThat(post(two, "sensors/t-1/a", "forged")).isEqualTo(403);
        assertThat(last(one, "sensors/t-1/a").statusCode()).isEqualTo(404);
    }

    @Test
    void isNeverWhatTheLanesRefused() throws Exception {
        assertThat(post(one, "nowhere/a", "x")).isEqualTo(404);
        assertThat(last(one, "nowhere/a").statusCode()).isEqualTo(404);
        String kept = null;
        int number = 0;
        String body = number + "x".repeat(8000);
        while (post(one, "sensors/t-1/a", body) == 202) {
            kept = body;
            number++;
            assertThat(number).isLessThan(100);
            body = number + "x".repeat(8000);
        }
        assertThat(kept).isNotNull();
        assertThat(last(one, "sensors/t-1/a").body()).isEqualTo(kept);
    }

    @Test
    void isNotAnOldMessageThatCameOnceMore() throws Exception {
        assertThat(post(one, "sensors/t-1/a", "1", "Air-Id", "id-1")).isEqualTo(202);
        assertThat(post(one, "sensors/t-1/a", "2", "Air-Id", "id-2")).isEqualTo(202);
        assertThat(post(one, "sensors/t-1/a", "1", "Air-Id", "id-1")).isEqualTo(202);
        assertThat(last(one, "sensors/t-1/a").body()).isEqualTo("2");
    }
}
