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

    private static final Pattern WHOLE = Pattern.compile("(?s).+");
    private static final Pattern OPERAND =
            Pattern.compile("@(?:\\.[A-Za-z_][\\w-]*|\\['[^']*']|\\[\\d+])+");

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
        return new Compiled(expression, path, path.isDefinite());
    }

    private record Compiled(String expression, JsonPath path, boolean definite) implements Where {

        @Override
        public boolean test(MessageView message) {
            return JsonPathWhere.test(path, definite, message);
        }

        @Override
        public String why(MessageView message) {
            String unreadable = WhyNot.unreadable(message);
            return unreadable != null
                    ? unreadable
                    : WhyNot.notHolding("jsonpath", expression, values(message.json()));
        }

        /** Of a path its value; of a filter the values that it compares, in the first element. */
        private String values(JsonNode body) {
            int filter = expression.indexOf("[?");
            if (filter < 0) {
                return WhyNot.values(expression, WHOLE, any -> read(any, definite ? body : null));
            }
            String prefix = expression.substring(0, filter);
            JsonNode at = prefix.contains("..") ? null : read(prefix, body);
            if (at == null) {
                return prefix.contains("..") ? "" : prefix + " is absent";
            }
            JsonNode first = at.isArray() ? at.path(0) : at;
            String whose = at.isArray() ? "of " + at.size() + " elements the first has: " : "";
            String values =
                    WhyNot.values(
                            expression.substring(filter),
                            OPERAND,
                            operand -> read("$" + operand.substring(1), first));
            return values.isEmpty() ? "" : whose + values;
        }

        private static JsonNode read(String path, JsonNode in) {
            if (in == null || in.isMissingNode()) {
                return null;
            }
            try {
                return JsonPath.compile(path).read(in, CONFIGURATION) instanceof JsonNode node
                        ? node
                        : null;
            } catch (RuntimeException wrong) {
                return null;
            }
        }
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
