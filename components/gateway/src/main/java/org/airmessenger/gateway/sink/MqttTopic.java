/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.Quoted;
import org.airmessenger.message.Topics;

import org.apache.camel.Message;

/** The MQTT topic that a message is published to, by a {@link Template}. */
final class MqttTopic {

    private final Template template;
    private final String code;

    private MqttTopic(Template template, String code) {
        this.template = template;
        this.code = code;
    }

    /**
     * A topic or template.
     *
     * @param wrong code if it is none
     * @param unfit code if a message gives none
     * @throws IllegalArgumentException that says what it must be
     */
    static MqttTopic of(String text, String wrong, String unfit) {
        Template template = new Template(text);
        String problem = Topics.problemOfName(template.sample());
        if (!template.isKnown() || problem != null || template.sample().indexOf('{') >= 0) {
            throw new IllegalArgumentException(
                    "%s topic must be an MQTT topic, in which may stand %s, but was %s%s"
                            .formatted(
                                    wrong,
                                    Template.WORDS,
                                    Quoted.of(text),
                                    problem == null ? "" : ": " + problem));
        }
        return new MqttTopic(template, unfit);
    }

    /** Whether every message goes to the same topic. */
    boolean isFixed() {
        return template.isFixed();
    }

    /**
     * The topic of a message.
     *
     * @throws IllegalArgumentException if the message gives none
     */
    String of(Message message) {
        String topic;
        try {
            topic = template.of(message);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(code + " " + e.getMessage(), e);
        }
        String problem = template.isFixed() ? null : Topics.problemOfName(topic);
        if (problem != null) {
            throw new IllegalArgumentException(code + " " + problem);
        }
        return topic;
    }
}
