/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.demo.function.Answer;
import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.demo.function.Received;
import org.airmessenger.message.AirHeaders;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What goes over the wire. */
class HttpSinkTest {

    private SinkFixture sink;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        sink =
                new SinkFixture(
                        folder,
                        FunctionOptions.secure(SinkFixture.CERTIFICATE)
                                .signedWith(SinkFixture.KEY));
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void sendsOneMessageAsCloudEventInBinaryModeOverHttp2() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY));
        Message message = sink.message("id-1", "{\"celsius\":81.5}");
        message.setHeader(AirHeaders.PRIORITY, 9);
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        message.setHeader(AirHeaders.TRACE, trace);

        Exchange exchange = sink.send("cloud", message);

        assertThat(exchange.getException()).isNull();
        Received received = sink.last();
        assertThat(received.httpVersion()).isEqualTo("HTTP_2");
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.signed()).isTrue();
        assertThat(received.content()).asString().isEqualTo("{\"celsius\":81.5}");
        assertThat(received.headers())
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("ce-id", "id-1")
                .containsEntry("ce-source", "/devices/thermo-1")
                .containsEntry("ce-type", "org.airmessenger.message")
                .containsEntry("ce-time", "2026-09-21T14:13:20.123Z")
                .containsEntry("ce-subject", "sensors/thermo-1/temperature")
                .containsEntry("ce-priority", "9")
                .containsEntry("ce-device", "thermo-1")
                .containsEntry("ce-tenant", "plant-a")
                .containsEntry("ce-traceparent", trace)
                .containsEntry("traceparent", trace)
                .containsEntry("air-id", "id-1")
                .containsEntry("air-priority", "9")
                .containsEntry("content-type", "application/json");
    }

    @Test
    void sendsListAsOneBatchInItsOrder() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY));

        Exchange exchange = sink.send("cloud", sink.batch(3));

        assertThat(exchange.getException()).isNull();
        assertThat(sink.last().batch()).isTrue();
        assertThat(sink.last().arrivals()).extracting("id").containsExactly("id-0", "id-1", "id-2");
        assertThat(sink.function.report().messages()).isEqualTo(3);
        assertThat(sink.function.report().inversions()).isZero();
    }

    @Test
    void writesJsonInlineTextAsStringAndTheRestAsBase64() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY));
        byte[] notUtf8 = {'"', (byte) 0xC3, '"'};
        Message zipped = sink.message("zipped", "{}");
        zipped.setHeader(AirHeaders.CONTENT_ENCODING, "gzip");

        sink.send(
                "cloud",
                List.of(
                        sink.message("json", "{\"a\":[1,{\"b\":\"ü\"}]}"),
                        sink.message("text", utf8("say \"ü\"\n"), "text/plain"),
                        sink.message("bytes", new byte[] {0, 1, (byte) 0xFF}, null),
                        sink.message("two-values", "{} {}"),
                        sink.message("injection", "1}, {\"id\":\"forged\""),
                        sink.message("open", "{\"a\":"),
                        sink.message("not-utf8", notUtf8, "application/json"),
                        zipped));

        JsonArray events = new JsonArray(Buffer.buffer(sink.last().content()));
        assertThat(events).hasSize(8);
        assertThat(event(events, 0).getJsonObject("data").encode())
                .isEqualTo("{\"a\":[1,{\"b\":\"ü\"}]}");
        assertThat(event(events, 1).getString("data")).isEqualTo("say \"ü\"\n");
        assertThat(event(events, 2).getString("data_base64")).isEqualTo("AAH/");
        for (int i = 3; i < 8; i++) {
            assertThat(event(events, i).containsKey("data")).isFalse();
            assertThat(event(events, i).getString("data_base64")).isNotEmpty();
        }
        for (int i = 0; i < 8; i++) {
            assertThat(event(events, i).getMap())
                    .containsKeys("specversion", "id", "source", "type", "time", "subject")
                    .allSatisfy((name, value) -> assertThat(name).matches("[a-z0-9_]{1,20}"));
        }
    }

    @Test
    void sendsAttributesTooLargeForHeadersInTheBody() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY, "headers", "X-Team: blue"));
        Message message = sink.message("large", "{\"celsius\":21.5}");
        String note = "ü".repeat(10_000);
        message.setHeader(AirHeaders.USER_PREFIX + "note", note);

        assertThat(sink.send("cloud", message).getException()).isNull();

        Received received = sink.last();
        assertThat(received.signed()).isTrue();
        assertThat(received.arrivals()).extracting("id").containsExactly("large");
        assertThat(received.headers())
                .containsEntry("x-team", "blue")
                .doesNotContainKeys("ce-id", "ce-userproperties");
        assertThat(received.headers().get("content-type"))
                .startsWith("application/cloudevents+json");
        JsonObject event = new JsonObject(Buffer.buffer(received.content()));
        assertThat(event.getJsonObject("data").getDouble("celsius")).isEqualTo(21.5);
        assertThat(new JsonObject(event.getString("userproperties")).getString("note"))
                .isEqualTo(note);
    }

    @Test
    void keepsWhatTheDeviceSaidOutOfHeaderSyntax() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY));
        Message message = sink.message("id\r\nX-Forged: 1", new byte[] {1}, "a/b\r\nX-Forged: 1");
        message.setHeader(AirHeaders.TOPIC, "größe/100%");
        message.setHeader(AirHeaders.TRACE, "not a trace");
        message.setHeader(AirHeaders.USER_PREFIX + "line", "one\r\ntwo");
        message.setHeader("X-Forged", "1");

        assertThat(sink.send("cloud", message).getException()).isNull();

        assertThat(sink.last().headers())
                .containsEntry("ce-id", "id%0D%0AX-Forged:%201")
                .containsEntry("ce-subject", "gr%C3%B6%C3%9Fe/100%25")
                .containsEntry("ce-userproperties", "{%22line%22:%22one\\r\\ntwo%22}")
                .containsEntry("content-type", "application/octet-stream")
                .doesNotContainKeys("x-forged", "traceparent", "ce-traceparent");
    }

    @Test
    void sendsOwnHeadersMethodAndQueryAndKeepsTheBodyForDelivery() throws Exception {
        String url = sink.function.url() + "?code=secret%2Fkey&x=1";
        sink.add(
                "cloud",
                sink.parameters(
                        "url",
                        url,
                        "method",
                        "put",
                        "headers",
                        "Authorization: Bearer abc\nX-Team: blue",
                        "hmacKey",
                        SinkFixture.KEY));
        List<Message> batch = sink.batch(2);

        Exchange exchange = sink.send("cloud", batch);

        assertThat(sink.last().method()).isEqualTo("PUT");
        assertThat(sink.last().target()).isEqualTo("/ingest?code=secret%2Fkey&x=1");
        assertThat(sink.last().headers())
                .containsEntry("authorization", "Bearer abc")
                .containsEntry("x-team", "blue");
        assertThat(exchange.getMessage().getBody()).isSameAs(batch);
    }

    @Test
    void signsWhatIsSentAfterCompression() throws Exception {
        sink.add("zip", sink.parameters("hmacKey", SinkFixture.KEY, "compress", "gzip"));
        sink.add("zstd", sink.parameters("hmacKey", SinkFixture.KEY, "compress", "zstd"));

        assertThat(sink.send("zip", sink.batch(50)).getException()).isNull();
        assertThat(sink.last().headers()).containsEntry("content-encoding", "gzip");
        assertThat(sink.last().signed()).isTrue();

        assertThat(sink.send("zstd", sink.batch(50)).getException()).isNull();
        assertThat(sink.last().headers()).containsEntry("content-encoding", "zstd");
        assertThat(sink.last().arrivals()).hasSize(50);
    }

    @Test
    void compressesByItselfOnlyWhatIsLargeAndOnlyAfterTheServerSaidSo() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY, "compress", "auto"));
        sink.function.answer(Answer.ok().header("Accept-Encoding", "gzip, zstd;q=0"));

        sink.send("cloud", sink.batch(50));
        assertThat(sink.last().headers()).doesNotContainKey("content-encoding");

        sink.send("cloud", sink.batch(50));
        assertThat(sink.last().headers()).containsEntry("content-encoding", "gzip");

        sink.send("cloud", sink.message("small", "{}"));
        assertThat(sink.last().headers()).doesNotContainKey("content-encoding");

        sink.function.answer(Answer.status(415));
        assertThat(sink.verdict(sink.send("cloud", sink.batch(50))).isAway()).isTrue();
        sink.function.answer(Answer.ok());
        sink.send("cloud", sink.batch(50));
        assertThat(sink.last().headers()).doesNotContainKey("content-encoding");
    }

    @Test
    void leavesWhatTheDeviceCompressedAlone() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY, "compress", "gzip"));
        Message message = sink.message("id-1", new byte[] {7, 7}, "application/x-frame");
        message.setHeader(AirHeaders.CONTENT_ENCODING, "br");

        sink.send("cloud", message);

        assertThat(sink.last().headers()).containsEntry("content-encoding", "br");
        assertThat(sink.last().content()).containsExactly(7, 7);
    }

    @Test
    void sendsBatchOfTenThousand() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY));

        assertThat(sink.send("cloud", sink.batch(10_000)).getException()).isNull();

        assertThat(sink.function.report().messages()).isEqualTo(10_000);
    }

    @Test
    void leavesHeadersAsTheyWere() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY));
        Message message = sink.message("id-1", "{}");
        Map<String, Object> before = Map.copyOf(message.getHeaders());

        Exchange exchange = sink.send("cloud", message);

        assertThat(exchange.getMessage().getHeaders()).isEqualTo(before);
        assertThat(message.getHeaders()).isEqualTo(before);
    }

    private static JsonObject event(JsonArray events, int index) {
        return events.getJsonObject(index);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
