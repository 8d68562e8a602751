/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.api.OperatorClient;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.message.Topics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code air send}: publishes one message as a device, over MQTT with TLS; or, as the operator,
 * sends one down to a device.
 */
@Command(
        name = "send",
        description = {
            "Publishes one message as a device (--as ID TOPIC BODY), over MQTT with TLS;",
            "or sends a command down to one (--to ID BODY), over the operator port."
        })
final class SendCommand extends BaseCommand {

    @Mixin private MqttOptions mqtt;

    @ArgGroup(multiplicity = "1")
    private Who who;

    @Mixin private SendDown down;

    @Parameters(
            arity = "1..2",
            paramLabel = "WORD",
            description =
                    "With --as the topic and the body, with --to the body; a body of - comes from the standard input.")
    private List<String> words;

    private String topic;
    private String payload;

    @Option(
            names = {"-q", "--qos"},
            defaultValue = "1",
            description = "0 at most once, 1 at least once (default: 1).")
    private int qos;

    @Option(names = "--priority", description = "0 to 9; 7 and above is urgent.")
    private Integer priority;

    @Option(names = "--id", description = "The message's id: a resend with it is taken once.")
    private String id;

    @Option(names = "--content-type", description = "What the body is.")
    private String contentType;

    @Option(names = "--expires-in", paramLabel = "SECONDS", description = "When it is worthless.")
    private Long expiresIn;

    /** In whose name, or to whom. */
    static final class Who {

        @Option(
                names = "--as",
                paramLabel = "ID",
                description = "The device to be, by its files ID.pem and ID.key.")
        private String as;

        @Option(
                names = "--to",
                paramLabel = "ID",
                description = "The device to which a command goes down.")
        private String to;
    }

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        int expected = who.to == null ? 2 : 1;
        if (words.size() != expected) {
            throw new IllegalArgumentException(
                    who.to == null
                            ? "AIR-9043 --as needs a topic and a body but has one word only"
                            : "AIR-9043 --to needs the body alone but has two words; name the topic by --topic");
        }
        topic = who.to == null ? words.get(0) : down.topic();
        payload = words.get(expected - 1);
        check();
        if (who.to != null) {
            return sendDown();
        }
        Settings settings = settings(List.of());
        Mqtt5BlockingClient client = mqtt.client(settings, who.as);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("topic", topic);
        String refused = null;
        try {
            client.connect();
            refused = publish(client);
            client.disconnect();
        } catch (Mqtt5ConnAckException e) {
            refused =
                    e.getMqttMessage().getReasonCode()
                            + reason(e.getMqttMessage().getReasonString());
        } catch (ConnectionFailedException e) {
            throw new IOException(
                    "AIR-9042 the gateway must answer at the given host and port but did not: "
                            + MqttFailure.text(e),
                    e);
        }
        answer.put("kept", refused == null);
        if (refused != null) {
            answer.put("reason", refused);
        }
        print(answer, refused == null ? text() : "refused: " + refused);
        return refused == null ? Air.OK : Air.FAILED;
    }

    private int sendDown() throws IOException {
        ObjectNode command = down.command(body());
        command.put("qos", qos);
        if (id != null) {
            command.put("id", id);
        }
        if (priority != null) {
            command.put("priority", priority);
        }
        if (contentType != null) {
            command.put("contentType", contentType);
        }
        if (expiresIn != null) {
            command.put("expiresIn", expiresIn);
        }
        JsonNode sent = OperatorClient.of(home()).send(who.to, command, down.patience());
        print(sent, SendDown.text(sent, who.to));
        return down.isAnswered(sent) ? Air.OK : Air.FAILED;
    }

    private String text() {
        return qos == 0 ? "sent" : "kept";
    }

    private String publish(Mqtt5BlockingClient client) throws IOException {
        Mqtt5UserPropertiesBuilder properties = Mqtt5UserProperties.builder();
        if (id != null) {
            properties.add("air-id", id);
        }
        if (priority != null) {
            properties.add("air-priority", priority.toString());
        }
        Mqtt5PublishBuilder.Complete message =
                Mqtt5Publish.builder()
                        .topic(topic)
                        .qos(qos == 0 ? MqttQos.AT_MOST_ONCE : MqttQos.AT_LEAST_ONCE)
                        .payload(body())
                        .userProperties(properties.build());
        if (contentType != null) {
            message.contentType(contentType);
        }
        if (expiresIn != null) {
            message.messageExpiryInterval(expiresIn);
        }
        try {
            client.publish(message.build());
            return null;
        } catch (Mqtt5PubAckException e) {
            return e.getMqttMessage().getReasonCode()
                    + reason(e.getMqttMessage().getReasonString());
        }
    }

    private void check() {
        String wrong = topic == null ? null : Topics.problemOfName(topic);
        if (wrong != null) {
            throw new IllegalArgumentException("AIR-9043 " + wrong);
        }
        if (qos < 0 || qos > 1) {
            throw new IllegalArgumentException("AIR-9043 -q must be 0 or 1 but was " + qos);
        }
        if (priority != null && (priority < 0 || priority > 9)) {
            throw new IllegalArgumentException(
                    "AIR-9043 --priority must be 0 to 9 but was " + priority);
        }
    }

    private byte[] body() throws IOException {
        return payload.equals("-")
                ? System.in.readAllBytes()
                : payload.getBytes(StandardCharsets.UTF_8);
    }

    private static String reason(java.util.Optional<?> text) {
        return text.map(words -> " " + words).orElse("");
    }
}
