/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Ticket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class BatchTest {

    private static final String ITEMS = "application/vnd.air.batch+json";
    private static final String LINES = "application/x-ndjson";
    private static final String EVENT = "application/cloudevents+json";
    private static final String EVENTS = "application/cloudevents-batch+json";

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private WebKit kit;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.start(
                        directory,
                        made -> {
                            made.options.setMaxBatchItems(50);
                            made.options.setMaxBatchBytes(20_000);
                            made.options.setMaxBodyBytes(2_000);
                        },
                        step);
        client = kit.client("thermo-1");
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String type, String body) {
        return client.sendAsync(
                kit.post(path, body, "Content-Type", type), BodyHandlers.ofString());
    }

    private static HttpResponse<String> of(CompletableFuture<HttpResponse<String>> answer)
            throws Exception {
        return answer.get(60, TimeUnit.SECONDS);
    }

    private static void place(HeldStep.Held held) {
        held.exchange().getProperty(AirHeaders.TICKET, Ticket.class).placed();
    }

    @ParameterizedTest
    @ValueSource(strings = {ITEMS, LINES})
    void takesItemsInTheirOrderAndAnswersWhenAllAreKept(String type) throws Exception {
        String[] items = {
            "{\"id\":\"a\",\"body\":{\"c\": 1.50 }}",
            "{\"id\":\"b\",\"topic\":\"other/t\",\"text\":\"häh\",\"priority\":8,\"qos\":0}",
            "{\"base64\":\"AAEC\",\"contentType\":\"image/x\",\"expiresIn\":60,\"user\":{\"Unit\":\"C\"}}"
        };
        String body =
                type.equals(ITEMS)
                        ? "[" + String.join(",\n", items) + "]"
                        : String.join("\n", items) + "\r\n\n";
        var answer = post("/v1/messages/sensors/t", type, body);
        HeldStep.Held first = step.next();
        assertThat(first.text()).isEqualTo("{\"c\": 1.50 }");
        assertThat(first.header(AirHeaders.TOPIC)).isEqualTo("sensors/t");
        assertThat(first.header(AirHeaders.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(step.held).isEmpty();
        // the next one comes when this one holds its place, not when the disk has it
        place(first);
        HeldStep.Held second = step.next();
        assertThat(second.text()).isEqualTo("häh");
        assertThat(second.header(AirHeaders.TOPIC)).isEqualTo("other/t");
        assertThat(second.exchange().getIn().getHeader(AirHeaders.PRIORITY)).isEqualTo(8);
        assertThat(second.exchange().getIn().getHeader(AirHeaders.QOS)).isEqualTo(0);
        second.keep();
        HeldStep.Held third = step.next();
        assertThat(third.exchange().getIn().getBody(byte[].class)).containsExactly(0, 1, 2);
        assertThat(third.header("AirUser.Unit")).isEqualTo("C");
        assertThat(third.header(AirHeaders.CONTENT_TYPE)).isEqualTo("image/x");
        String given = third.header(AirHeaders.ID);
        third.keep();
        assertThat(answer).isNotDone();
        first.keep();
        HttpResponse<String> kept = of(answer);
        assertThat(kept.statusCode()).isEqualTo(202);
        assertThat(kept.body())
                .isEqualTo(
                        "{\"accepted\":3,\"refused\":0,\"items\":[{\"status\":202,\"id\":\"a\"},"
                                + "{\"status\":202,\"id\":\"b\"},{\"status\":202,\"id\":\""
                                + given
                                + "\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {ITEMS, LINES})
    void oneRefusedItemLosesNoOther(String type) throws Exception {
        String[] items = {
            "{\"id\":\"a\",\"body\":1}",
            "{\"id\":\"b\",\"topic\":\"a/#\",\"body\":2}",
            "{\"id\":\"c\",\"unknown\":{\"x\":[1,{}]},\"body\":3}",
            "{\"id\":\"d\",\"body\":4}",
            "[5]",
            "{\"id\":\"f\",\"body\":6}"
        };
        String body =
                type.equals(ITEMS) ? "[" + String.join(",", items) + "]" : String.join("\n", items);
        var answer = post("/v1/messages/t", type, body);
        step.next().keep();
        step.next().refuse(new RefusedException(Refusal.OVER_RATE, "AIR-2007 slower, do", 3000));
        step.next().keep();
        HttpResponse<String> mixed = of(answer);
        assertThat(mixed.statusCode()).isEqualTo(207);
        assertThat(mixed.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(mixed.body())
                .startsWith(
                        "{\"accepted\":2,\"refused\":4,\"items\":[{\"status\":202,\"id\":\"a\"},")
                .contains("\"status\":429,\"id\":\"d\"", "AIR-2007", "wildcard", "unknown")
                .contains("{\"status\":202,\"id\":\"f\"}");
    }

    @Test
    void refusesAnArrayThatIsNoJsonBeforeAnyOfItIsTaken() throws Exception {
        HttpResponse<String> refused =
                of(post("/v1/messages/t", ITEMS, "[{\"id\":\"a\",\"body\":1},\n{\"id\":}]"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("AIR-1215", "line 2");
        for (String wrong : new String[] {"{}", "[] x", "[[]", "", "[{\"a\":1,\"a\":2}]"}) {
            assertThat(of(post("/v1/messages/t", ITEMS, wrong)).statusCode())
                    .as(wrong)
                    .isIn(400, 207);
        }
        assertThat(step.held).isEmpty();
    }

    @Test
    void aLineThatIsNoJsonIsRefusedAlone() throws Exception {
        var answer = post("/v1/messages/t", LINES, "{\"body\":1}\n{nonsense\n{\"body\":3}");
        step.next().keep();
        step.next().keep();
        HttpResponse<String> mixed = of(answer);
        assertThat(mixed.statusCode()).isEqualTo(207);
        assertThat(mixed.body()).contains("\"accepted\":2,\"refused\":1", "AIR-1215");
    }

    @Test
    void takesALineBeforeTheNextIsSent() throws Exception {
        try (RawHttp2 device = RawHttp2.connect(kit, "thermo-1")) {
            device.frame(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS,
                    1,
                    device.head("POST", "/v1/messages/t", "content-type", LINES));
            data(device, 0, "{\"id\":\"a\",\"body\":1}\n{\"id\":");
            HeldStep.Held first = step.next();
            assertThat(first.header(AirHeaders.ID)).isEqualTo("a");
            first.keep();
            data(device, RawHttp2.END_STREAM, "\"b\",\"body\":2}");
            HeldStep.Held second = step.next();
            assertThat(second.header(AirHeaders.ID)).isEqualTo("b");
            second.keep();
            assertThat(device.awaitStatus(1)).isEqualTo("202");
        }
    }

    private static void data(RawHttp2 device, int flags, String text) throws Exception {
        device.frame(RawHttp2.DATA, flags, 1, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void boundsABatchInItemsAndBytes() throws Exception {
        String many = "[" + "{\"body\":1},".repeat(50) + "{\"body\":1}]";
        HttpResponse<String> refused = of(post("/v1/messages/t", ITEMS, many));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("AIR-1216");
        HttpResponse<String> large =
                of(post("/v1/messages/t", ITEMS, "[" + " ".repeat(20_000) + "]"));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("AIR-1212");
        assertThat(step.held).isEmpty();
    }

    @Test
    void keepsWhatCameBeforeALineTooMany() throws Exception {
        var answer = post("/v1/messages/t", LINES, "{\"body\":1}\n".repeat(60));
        for (int i = 0; i < 50; i++) {
            step.next().keep();
        }
        HttpResponse<String> mixed = of(answer);
        assertThat(mixed.statusCode()).isEqualTo(207);
        assertThat(mixed.body()).contains("\"accepted\":50,\"refused\":1", "\"status\":413");
    }

    @Test
    void readsACloudEventInBinaryMode() throws Exception {
        var answer =
                client.sendAsync(
                        kit.post(
                                "/v1/messages/sensors/t",
                                "21.5",
                                "Content-Type",
                                "text/plain",
                                "ce-specversion",
                                "1.0",
                                "ce-id",
                                "e-1",
                                "ce-source",
                                "/thermo",
                                "ce-type",
                                "reading",
                                "ce-subject",
                                "elsewhere",
                                "ce-mine",
                                "%C3%A4h"),
                        BodyHandlers.ofString());
        HeldStep.Held held = step.next();
        assertThat(held.text()).isEqualTo("21.5");
        assertThat(held.header(AirHeaders.ID)).isEqualTo("e-1");
        assertThat(held.exchange().getProperty(AirHeaders.ID_GIVEN)).isEqualTo(true);
        assertThat(held.header(AirHeaders.TOPIC)).isEqualTo("sensors/t");
        assertThat(held.header("AirUser.ce-type")).isEqualTo("reading");
        assertThat(held.header("AirUser.ce-mine")).isEqualTo("äh");
        held.keep();
        assertThat(of(answer).body()).isEqualTo("{\"id\":\"e-1\"}");
    }

    @Test
    void readsACloudEventInStructuredMode() throws Exception {
        var answer =
                post(
                        "/v1/messages",
                        EVENT,
                        "{\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"/t\",\"type\":\"r\","
                                + "\"subject\":\"sensors/t\",\"datacontenttype\":\"text/plain\","
                                + "\"expirytime\":\"2100-01-01T00:00:00Z\",\"priority\":7,"
                                + "\"correlation\":\"AAE=\",\"userproperties\":\"{\\\"a\\\":\\\"b\\\"}\","
                                + "\"device\":\"another\",\"data\":\"21.5\"}");
        HeldStep.Held held = step.next();
        assertThat(held.text()).isEqualTo("21.5");
        assertThat(held.header(AirHeaders.TOPIC)).isEqualTo("sensors/t");
        assertThat(held.header(AirHeaders.DEVICE)).isEqualTo("thermo-1");
        assertThat(held.header(AirHeaders.CONTENT_TYPE)).isEqualTo("text/plain");
        assertThat(held.exchange().getIn().getHeader(AirHeaders.PRIORITY)).isEqualTo(7);
        assertThat(held.exchange().getIn().getHeader(AirHeaders.EXPIRY))
                .isEqualTo(4_102_444_800_000L);
        assertThat(held.exchange().getIn().getHeader(AirHeaders.CORRELATION))
                .isEqualTo(new byte[] {0, 1});
        assertThat(held.header("AirUser.a")).isEqualTo("b");
        held.keep();
        assertThat(of(answer).statusCode()).isEqualTo(202);
    }

    @Test
    void readsManyCloudEvents() throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/t\",\"type\":\"r\"%s}";
        var answer =
                post(
                        "/v1/messages/sensors/t",
                        EVENTS,
                        "["
                                + event.formatted("a", ",\"data\":{\"c\":1}")
                                + ","
                                + event.formatted("b", ",\"data_base64\":\"AAE=\"")
                                + ","
                                + event.formatted("", "")
                                + ","
                                + event.formatted("d", "")
                                + "]");
        HeldStep.Held first = step.next();
        assertThat(first.text()).isEqualTo("{\"c\":1}");
        first.keep();
        HeldStep.Held second = step.next();
        assertThat(second.exchange().getIn().getBody(byte[].class)).containsExactly(0, 1);
        second.keep();
        HeldStep.Held fourth = step.next();
        assertThat(fourth.header(AirHeaders.ID)).isEqualTo("d");
        fourth.keep();
        assertThat(of(answer).body()).contains("\"accepted\":3,\"refused\":1", "must have id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"specversion\":\"0.3\",\"id\":\"a\",\"source\":\"/t\",\"type\":\"r\"}",
                "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/t\",\"type\":\"r\",\"expirytime\":\"soon\"}",
                "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/t\",\"type\":\"r\",\"data\":1,\"data_base64\":\"\"}",
                "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/t\",\"type\":\"r\",\"data_base64\":\"!\"}",
                "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/t\",\"type\":\"r\",\"x\":{}}",
                "[]",
                "nonsense"
            })
    void refusesWhatIsNoCloudEvent(String body) throws Exception {
        HttpResponse<String> refused = of(post("/v1/messages/t", EVENT, body));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(step.held).isEmpty();
    }

    @Test
    void jsonThatIsOneMessageStaysOne() throws Exception {
        post("/v1/messages/t", "application/json", "[{\"body\":1},{\"body\":2}]");
        HeldStep.Held held = step.next();
        assertThat(held.text()).isEqualTo("[{\"body\":1},{\"body\":2}]");
        await().during(Duration.ofMillis(50)).until(() -> step.held.isEmpty());
        held.keep();
    }
}
