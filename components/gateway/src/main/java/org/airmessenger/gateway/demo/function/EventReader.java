/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.luben.zstd.ZstdInputStream;
import io.vertx.core.MultiMap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads CloudEvents 1.0 over HTTP: binary mode, structured mode and batches. */
final class EventReader {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String BATCH = "application/cloudevents-batch+json";

    private static final String STRUCTURED = "application/cloudevents+json";

    private EventReader() {}

    /** Whether the request carries a batch. */
    static boolean isBatch(MultiMap headers) {
        String type = headers.get("Content-Type");
        return type != null && type.startsWith(BATCH);
    }

    /** The content without the gateway's compression. */
    static byte[] decode(MultiMap headers, byte[] body) throws IOException {
        String coding = headers.get("Content-Encoding");
        if ("gzip".equals(coding)) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return in.readAllBytes();
            }
        }
        if ("zstd".equals(coding)) {
            try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(body))) {
                return in.readAllBytes();
            }
        }
        return body;
    }

    /**
     * The message of a request in binary or structured mode.
     *
     * @throws IOException if a required attribute is missing
     */
    static Arrival single(MultiMap headers, byte[] content) throws IOException {
        String declared = headers.get("Content-Type");
        if (declared != null && declared.startsWith(STRUCTURED)) {
            try (JsonParser json = JSON.createParser(content)) {
                json.nextToken();
                return event(json);
            }
        }
        require(headers.get("ce-specversion"), "ce-specversion");
        require(headers.get("ce-source"), "ce-source");
        require(headers.get("ce-type"), "ce-type");
        long sequence = -1;
        if (declared != null && declared.contains("json")) {
            try (JsonParser data = JSON.createParser(content)) {
                data.nextToken();
                sequence = sequence(data);
            }
        }
        return new Arrival(
                URLDecoder.decode(require(headers.get("ce-id"), "ce-id"), StandardCharsets.UTF_8),
                orEmpty(headers.get("ce-device")),
                headers.contains("ce-priority") ? Integer.parseInt(headers.get("ce-priority")) : 4,
                millis(headers.get("ce-time")),
                sequence);
    }

    /**
     * The messages of a batch.
     *
     * @throws IOException if it is no batch, or an event lacks a required attribute
     */
    static List<Arrival> batch(byte[] content) throws IOException {
        List<Arrival> arrivals = new ArrayList<>();
        try (JsonParser json = JSON.createParser(content)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("a batch must be an array");
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                arrivals.add(event(json));
            }
        }
        return arrivals;
    }

    private static Arrival event(JsonParser json) throws IOException {
        String id = null;
        String device = "";
        String time = null;
        int priority = 4;
        long sequence = -1;
        int required = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "id" -> id = json.getText();
                case "device" -> device = json.getText();
                case "time" -> time = json.getText();
                case "priority" -> priority = json.getIntValue();
                case "specversion", "source", "type" -> required++;
                case "data" -> sequence = sequence(json);
                default -> json.skipChildren();
            }
        }
        if (required != 3) {
            throw new IOException("an event must have specversion, source and type");
        }
        return new Arrival(require(id, "id"), device, priority, millis(time), sequence);
    }

    /** Reads the value the parser stands on to its end. */
    private static long sequence(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return -1;
        }
        long sequence = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = json.currentName().equals("seq");
            if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && wanted) {
                sequence = json.getLongValue();
            }
            json.skipChildren();
        }
        return sequence;
    }

    private static long millis(String time) {
        return time == null ? 0 : Instant.parse(time).toEpochMilli();
    }

    private static String require(String value, String name) throws IOException {
        if (value == null || value.isEmpty()) {
            throw new IOException("an event must have " + name);
        }
        return value;
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }
}
