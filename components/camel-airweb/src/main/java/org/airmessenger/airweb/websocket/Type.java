/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import java.util.Locale;
import java.util.Set;

/** What a device says; {@code asyncapi.yaml} describes each. */
enum Type {
    /** A message; its fields are those of an item of a batch. */
    SEND(Set.of()),
    /** It has what came down. */
    ACK(Set.of()),
    /** It cannot take what came down. */
    NACK(Set.of("code", "reason")),
    /** It wants messages. */
    SUBSCRIBE(Set.of("filter", "qos")),
    /** It wants no more of them. */
    UNSUBSCRIBE(Set.of("filter")),
    /** It wants a sign of life. */
    PING(Set.of());

    private final String word = name().toLowerCase(Locale.ROOT);
    private final Set<String> fields;

    Type(Set<String> fields) {
        this.fields = fields;
    }

    /** How it is written. */
    String word() {
        return word;
    }

    /** Its fields, beside {@code type} and {@code ref}. */
    Set<String> fields() {
        return fields;
    }

    /** The type of that word, or null. */
    static Type of(String word) {
        for (Type type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        return null;
    }
}
