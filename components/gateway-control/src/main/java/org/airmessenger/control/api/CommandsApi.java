/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.identity.DeviceRegistry;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Commands;
import org.airmessenger.message.Commands.Answer;
import org.airmessenger.message.Commands.Command;
import org.airmessenger.message.Commands.Outcome;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Commands down to devices, as the routes of {@code control-operator} call it. What waits for a
 * device holds no thread.
 */
public final class CommandsApi {

    /** Name of the bean in Camel's registry, as the route file calls it. */
    public static final String BEAN = "airCommandsApi";

    private static final int MOST = 1000;
    private static final int MOST_SECONDS = 300;
    private static final int DELIVERY_MILLIS = 2_000;
    private static final int MOST_MILLIS = MOST_SECONDS * 1000;
    private static final int SECOND = 1000;
    private static final int MOST_PRIORITY = 9;
    private static final int MOST_ID = 128;
    private static final String[] FIELDS = {
        "topic",
        "body",
        "base64",
        "qos",
        "id",
        "priority",
        "expiresIn",
        "contentType",
        "properties",
        "waitMillis",
        "answerSeconds",
        "replyTo"
    };

    private final CamelContext context;
    private final GatewayControl control;
    private final DeviceRegistry devices;
    private final Answers answers;

    CommandsApi(
            CamelContext context, GatewayControl control, DeviceRegistry devices, Answers answers) {
        this.context = context;
        this.control = control;
        this.devices = devices;
        this.answers = answers;
    }

    /** {@code GET /api/v1/commands?limit=&after=}: the devices for which commands wait. */
    public void boxes(Exchange exchange) {
        answers.json(
                exchange,
                "commands",
                () -> {
                    Call call = new Call(exchange, "limit", "after");
                    int limit = call.number("limit", 1, MOST, 100);
                    ObjectNode answer = (ObjectNode) Json.tree(commands().summary());
                    ArrayNode list = answer.putArray("devices");
                    commands()
                            .boxes(call.text("after"), limit)
                            .forEach(box -> list.add(Json.tree(box)));
                    return answer;
                });
    }

    /** {@code GET /api/v1/commands/{device}?limit=}: what waits for it, in its order. */
    public CompletionStage<byte[]> waiting(Exchange exchange) {
        return answers.later(
                exchange,
                "commands-device",
                () -> {
                    Call call = new Call(exchange, "limit");
                    String device = known(call);
                    int limit = call.number("limit", 1, MOST, 100);
                    return commands()
                            .waiting(device, limit)
                            .thenApply(
                                    all -> {
                                        ObjectNode box =
                                                (ObjectNode) Json.tree(commands().box(device));
                                        ArrayNode list = box.putArray("commands");
                                        all.forEach(each -> list.add(Json.tree(each)));
                                        return box;
                                    });
                });
    }

    /** {@code DELETE /api/v1/commands/{device}}: removes what waits, counted as purged. */
    public CompletionStage<byte[]> purge(Exchange exchange) {
        return answers.later(
                exchange,
                "commands-purge",
                () ->
                        commands()
                                .purge(known(new Call(exchange)))
                                .thenApply(count -> Json.object().put("purged", count)));
    }

    /** {@code POST /api/v1/commands/{device}}: sends one, and waits for its answer if asked to. */
    public CompletionStage<byte[]> send(Exchange exchange) {
        return answers.later(
                exchange,
                "commands-send",
                () -> {
                    Call call = new Call(exchange);
                    String device = known(call);
                    ObjectNode body = call.body(FIELDS);
                    long answer = (long) number(body, "answerSeconds", 0, MOST_SECONDS, 0) * SECOND;
                    int delivery = number(body, "waitMillis", 0, MOST_MILLIS, DELIVERY_MILLIS);
                    Command command =
                            new Command(
                                    device,
                                    topic(device, Call.text(body, "topic", false)),
                                    number(body, "qos", 0, 1, 1),
                                    headers(device, body, answer > 0),
                                    bytes(body));
                    return commands().send(command, delivery, answer).thenApply(CommandsApi::tree);
                });
    }

    private String known(Call call) {
        String device = call.path("device");
        control.require(device);
        return device;
    }

    private String topic(String device, String asked) {
        String topic = asked == null ? devices.ownTopic(device) : asked;
        if (topic == null) {
            throw new ControlException(
                    Kind.CONFLICT,
                    "AIR-1530 a policy must let its devices subscribe to a filter with ${device} but that of "
                            + device
                            + " has none; add one");
        }
        String problem = Topics.problemOfName(topic);
        if (problem != null) {
            throw Call.invalid(problem);
        }
        if (devices.addressees(topic).stream().noneMatch(each -> each.device().equals(device))) {
            throw new ControlException(
                    Kind.CONFLICT,
                    "AIR-1530 a command's topic must be one of its device's own, such as %s, but was %s; name one"
                            .formatted(devices.ownTopic(device), Quoted.of(topic)));
        }
        return topic;
    }

