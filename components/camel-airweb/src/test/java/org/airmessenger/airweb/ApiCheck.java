/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Compares what is answered with the API's document. */
final class ApiCheck {

    static final String PATH = "/org/airmessenger/airweb/openapi.yaml";

    static final JsonNode DOCUMENT = yaml(PATH);

    private ApiCheck() {}

    static JsonNode yaml(String resource) {
        try (InputStream in = ApiCheck.class.getResourceAsStream(resource)) {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return new ObjectMapper().valueToTree(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a reference means; anything else is itself. */
    static JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : DOCUMENT.at(reference.substring(1));
    }

    /** The path of the document that is asked for; null if it has none. */
    private static JsonNode pathItem(String path) {
        for (var item : DOCUMENT.path("paths").properties()) {
            String pattern =
                    Pattern.quote(item.getKey())
                            .replace("{topic}", "\\E.+\\Q")
                            .replace("{number}", "\\E[^/]+\\Q");
            if (path.matches(pattern)) {
                return item.getValue();
            }
        }
        return null;
    }

    /** The answer's status, headers and media type stand in the document. */
    static void check(HttpResponse<?> answer) {
        JsonNode item = pathItem(answer.request().uri().getRawPath());
        if (item == null) {
            assertThat(answer.statusCode()).as(answer.toString()).isGreaterThanOrEqualTo(400);
            return;
        }
        JsonNode operation = item.path(answer.request().method().toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            assertThat(answer.statusCode()).as(answer.toString()).isIn(404, 405, 503);
            return;
        }
        JsonNode known =
                resolved(operation.path("responses").path(Integer.toString(answer.statusCode())));
        assertThat(known.isObject()).as("documented: " + answer).isTrue();
        Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.add(":status");
        headers.addAll(everyAnswer());
        known.path("headers").fieldNames().forEachRemaining(headers::add);
        assertThat(headers).as("headers of " + answer).containsAll(answer.headers().map().keySet());
        answer.headers()
                .firstValue("Content-Type")
                .ifPresent(
                        type ->
                                assertThat(
                                                known.path("content").has("*/*")
                                                        || known.path("content").has(type))
                                        .as("media type " + type + " of " + answer)
                                        .isTrue());
    }

    static Set<String> everyAnswer() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        DOCUMENT.path("x-air-every-answer")
                .path("headers")
                .forEach(header -> names.add(header.asText()));
        return names;
    }
}
