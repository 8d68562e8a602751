/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Quoted;

import org.apache.camel.Message;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Kafka topic of a message: fixed, or with {@code {tenant}}, {@code {device}}, {@code {door}},
 * {@code {class}} (urgent, normal, bulk) and {@code {topic}} (with dots for slashes) in it. Nothing
 * is bent into shape: what is no topic is said to be none.
 */
final class KafkaTopic {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Pattern WORD = Pattern.compile("\\{([^{}]*)}");
    private static final Map<String, String> HEADERS =
            Map.of(
                    "tenant", AirHeaders.TENANT,
                    "device", AirHeaders.DEVICE,
                    "door", AirHeaders.DOOR,
                    "topic", AirHeaders.TOPIC,
                    "class", AirHeaders.PRIORITY);

    private final String template;
    private final boolean fixed;

    private KafkaTopic(String template) {
        this.template = template;
        this.fixed = template.indexOf('{') < 0;
    }

    /**
     * A topic or template.
     *
     * @throws IllegalArgumentException that says what it must be
     */
    static KafkaTopic of(String template) {
        Set<String> unknown = new TreeSet<>();
        Matcher words = WORD.matcher(template);
        while (words.find()) {
            if (!HEADERS.containsKey(words.group(1))) {
                unknown.add(words.group());
            }
        }
        String sample = WORD.matcher(template).replaceAll("x");
        if (!unknown.isEmpty() || !isName(sample)) {
            throw new IllegalArgumentException(
                    "AIR-5102 topic must be a topic of Kafka, in which may stand {tenant}, {device},"
                            + " {door}, {class} and {topic}, but was "
                            + Quoted.of(template));
        }
        return new KafkaTopic(template);
    }

    /** Whether every message goes to the same topic. */
    boolean isFixed() {
        return fixed;
    }

    /**
     * The topic of a message.
     *
     * @throws IllegalArgumentException if the message gives none, or none that Kafka can have
     */
    String of(Message message) {
        if (fixed) {
            return template;
        }
        Matcher words = WORD.matcher(template);
        StringBuilder out = new StringBuilder(template.length() + 32);
        while (words.find()) {
            words.appendReplacement(out, Matcher.quoteReplacement(value(words.group(1), message)));
        }
        String topic = words.appendTail(out).toString();
        if (!isName(topic)) {
            throw new IllegalArgumentException(
                    "AIR-5111 a topic of Kafka must be 1–249 of a–z, A–Z, 0–9, '.', '_' and '-' but"
                            + " this message's would be "
                            + Quoted.of(topic));
        }
        return topic;
    }

    private static String value(String word, Message message) {
        Object value = message.getHeader(HEADERS.get(word));
        if (word.equals("class")) {
            return LaneClass.of(EventAttributes.priority(value)).word();
        }
        if (value == null) {
            throw new IllegalArgumentException(
                    "AIR-5111 the topic needs {" + word + "} but the message has none");
        }
        String text = value.toString();
        return word.equals("topic") ? text.replace('/', '.') : text;
    }

    private static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }
}
