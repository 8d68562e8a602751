/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airweb.server.Problem;
import org.airmessenger.door.HeldStep;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.LastValues;
import org.airmessenger.message.PublicKeys;
import org.airmessenger.message.Refusal;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The API's document is valid, and says what the code does: all of it, and nothing else. */
class OpenApiTest {

    private static final JsonNode DOCUMENT = ApiCheck.DOCUMENT;
    private static final List<String> PACKAGES = List.of("server", "messages", "commands", "last");

    /** Codes that a start, a stop or a route meets, and no device. */
    private static final Set<String> NOT_FOR_DEVICES = Set.of("AIR-1009", "AIR-1017");

    /** Paths of a WebSocket, which OpenAPI has no words for. */
    private static final Set<String> DESCRIBED_ELSEWHERE = Set.of("ws", "asyncapi.yaml");

    /** What OpenAPI itself wants left out among parameters, and what is HTTP's own. */
    private static final Set<String> NO_PARAMETERS =
            Set.of(
                    "accept",
                    "authorization",
                    "content-type",
                    "content-length",
                    "expect",
                    "transfer-encoding");

    @TempDir Path directory;

    @Test
    void isOpenApi31() {
        var schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(ApiCheck.yaml("/openapi-3.1.schema.yaml"));
        assertThat(schema.validate(DOCUMENT)).isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhereAndAllThatIsSharedIsUsed() {
        Set<String> used = new TreeSet<>();
        DOCUMENT.findValues("$ref").forEach(reference -> used.add(reference.asText()));
        assertThat(used).isNotEmpty();
        for (String reference : used) {
            assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
        }
        for (String kind : List.of("parameters", "responses", "headers", "schemas")) {
            DOCUMENT.path("components")
                    .path(kind)
                    .fieldNames()
                    .forEachRemaining(
                            name -> assertThat(used).contains("#/components/" + kind + "/" + name));
        }
    }

    private WebKit start() throws Exception {
        PublicKeys keys = () -> new byte[] {'{', '}'};
        LastValues none =
                new LastValues() {
                    @Override
                    public Last of(String topic) {
                        return null;
                    }

                    @Override
                    public void remember(Last last) {
                        throw new IllegalStateException("nothing is posted here");
                    }
                };
        return WebKit.start(
                directory,
                kit -> {
                    kit.context.getRegistry().bind(PublicKeys.BEAN, keys);
                    kit.context.getRegistry().bind(LastValues.BEAN, none);
                    kit.context.getRegistry().bind(Downlink.BEAN, new FakeDownlink());
                },
                new HeldStep());
    }

    @Test
    void namesEveryPathWithEveryMethod() throws Exception {
        try (WebKit kit = start()) {
            HttpClient client = kit.client("thermo-1");
            Set<String> words = new TreeSet<>();
            for (var path : DOCUMENT.path("paths").properties()) {
                words.add(path.getKey().split("/")[2]);
                String asked = path.getKey().replace("{topic}", "a/b").replace("{number}", "7");
                HttpResponse<String> answer =
                        WebKit.send(
                                client,
                                kit.request(asked)
                                        .method("OPTIONS", BodyPublishers.noBody())
                                        .build());
                assertThat(answer.statusCode()).as(asked).isEqualTo(204);
                assertThat(answer.headers().firstValue("Allow").orElseThrow().split(", "))
                        .as(asked)
                        .containsExactlyInAnyOrder(methods(path.getValue()));
            }
            Set<String> answered = new TreeSet<>(kit.component.words());
            answered.removeAll(DESCRIBED_ELSEWHERE);
            assertThat(words).isEqualTo(answered);
        }
    }

    private static String[] methods(JsonNode item) {
        Set<String> all = Set.of("get", "head", "post", "put", "delete", "patch", "options");
        return item.properties().stream()
                .filter(field -> all.contains(field.getKey()))
                .map(field -> field.getKey().toUpperCase(Locale.ROOT))
                .toArray(String[]::new);
    }

    @Test
    void isServedToAnybody() throws Exception {
        try (WebKit kit = start();
                InputStream in = getClass().getResourceAsStream(ApiCheck.PATH)) {
            HttpResponse<byte[]> answer =
                    kit.client(null)
                            .send(
                                    kit.request("/v1/openapi.yaml").build(),
                                    BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
            assertThat(answer.body()).isEqualTo(in.readAllBytes());
        }
    }

    @Test
    void namesEveryCode() throws IOException {
        Set<String> coded = found("(AIR-1[0-2]\\d\\d)");
        coded.removeAll(NOT_FOR_DEVICES);
        Set<String> named = new TreeSet<>();
        DOCUMENT.findValues("x-air-codes")
                .forEach(codes -> codes.forEach(code -> named.add(code.asText())));
        assertThat(named).isEqualTo(coded);
    }

    @Test
    void namesEveryStatus() throws IOException {
        Set<String> coded = found("\\b(?:of|answer|begin)\\(\\s*(\\d{3})\\b");
        coded.addAll(found("(?:ACCEPTED|MULTI_STATUS) = (\\d{3});"));
        coded.addAll(found("\\? (\\d{3}) : \\d{3}"));
        coded.addAll(found("\\? \\d{3} : (\\d{3})"));
        Arrays.stream(Refusal.values())
                .forEach(refusal -> coded.add(Integer.toString(Problem.status(refusal))));
        Set<String> named = new TreeSet<>();
        operations(
                operation -> operation.path("responses").fieldNames().forEachRemaining(named::add));
        assertThat(named).isEqualTo(coded);
    }

    @Test
    void namesEveryHeaderOfRequests() throws IOException {
        Set<String> coded = lower(found("\\bheader\\(\"([^\"]+)\"\\)"));
        coded.addAll(found("case \"([a-z]+-[a-z-]+|traceparent)\" -> [d{]"));
        coded.addAll(found("\"(air-user-|ce-)\""));
        coded.removeAll(NO_PARAMETERS);
        Set<String> named = new TreeSet<>();
        DOCUMENT.path("components")
                .path("parameters")
                .forEach(
                        parameter -> {
                            if (parameter.path("in").asText().equals("header")) {
                                named.add(parameter.path("name").asText().replaceAll("\\{.*", ""));
                            }
                        });
        assertThat(lower(named)).isEqualTo(coded);
    }

    @Test
    void namesEveryHeaderOfAnswers() throws IOException {
        Set<String> coded = lower(found("putHeader\\(\\s*\"([^\"]+)\""));
        coded.addAll(lower(found("put\\(response, \"([^\"]+)\"")));
        Set<String> named = lower(ApiCheck.everyAnswer());
        operations(
                operation ->
                        operation
                                .path("responses")
                                .forEach(
                                        response ->
                                                ApiCheck.resolved(response)
                                                        .path("headers")
                                                        .fieldNames()
                                                        .forEachRemaining(named::add)));
        assertThat(lower(named)).isEqualTo(coded);
    }

    private static void operations(Consumer<JsonNode> taker) {
        for (JsonNode item : DOCUMENT.path("paths")) {
            for (JsonNode operation : item) {
                if (operation.has("responses")) {
                    taker.accept(operation);
                }
            }
        }
    }

    private static Set<String> lower(Set<String> names) {
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a pattern finds in the code. */
    private static Set<String> found(String pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        Path sources =
                Path.of(System.getProperty("air.project.root"))
                        .resolve("components/camel-airweb/src/main/java/org/airmessenger/airweb");
        for (String folder : PACKAGES) {
            try (Stream<Path> files = Files.list(sources.resolve(folder))) {
                for (Path file : files.toList()) {
                    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
                    while (matcher.find()) {
                        found.add(matcher.group(1));
                    }
                }
            }
        }
        return found;
    }
}
