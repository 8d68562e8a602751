/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.EventAttributes;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LaneClass;

import org.apache.camel.Message;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in which may stand {@code {tenant}}, {@code {device}}, {@code {door}}, {@code {class}}
 * (urgent, normal, bulk) and {@code {topic}}, taken from a message.
 */
final class Template {

    /** What may stand in it, for texts. */
    static final String WORDS = "{tenant}, {device}, {door}, {class} and {topic}";

    private static final Pattern WORD = Pattern.compile("\\{([^{}]*)}");
    private static final Map<String, String> HEADERS =
            Map.of(
                    "tenant", AirHeaders.TENANT,
                    "device", AirHeaders.DEVICE,
                    "door", AirHeaders.DOOR,
                    "topic", AirHeaders.TOPIC,
                    "class", AirHeaders.PRIORITY);

    private final String text;
    private final boolean fixed;

    /** A template of this text. */
    Template(String text) {
        this.text = text;
        this.fixed = !WORD.matcher(text).find();
    }

    /** Whether every message gives the same. */
    boolean isFixed() {
        return fixed;
    }

    /** Whether all words are known. */
    boolean isKnown() {
        return WORD.matcher(text).results().allMatch(word -> HEADERS.containsKey(word.group(1)));
    }

    /** The text with something harmless for each word, to check the rest. */
    String sample() {
        return WORD.matcher(text).replaceAll("x");
    }

    /**
     * The text of a message.
     *
     * @throws IllegalArgumentException that names the word that the message has not
     */
    String of(Message message) {
        if (fixed) {
            return text;
        }
        Matcher words = WORD.matcher(text);
        StringBuilder out = new StringBuilder(text.length() + 32);
        while (words.find()) {
            words.appendReplacement(out, Matcher.quoteReplacement(value(words.group(1), message)));
        }
        return words.appendTail(out).toString();
    }

    private static String value(String word, Message message) {
        Object value = message.getHeader(HEADERS.get(word));
        if (word.equals("class")) {
            return LaneClass.of(EventAttributes.priority(value)).word();
        }
        if (value == null) {
            throw new IllegalArgumentException(
                    "the topic needs {" + word + "} but the message has none");
        }
        return value.toString();
    }

    /** The text itself. */
    @Override
    public String toString() {
        return text;
    }
}
