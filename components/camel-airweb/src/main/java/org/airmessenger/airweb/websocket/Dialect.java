/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How messages are written: a sub-protocol of WebSocket. */
enum Dialect {
    /** JSON in text frames. */
    JSON(
            "air.v1.json",
            false,
            new JsonFactoryBuilder()
                    // a text frame is UTF-8, whatever its first bytes look like
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(constraints())
                    .build()),
    /** CBOR (RFC 8949) in binary frames. */
    CBOR(
            "air.v1.cbor",
            true,
            CBORFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(constraints())
                    .build());

    private static final int ROOM = 256;

    private final String protocol;
    private final boolean binary;
    private final JsonFactory factory;

    /** What is written. */
    @FunctionalInterface
    interface Content {

        /**
         * Writes the fields of an object that is open.
         *
         * @param out what the generator writes to
         */
        void writeTo(JsonGenerator json, ByteArrayOutputStream out) throws IOException;
    }

    Dialect(String protocol, boolean binary, JsonFactory factory) {
        this.protocol = protocol;
        this.binary = binary;
        this.factory = factory;
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(64)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
    }

    /** The name of the sub-protocol. */
    String protocol() {
        return protocol;
    }

    /** Whether its frames are binary. */
    boolean isBinary() {
        return binary;
    }

    /** The dialect of a sub-protocol, or null. */
    static Dialect of(String protocol) {
        for (Dialect dialect : values()) {
            if (dialect.protocol.equals(protocol)) {
                return dialect;
            }
        }
        return null;
    }

    /** Reads a message; its offsets are those of the array. */
    JsonParser parser(byte[] message) throws IOException {
        return factory.createParser(message);
    }

    /** Writes a message: an object with a type. */
    byte[] write(String type, int bodyBytes, Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bodyBytes + ROOM);
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", type);
            content.writeTo(json, out);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
