/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;

/** A message in the CloudEvents that sinks send. */
final class EventLetters {

    private static final Map<String, String> NAMES =
            Map.of(
                    "subject", Letter.TOPIC,
                    "id", Letter.ID,
                    "priority", Letter.PRIORITY,
                    "contentencoding", Letter.ENCODING,
                    "keyid", Letter.KEY_ID,
                    "traceparent", Letter.TRACE,
                    "replyto", Letter.REPLY_TO,
                    "correlation", Letter.CORRELATION);

    private EventLetters() {}

    /** As one JSON object. */
    static Letter read(JsonNode event) throws IOException {
        return read(name -> JsonLetters.text(event, name))
                .with(Letter.CONTENT_TYPE, JsonLetters.text(event, "datacontenttype"))
                .body(Base64.getDecoder().decode(event.path("data_base64").asText()));
    }

    /** As headers of HTTP. */
    static Letter read(Map<String, String> headers, byte[] body) throws IOException {
        return read(name -> decoded(headers.get("ce-" + name)))
                .with(Letter.CONTENT_TYPE, headers.get("content-type"))
                .body(body);
    }

    private static String decoded(String value) {
        return value == null
                ? null
                : URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** By its attributes, without content type and body. */
    static Letter read(Function<String, String> attributes) throws IOException {
        Letter letter = new Letter();
        NAMES.forEach((name, property) -> letter.with(property, attributes.apply(name)));
        String expiry = attributes.apply("expirytime");
        if (expiry != null) {
            letter.expiresIn(Duration.between(Instant.now(), Instant.parse(expiry)).toSeconds());
        }
        String users = attributes.apply("userproperties");
        return users == null
                ? letter
                : letter.user(JsonLetters.users(JsonLetters.JSON.readTree(users)));
    }
}
