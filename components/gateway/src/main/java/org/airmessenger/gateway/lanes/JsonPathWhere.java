/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;

import java.util.regex.Pattern;

/**
 * A condition in JSONPath: fulfilled when the path finds something, and, if it can find only one
 * thing, when that is neither null nor false. Functions and regular expressions are not allowed:
 * their cost would be the device's choice.
 */
final class JsonPathWhere {

    private static final Configuration CONFIGURATION =
            Configuration.builder()
                    .jsonProvider(new JacksonJsonNodeJsonProvider(JsonBodies.MAPPER))
                    .mappingProvider(new JacksonMappingProvider(JsonBodies.MAPPER))
                    .options(Option.SUPPRESS_EXCEPTIONS)
                    .build();
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_]\\w*\\s*\\(");

    private static final Pattern LISTS = Pattern.compile("(?i)\\b(?:subsetof|anyof|noneof)\\b");

    private JsonPathWhere() {}

    static Where compile(String expression) {
        String bare = Where.withoutStrings(expression);
        if (!bare.startsWith("$")) {
            throw Where.wrong("jsonpath", expression, "does not begin with $");
        }
        if (FUNCTION.matcher(bare).find()) {
            throw Where.wrong("jsonpath", expression, "calls a function, compare values instead");
        }
        if (bare.contains("=~")) {
            throw Where.wrong("jsonpath", expression, "uses a regular expression, use == or in");
        }
        if (bare.lastIndexOf('$') > 0) {
            throw Where.wrong("jsonpath", expression, "begins again at $, compare with constants");
        }
        if (LISTS.matcher(bare).find()) {
            throw Where.wrong("jsonpath", expression, "compares lists, use in or contains");
        }
        if (bare.indexOf("..") != bare.lastIndexOf("..")) {
            throw Where.wrong("jsonpath", expression, "searches deep twice, use .. at most once");
        }
        JsonPath path = compilePath(expression);
        boolean definite = path.isDefinite();
        return message -> test(path, definite, message);
    }

    private static JsonPath compilePath(String expression) {
        try {
            return JsonPath.compile(expression);
        } catch (JsonPathException | IllegalArgumentException wrong) {
            throw Where.wrong("jsonpath", expression, "is wrong: " + firstLine(wrong));
        }
    }

    static String firstLine(Exception wrong) {
        String text = String.valueOf(wrong.getMessage());
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static boolean test(JsonPath path, boolean definite, MessageView message) {
        JsonNode body = message.json();
        if (body == null) {
            return false;
        }
        try {
            Object found = path.read(body, CONFIGURATION);
            return found instanceof JsonNode node && (definite ? holds(node) : !node.isEmpty());
        } catch (RuntimeException failed) {
            message.countFailed();
            return false;
        }
    }

    /** What counts as true: all but null and false. */
    static boolean holds(JsonNode node) {
        return !node.isNull() && !node.isMissingNode() && !(node.isBoolean() && !node.asBoolean());
    }
}
