/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.message.Quoted;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in words why a condition on a body does not hold: what it looks at, and what is there. */
final class WhyNot {

    private static final int MOST_PATHS = 8;
    private static final int MOST_CHARACTERS = 60;

    private WhyNot() {}

    /** Why a body cannot be read as JSON, or null if it can. */
    static String unreadable(MessageView message) {
        if (message.json() != null) {
            return null;
        }
        return message.tooLarge()
                ? "the body has "
                        + message.size()
                        + " bytes, and a where looks at no more than "
                        + message.maxParsedBytes()
                        + " (air.lanes.maxParsedBytes)"
                : "the body is not JSON";
    }

    /**
     * Tells the values at the paths of an expression.
     *
     * @param paths finds them; its first group, if any, else the whole match
     * @param value gives the value at one, or null
     */
    static String values(String expression, Pattern paths, Function<String, JsonNode> value) {
        Set<String> seen = new LinkedHashSet<>();
        Matcher matcher = paths.matcher(expression);
        while (matcher.find() && seen.size() < MOST_PATHS) {
            seen.add(matcher.group());
        }
        StringBuilder text = new StringBuilder();
        for (String path : seen) {
            JsonNode found = value.apply(path);
            text.append(text.isEmpty() ? "" : ", ").append(path).append(' ');
            text.append(
                    found == null || found.isMissingNode() ? "is absent" : "is " + shortly(found));
        }
        return text.toString();
    }

    /** A value, cut if it is long. */
    static String shortly(Object value) {
        String text = String.valueOf(value);
        return text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, MOST_CHARACTERS) + "… (" + text.length() + " characters)";
    }

    /** The sentence for an expression that was evaluated and does not hold. */
    static String notHolding(String language, String expression, String values) {
        return language
                + " "
                + Quoted.of(expression)
                + " does not hold"
                + (values.isEmpty() ? "" : ": " + values);
    }
}
