/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.Quoted;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * The attributes of a CloudEvent (1.0, 3) as those of a message, whatever mode it came in: the same
 * names by which the gateway itself sends events. Attributes that no message has travel as user
 * properties {@code ce-<name>}.
 */
final class CloudEvent {

    private static final String VERSION = "1.0";
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> attributes;

    private CloudEvent(Map<String, String> attributes) {
        this.attributes = attributes;
    }

    /**
     * Of these attributes, which it uses up.
     *
     * @throws org.airmessenger.message.RefusedException if one that every event has is missing
     */
    static CloudEvent of(Map<String, String> attributes) {
        for (String name : new String[] {"specversion", "id", "source", "type"}) {
            String value = attributes.get(name);
            if (value == null || value.isEmpty()) {
                throw HeaderReader.malformed(
                        "a CloudEvent must have " + name + " but has none; send it");
            }
        }
        if (!attributes.get("specversion").equals(VERSION)) {
            throw HeaderReader.malformed(
                    "specversion must be 1.0 but was "
                            + Quoted.of(attributes.get("specversion"))
                            + "; send CloudEvents 1.0");
        }
        return new CloudEvent(attributes);
    }

    /**
     * Puts them into a message.
     *
     * @return the topic that its subject names, or null
     */
    String apply(MessageDraft draft) {
        draft.id("id", attributes.remove("id"));
        attributes.remove("specversion");
        // the connection proves these, and the event's own say nothing about it
        attributes.remove("device");
        attributes.remove("tenant");
        attributes.remove("door");
        String value = attributes.remove("priority");
        if (value != null) {
            draft.priority("priority", value);
        }
        value = attributes.remove("expirytime");
        if (value != null) {
            draft.expiresAt(millis(value));
        }
        value = attributes.remove("datacontenttype");
        if (value != null) {
            draft.contentType("datacontenttype", value);
        }
        value = attributes.remove("contentencoding");
        if (value != null) {
            draft.contentEncoding("contentencoding", value);
        }
        value = attributes.remove("keyid");
        if (value != null) {
            draft.keyId("keyid", value);
        }
        value = attributes.remove("traceparent");
        if (value != null) {
            draft.trace("traceparent", value);
        }
        value = attributes.remove("replyto");
        if (value != null) {
            draft.replyTo("replyto", value);
        }
        value = attributes.remove("correlation");
        if (value != null) {
            draft.correlation(HeaderReader.base64("correlation", value));
        }
        value = attributes.remove("userproperties");
        if (value != null) {
            userProperties(draft, value);
        }
        String subject = attributes.remove("subject");
        attributes.forEach((name, other) -> draft.user("ce-" + name, other));
        return subject;
    }

    private static long millis(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw HeaderReader.malformed(
                    "expirytime must be a time by RFC 3339 but was "
                            + Quoted.of(time)
                            + "; send one with its offset");
        }
    }

    private static void userProperties(MessageDraft draft, String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    if (!json.nextToken().isScalarValue()) {
                        throw noProperties(text);
                    }
                    draft.user(name, json.getText());
                }
                return;
            }
        } catch (IOException e) {
            // told below
        }
        throw noProperties(text);
    }

    private static RuntimeException noProperties(String text) {
        return HeaderReader.malformed(
                "userproperties must be a JSON object of texts but was "
                        + Quoted.of(text)
                        + "; correct it");
    }
}
