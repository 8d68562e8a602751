/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.Quoted;

import org.apache.camel.Message;

import java.util.regex.Pattern;

/**
 * The Kafka topic of a message, fixed or by a {@link Template}; slashes of a message's own topic
 * become dots. Nothing else is bent into shape: what is no topic is said to be none.
 */
final class KafkaTopic {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private final Template template;

    private KafkaTopic(Template template) {
        this.template = template;
    }

    /**
     * A topic or template.
     *
     * @throws IllegalArgumentException that says what it must be
     */
    static KafkaTopic of(String text) {
        Template template = new Template(text);
        if (!template.isKnown() || !isName(template.sample())) {
            throw new IllegalArgumentException(
                    "AIR-5102 topic must be a topic of Kafka, in which may stand "
                            + Template.WORDS
                            + ", but was "
                            + Quoted.of(text));
        }
        return new KafkaTopic(template);
    }

    /** Whether every message goes to the same topic. */
    boolean isFixed() {
        return template.isFixed();
    }

    /**
     * The topic of a message.
     *
     * @throws IllegalArgumentException if the message gives none, or none that Kafka can have
     */
    String of(Message message) {
        if (template.isFixed()) {
            return template.toString();
        }
        String topic;
        try {
            topic = template.of(message).replace('/', '.');
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("AIR-5111 " + e.getMessage(), e);
        }
        if (!isName(topic)) {
            throw new IllegalArgumentException(
                    "AIR-5111 a topic of Kafka must be 1–249 of a–z, A–Z, 0–9, '.', '_' and '-' but"
                            + " this message's would be "
                            + Quoted.of(topic));
        }
        return topic;
    }

    private static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }
}
