/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a message from JSON: an item of a batch, the message of a WebSocket's frame (there also
 * from CBOR), or a CloudEvent in structured mode (JSON event format, 3). A JSON body is taken byte
 * by byte as it was written.
 */
public final class JsonItem {

    private static final int MAX_DEPTH = 64;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final byte[] source;
    private final JsonParser json;
    private final MessageDraft draft;
    private final Set<String> beside;
    private final boolean binary;
    private String topic;
    private byte[] body;
    private String bodyType;

    private JsonItem(
            byte[] source,
            JsonParser json,
            MessageDraft draft,
            Set<String> beside,
            boolean binary) {
        this.source = source;
        this.json = json;
        this.draft = draft;
        this.beside = beside;
        this.binary = binary;
    }

    /**
     * The message of a frame, whose parser stands at the object's start.
     *
     * @param binary whether the source is CBOR: bytes come as bytes
     * @param beside fields that are the frame's own
     * @throws RefusedException if it is not what it must be
     */
    public static WebMessage readFrame(
            byte[] source, JsonParser json, boolean binary, Identity identity, Set<String> beside)
            throws IOException {
        MessageDraft draft = new MessageDraft(identity, System.currentTimeMillis()).qos(1);
        JsonItem item = new JsonItem(source, json, draft, beside, binary);
        item.readFields();
        return item.message(item.topic);
    }

    /** A parser over all of a text; its offsets are those of the array. */
    static JsonParser parser(byte[] source) throws IOException {
        return JSON.createParser(source);
    }

    /**
     * The message of the object at which the parser stands; afterwards it stands at its end.
     *
     * @param event whether it is a CloudEvent
     * @param topic of the request, null if it names none: an event goes there, an item unless it
     *     names its own
     * @param qos if it says none
     * @throws RefusedException if it is not what it must be; the parser still stands at its end
     * @throws JsonParseException if it is no JSON
     */
    static WebMessage read(
            byte[] source, JsonParser json, boolean event, Identity identity, String topic, int qos)
            throws IOException {
        MessageDraft draft = new MessageDraft(identity, System.currentTimeMillis()).qos(qos);
        JsonItem item = new JsonItem(source, json, draft, Set.of(), false);
        int depth = json.getParsingContext().getNestingDepth();
        try {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                depth = Integer.MAX_VALUE;
                throw HeaderReader.malformed("an item must be a JSON object; send one per message");
            }
            if (event) {
                item.readEvent();
            } else {
                item.readFields();
            }
        } catch (RefusedException e) {
            if (depth != Integer.MAX_VALUE) {
                skipTo(json, depth);
            }
            throw e;
        }
        // where an event goes the request says, if it does; an item says it itself
        boolean byPath = topic != null && (event || item.topic == null);
        return item.message(byPath ? topic : item.topic);
    }

    /** To the end of the object that lies so deep. */
    private static void skipTo(JsonParser json, int depth) throws IOException {
        while (json.currentToken() != null
                && (json.currentToken() != JsonToken.END_OBJECT
                        || json.getParsingContext().getNestingDepth() >= depth)) {
            json.nextToken();
        }
    }

    private WebMessage message(String named) {
        String problem = MessageDraft.problemOfTopic(named);
        if (problem != null) {
            throw HeaderReader.malformed(problem + "; correct the topic");
        }
        draft.topic(named);
        if (bodyType != null && !draft.has(AirHeaders.CONTENT_TYPE)) {
            draft.contentType("contentType", bodyType);
        }
        boolean given = draft.isIdGiven();
        return new WebMessage(body == null ? new byte[0] : body, draft.headers(), given);
    }

    private void readFields() throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "topic" -> topic = text(name);
                case "id" -> draft.id(name, text(name));
                case "qos" -> draft.qos(HeaderReader.qos(scalar(name)));
                case "priority" -> draft.priority(name, scalar(name));
                case "expiresIn" -> draft.expiresIn(name, scalar(name));
                case "contentType" -> draft.contentType(name, text(name));
                case "contentEncoding" -> draft.contentEncoding(name, text(name));
                case "keyId" -> draft.keyId(name, text(name));
                case "traceparent" -> draft.trace(name, text(name));
                case "replyTo" -> draft.replyTo(name, text(name));
                case "correlation" -> draft.correlation(correlation(name));
                case "user" -> user();
                case "body" -> body(name, raw(), binary ? "application/cbor" : "application/json");
                case "text" ->
                        body(name, text(name).getBytes(StandardCharsets.UTF_8), "text/plain");
                case "base64" -> body(name, base64(name), null);
                default -> readOther(name);
            }
        }
    }

    private void readOther(String name) throws IOException {
        if (beside.contains(name)) {
            json.skipChildren();
        } else if (binary && name.equals("bytes")) {
            if (json.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
                throw HeaderReader.malformed("bytes must be a byte string but was not; send one");
            }
            body(name, json.getBinaryValue(), null);
        } else {
            throw HeaderReader.malformed(
                    "a message must have known fields only but had "
                            + Quoted.of(name)
                            + "; see docs/web.md");
        }
    }

    private byte[] correlation(String name) throws IOException {
        return json.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT
                ? json.getBinaryValue()
                : HeaderReader.base64(name, text(name));
    }

    private void readEvent() throws IOException {
        Map<String, String> attributes = new HashMap<>();
        boolean asText = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (name.equals("data")) {
                asText = json.currentToken() == JsonToken.VALUE_STRING;
                body(name, raw(), "application/json");
            } else if (name.equals("data_base64")) {
                body(name, base64(name), null);
            } else if (json.currentToken() != JsonToken.VALUE_NULL) {
                attributes.put(name, scalar(name));
            }
        }
        String type = attributes.get("datacontenttype");
        if (asText && type != null && !isJson(type)) {
            // JSON event format, 3.1.1: what is not JSON is the text itself
            body = unquoted(body).getBytes(StandardCharsets.UTF_8);
        }
        topic = CloudEvent.of(attributes).apply(draft);
    }

    private static boolean isJson(String type) {
        String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return plain.endsWith("/json") || plain.endsWith("+json");
    }

    private static String unquoted(byte[] value) throws IOException {
        try (JsonParser text = JSON.createParser(value)) {
            return text.nextTextValue();
        }
    }

    private void body(String name, byte[] value, String type) {
        if (body != null) {
            throw HeaderReader.malformed(
                    "an item must have one body but had " + name + " too; send one");
        }
        body = value;
        bodyType = type;
    }

    /** The value at which the parser stands, as it was written. */
    private byte[] raw() throws IOException {
        int from = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        // for a scalar only its end says that all of it was read
        json.finishToken();
        int to = (int) json.currentLocation().getByteOffset();
        return Arrays.copyOfRange(source, from, to);
    }

    private byte[] base64(String name) throws IOException {
        String text = text(name);
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw HeaderReader.malformed(name + " must be base64 but was not; encode its bytes");
        }
    }

    private void user() throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw HeaderReader.malformed("user must be an object of texts; send one");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            draft.user(name, text(name));
        }
    }

    private String text(String name) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw HeaderReader.malformed(name + " must be a text but was not; put it into quotes");
        }
        return json.getText();
    }

    private String scalar(String name) throws IOException {
        if (!json.currentToken().isScalarValue()) {
            throw HeaderReader.malformed(name + " must be one value but was not; send one");
        }
        return json.getText();
    }
}
