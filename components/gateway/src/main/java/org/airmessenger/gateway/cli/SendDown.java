/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code air send --to} can do more, and how it tells what became of the command. */
final class SendDown {

    private static final int MOST_SECONDS = 300;

    @Option(
            names = "--topic",
            description =
                    "With --to: one of the device's own topics (default: the first of its policy).")
    private String topic;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description =
                    "With --to: waits for the device's answer, 1 to 300; exit code 1 if none comes.")
    private int answerSeconds;

    @Option(
            names = "--reply-topic",
            paramLabel = "TOPIC",
            description =
                    "With --wait: where the answer comes (default: replies/ID/ and a word of its own).")
    private String replyTo;

    @Option(
            names = "--property",
            paramLabel = "NAME=VALUE",
            description = "With --to: a user property; may come again.")
    private Map<String, String> properties = new LinkedHashMap<>();

    String topic() {
        return topic;
    }

    Duration patience() {
        return Duration.ofSeconds(answerSeconds);
    }

    /** The command's own fields. */
    ObjectNode command(byte[] body) {
        if (answerSeconds < 0 || answerSeconds > MOST_SECONDS) {
            throw new IllegalArgumentException(
                    "AIR-9043 --wait must be 1 to " + MOST_SECONDS + " but was " + answerSeconds);
        }
        ObjectNode command = JsonNodeFactory.instance.objectNode();
        try {
            command.put(
                    "body",
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException binary) {
            command.put("base64", body);
        }
        if (topic != null) {
            command.put("topic", topic);
        }
        if (answerSeconds > 0) {
            command.put("answerSeconds", answerSeconds);
        }
        if (replyTo != null) {
            command.put("replyTo", replyTo);
        }
        ObjectNode named = command.putObject("properties");
        properties.forEach(named::put);
        return command;
    }

    /** Whether there is what was waited for. */
    boolean isAnswered(JsonNode sent) {
        return !sent.path("state").asText().equals("dropped")
                && (answerSeconds == 0 || sent.has("answer"));
    }

    /** What became of it, in words. */
    static String text(JsonNode sent, String device) {
        if (sent.has("answer")) {
            JsonNode answer = sent.get("answer");
            return answer.has("body")
                    ? answer.get("body").asText()
                    : "base64: " + answer.path("base64").asText();
        }
        String here = sent.path("here").asText();
        String waits =
                "kept, and waits: %s, %d in its mailbox"
                        .formatted(
                                here.isEmpty()
                                        ? device + " is away"
                                        : device + " is here (" + here + ") but has not taken it",
                                sent.path("waiting").asLong());
        return switch (sent.path("state").asText()) {
            case "delivered" -> "delivered: " + device + " acknowledged it";
            case "given" ->
                    "given to "
                            + device
                            + (here.isEmpty() ? "" : " (" + here + ")")
                            + ", not acknowledged yet";
            case "dropped" -> "dropped before " + device + " had it";
            default -> waits;
        };
    }
}
