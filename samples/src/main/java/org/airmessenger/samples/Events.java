/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.message.LaneClass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads CloudEvents in JSON, as functions get them. */
final class Events {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Events() {}

    /** The events of a JSON array, or the one event. */
    static List<Arrived> read(byte[] json) throws IOException {
        JsonNode root = JSON.readTree(json);
        List<Arrived> events = new ArrayList<>();
        if (root.isArray()) {
            for (JsonNode each : root) {
                events.add(event(each));
            }
        } else {
            events.add(event(root));
        }
        return events;
    }

    private static Arrived event(JsonNode event) {
        return new Arrived(
                event.path("id").asText(),
                event.path("device").asText(),
                event.path("subject").asText(),
                laneClass(event.path("priority").asText()),
                body(event));
    }

    private static String body(JsonNode event) {
        if (event.has("data_base64")) {
            byte[] bytes = Base64.getDecoder().decode(event.path("data_base64").asText());
            return new String(bytes, StandardCharsets.UTF_8);
        }
        JsonNode data = event.path("data");
        return data.isTextual() ? data.asText() : data.toString();
    }

    /** The class of a priority in text; null if there is none. */
    static String laneClass(String priority) {
        return priority == null || priority.isEmpty()
                ? null
                : LaneClass.of(Integer.parseInt(priority)).word();
    }
}
