/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.gateway.demo.function.Answer;
import org.airmessenger.gateway.demo.function.FunctionOptions;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What stops a destination's start, and that secrets stay secret. */
class HttpSinkStartTest {

    @TempDir Path folder;
    private SinkFixture sink;

    @BeforeEach
    void start() throws Exception {
        sink = new SinkFixture(folder, FunctionOptions.secure(SinkFixture.CERTIFICATE));
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @ParameterizedTest
    @CsvSource({
        "url, http://functions.example/x, AIR-5002",
        "url, http://127.0.0.1.example/x, AIR-5002",
        "url, ftp://127.0.0.1/x, AIR-5001",
        "url, functions.example, AIR-5001",
        "url, https://user:topsecret@functions.example/, AIR-5001",
        "method, DELETE, AIR-5003",
        "timeout, 1ms, AIR-5004",
        "timeout, soon, AIR-5004",
        "headers, ce-id: 1, AIR-5005",
        "headers, topsecret, AIR-5005",
        "hmacKey, topsecret, AIR-5006",
        "caFile, /does/not/exist, AIR-5007",
        "keyFile, /does/not/exist, AIR-5008",
        "compress, brotli, AIR-5009",
    })
    void refusesToStartWith(String name, String value, String code) {
        assertThatThrownBy(() -> sink.add("cloud", sink.parameters(name, value)))
                .rootCause()
                .hasMessageContaining(code)
                .hasMessageNotContaining("topsecret");
    }

    @Test
    void reportsAllProblemsAtOnceAndNoSecret() {
        Map<String, String> bad =
                sink.parameters("method", "GET", "hmacKey", "topsecret", "timeout", "9h");

        assertThatThrownBy(() -> sink.add("cloud", bad))
                .satisfies(
                        failure ->
                                assertThat(trace(failure))
                                        .contains("AIR-5003", "AIR-5004", "AIR-5006")
                                        .doesNotContain("topsecret"));
    }

    @Test
    void findsFilesFromTheGatewaysFolder() throws Exception {
        sink.add("cloud", sink.parameters("caFile", "ca.pem"));

        assertThat(sink.send("cloud", sink.batch(1)).getException()).isNull();
    }

    @Test
    void tellsWhereItLookedForAFileThatIsNotThere() {
        assertThatThrownBy(() -> sink.add("cloud", sink.parameters("caFile", "conf/none.pem")))
                .rootCause()
                .hasMessageContaining(
                        "AIR-5007 caFile must be readable but \"conf/none.pem\" is not")
                .hasMessageContaining("a relative path starts from AIR_HOME, " + folder);
    }

    @Test
    void allowsPlainHttpElsewhereOnlyWhenToldSo() throws Exception {
        sink.add(
                "cloud",
                sink.parameters("url", "http://functions.example/x", "allowPlain", "true"));

        assertThat(sink.camel.getRoute("5-sink-cloud")).isNotNull();
    }

    @Test
    void keepsSecretsOutOfUrisAndErrors() throws Exception {
        String url = sink.function.url() + "?code=topsecret-code";
        sink.add(
                "cloud",
                sink.parameters(
                        "url", url,
                        "hmacKey", "topsecret-hmac-key",
                        "headers", "Authorization: topsecret-token"));
        sink.function.answer(Answer.status(403));
        Exchange refused = sink.send("cloud", sink.batch(1));
        sink.function.goAway();
        Exchange gone = sink.send("cloud", sink.batch(1));

        assertThat(sink.camel.getEndpoints())
                .extracting(endpoint -> endpoint.getEndpointUri())
                .noneMatch(uri -> uri.contains("topsecret"));
        assertThat(trace(refused.getException())).doesNotContain("topsecret");
        assertThat(trace(gone.getException())).doesNotContain("topsecret");
    }

    @Test
    void resolvesPlaceholdersAndKeepsDestinationsApart() throws Exception {
        System.setProperty("air.test.sink.key", "a-key-from-a-placeholder#{%&=+");
        try {
            sink.add("one", sink.parameters("headers", "X-Key: {{sys:air.test.sink.key}}"));
            sink.add("two", sink.parameters("headers", "X-Key: two"));
        } finally {
            System.clearProperty("air.test.sink.key");
        }

        sink.send("one", sink.batch(1));
        assertThat(sink.last().headers()).containsEntry("x-key", "a-key-from-a-placeholder#{%&=+");
        sink.send("two", sink.batch(1));
        assertThat(sink.last().headers()).containsEntry("x-key", "two");
    }

    @Test
    void takesKeysWithAnyCharacter() throws Exception {
        String key = "#bean:looks-like-a-reference?&=%25+RAW(x)";
        FunctionOptions options = FunctionOptions.secure(SinkFixture.CERTIFICATE).signedWith(key);
        try (SinkFixture signed = new SinkFixture(folder, options)) {
            signed.add("cloud", signed.parameters("hmacKey", key));

            assertThat(signed.send("cloud", signed.batch(1)).getException()).isNull();
        }
    }

    @Test
    void takesNewParametersWhenDestinationIsAddedAgain() throws Exception {
        sink.add("cloud", sink.parameters("headers", "X-Key: old"));
        sink.send("cloud", sink.batch(1));
        sink.remove("cloud");
        sink.add("cloud", sink.parameters("headers", "X-Key: new"));

        assertThat(sink.send("cloud", sink.batch(1)).getException()).isNull();

        assertThat(sink.last().headers()).containsEntry("x-key", "new");
    }

    @Test
    void servesAnyOtherKameletByItsName() throws Exception {
        Path kamelet = folder.resolve("echo-sink.kamelet.yaml");
        Files.writeString(
                kamelet,
                """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: echo-sink
                  labels: {camel.apache.org/kamelet.type: sink}
                spec:
                  definition:
                    title: Echo
                    type: object
                    required: [word]
                    properties: {word: {title: Word, type: string}}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setHeader: {name: Echo, constant: "{{word}}"}
                """);
        sink.addKamelet(kamelet, "other", "echo-sink", Map.of("word", "hello & bye?"));

        Exchange exchange = sink.send("other", sink.message("id-1", "{}"));

        assertThat(exchange.getMessage().getHeader("Echo")).isEqualTo("hello & bye?");
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