    private static Map<String, Object> headers(String device, ObjectNode body, boolean answered) {
        Map<String, Object> headers = new HashMap<>();
        String id = Call.text(body, "id", false);
        if (id != null) {
            headers.put(AirHeaders.ID, checkedId(id));
        }
        if (body.hasNonNull("priority")) {
            headers.put(AirHeaders.PRIORITY, number(body, "priority", 0, MOST_PRIORITY, 0));
        }
        if (body.hasNonNull("expiresIn")) {
            long seconds = number(body, "expiresIn", 1, Integer.MAX_VALUE, 0);
            headers.put(AirHeaders.EXPIRY, System.currentTimeMillis() + seconds * SECOND);
        }
        String contentType = Call.text(body, "contentType", false);
        if (contentType != null) {
            headers.put(AirHeaders.CONTENT_TYPE, contentType);
        }
        body.path("properties")
                .properties()
                .forEach(
                        each ->
                                headers.put(
                                        AirHeaders.USER_PREFIX + checkedName(each.getKey()),
                                        each.getValue().asText()));
        String replyTo = Call.text(body, "replyTo", false);
        if (replyTo != null || answered) {
            String token = UUID.randomUUID().toString();
            headers.put(AirHeaders.CORRELATION, token.getBytes(StandardCharsets.US_ASCII));
            headers.put(
                    AirHeaders.REPLY_TO,
                    replyTo == null ? "replies/" + device + '/' + token : checkedTopic(replyTo));
        }
        return headers;
    }

    /** The gateway's own names do not come in from outside. */
    private static String checkedName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || lower.startsWith("air") || lower.startsWith("camel")) {
            throw Call.invalid(
                    "the name of a property must not be empty nor begin with air or camel but was "
                            + Quoted.of(name));
        }
        return name;
    }

    private static String checkedId(String id) {
        if (id.isEmpty()
                || id.length() > MOST_ID
                || !id.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw Call.invalid(
                    "id must be 1–128 visible ASCII characters but was " + Quoted.of(id));
        }
        return id;
    }

    private static String checkedTopic(String topic) {
        String problem = Topics.problemOfName(topic);
        if (problem != null) {
            throw Call.invalid("replyTo: " + problem);
        }
        return topic;
    }

    private static byte[] bytes(ObjectNode body) {
        String text = Call.text(body, "body", false);
        String encoded = Call.text(body, "base64", false);
        if (text != null && encoded != null) {
            throw Call.invalid("body and base64 must not both be there but are");
        }
        if (encoded == null) {
            return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException wrong) {
            throw Call.invalid("field base64 must be Base64 but is not");
        }
    }

    private static int number(ObjectNode body, String name, int least, int most, int fallback) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw Call.invalid(name + " must be " + least + "–" + most + " but was " + value);
        }
        return value.intValue();
    }

    private static JsonNode tree(Outcome outcome) {
        ObjectNode tree =
                Json.object()
                        .put("id", outcome.id())
                        .put("topic", outcome.topic())
                        .put("state", outcome.state().word())
                        .put("here", outcome.here())
                        .put("waiting", outcome.waiting());
        if (outcome.answer() != null) {
            tree.set("answer", tree(outcome.answer()));
        }
        return tree;
    }

    private static JsonNode tree(Answer answer) {
        ObjectNode tree = Json.object();
        tree.put("id", text(answer, AirHeaders.ID));
        tree.put("topic", text(answer, AirHeaders.TOPIC));
        tree.put("contentType", text(answer, AirHeaders.CONTENT_TYPE));
        try {
            tree.put(
                    "body",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(answer.body()))
                            .toString());
        } catch (CharacterCodingException binary) {
            tree.put("base64", answer.body());
        }
        return tree;
    }

    private static String text(Answer answer, String header) {
        return answer.headers().get(header) instanceof String value ? value : null;
    }

    private Commands commands() {
        Commands found = context.getRegistry().lookupByNameAndType(Commands.BEAN, Commands.class);
        if (found == null) {
            throw new ControlException(
                    Kind.UNAVAILABLE, "AIR-6220 the rooms must run to be asked but did not start");
        }
        return found;
    }

    /** What a refusal is to an operator. */
    static ControlException refusal(RefusedException refused) {
        Kind kind =
                switch (refused.refusal()) {
                    case LANE_FULL, GOING_DOWN, OVER_RATE -> Kind.UNAVAILABLE;
                    case NO_RECEIVER, NOT_ALLOWED -> Kind.CONFLICT;
                    default -> Kind.FAILED;
                };
        return new ControlException(kind, refused.getMessage());
    }
}
