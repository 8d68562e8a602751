/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import java.io.IOException;

/**
 * Reads bodies from strangers. The limits keep one message from costing more than its bytes:
 * nesting would cost stack, and comparing long numbers or numeric strings costs their square.
 */
final class JsonBodies {

    static final int MAX_DEPTH = 64;
    static final int MAX_NUMBER_CHARACTERS = 64;
    static final int MAX_STRING_CHARACTERS = 16_384;

    static final ObjectMapper MAPPER = mapper();
    private static final ObjectReader READER = MAPPER.reader();

    private JsonBodies() {}

    private static ObjectMapper mapper() {
        StreamReadConstraints limits =
                StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_CHARACTERS)
                        .maxStringLength(MAX_STRING_CHARACTERS)
                        .build();
        JsonFactory factory = JsonFactory.builder().streamReadConstraints(limits).build();
        return new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The bytes as JSON, or null if they are none or beyond the limits. */
    static JsonNode parse(byte[] bytes) {
        try {
            JsonNode node = READER.readTree(bytes);
            return node == null || node.isMissingNode() ? null : node;
        } catch (IOException noJson) {
            return null;
        }
    }
}
