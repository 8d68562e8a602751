/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A message in the JSON of the web door and of WebSocket. */
final class JsonLetters {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> NAMES =
            Map.of(
                    "topic", Letter.TOPIC,
                    "id", Letter.ID,
                    "contentType", Letter.CONTENT_TYPE,
                    "contentEncoding", Letter.ENCODING,
                    "keyId", Letter.KEY_ID,
                    "traceparent", Letter.TRACE,
                    "replyTo", Letter.REPLY_TO,
                    "correlation", Letter.CORRELATION,
                    "base64", Letter.BODY);

    private JsonLetters() {}

    static ObjectNode write(Letter letter) {
        ObjectNode json = JSON.createObjectNode();
        NAMES.forEach((name, property) -> json.put(name, letter.get(property)));
        json.put("qos", Integer.parseInt(letter.get(Letter.QOS)));
        json.put("priority", Integer.parseInt(letter.get(Letter.PRIORITY)));
        json.put("expiresIn", Integer.parseInt(letter.get(Letter.EXPIRY)));
        Letter.users().forEach(json.putObject("user")::put);
        return json;
    }

    static Letter read(JsonNode json) {
        Letter letter = new Letter();
        NAMES.forEach((name, property) -> letter.with(property, text(json, name)));
        letter.with(Letter.QOS, text(json, "qos")).with(Letter.PRIORITY, text(json, "priority"));
        if (json.has("text")) {
            letter.body(json.path("text").asText().getBytes(StandardCharsets.UTF_8));
        } else if (json.has("body")) {
            letter.body(json.path("body").toString().getBytes(StandardCharsets.UTF_8));
        }
        if (json.has("expiresIn")) {
            letter.expiresIn(json.path("expiresIn").asLong());
        }
        return letter.user(users(json.path("user")));
    }

    static Map<String, String> users(JsonNode json) {
        Map<String, String> users = new TreeMap<>();
        json.properties().forEach(one -> users.put(one.getKey(), one.getValue().asText()));
        return users;
    }

    static String text(JsonNode json, String name) {
        return json.has(name) ? json.path(name).asText() : null;
    }
}
