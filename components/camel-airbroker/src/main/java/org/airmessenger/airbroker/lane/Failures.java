/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.ValidationException;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * What an exception of any sink says. Only one about content is a refusal: a sink that throws
 * something of its own in an outage must not bury a backlog.
 */
final class Failures {

    /** Of libraries that a sink may bring; with those that extend them. */
    private static final Set<String> CONTENT =
            Set.of(
                    "com.fasterxml.jackson.core.JacksonException",
                    "com.fasterxml.jackson.core.JsonProcessingException",
                    "com.google.gson.JsonParseException",
                    "com.jayway.jsonpath.JsonPathException",
                    "jakarta.json.JsonException",
                    "jakarta.xml.bind.JAXBException",
                    "javax.xml.stream.XMLStreamException",
                    "org.apache.camel.processor.validation.PredicateValidationException",
                    "org.xml.sax.SAXException",
                    "org.yaml.snakeyaml.error.YAMLException",
                    "java.text.ParseException",
                    "java.time.DateTimeException");

    private Failures() {}

    /** Refused or away, or null if an exception says neither; its causes are not looked at. */
    static Verdict.Kind kind(Throwable failure) {
        if (failure instanceof TypeConversionException
                || failure instanceof NoTypeConversionAvailableException
                || failure instanceof InvalidPayloadException
                || failure instanceof ValidationException
                || failure instanceof IllegalArgumentException
                || failure instanceof CharacterCodingException
                || isContent(failure.getClass())) {
            return Verdict.Kind.REFUSED;
        }
        return failure instanceof IOException || failure instanceof TimeoutException
                ? Verdict.Kind.AWAY
                : null;
    }

    private static boolean isContent(Class<?> type) {
        for (Class<?> one = type; one != null; one = one.getSuperclass()) {
            if (CONTENT.contains(one.getName())) {
                return true;
            }
        }
        return false;
    }
}
