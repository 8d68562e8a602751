/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.config.Settings;
import org.airmessenger.message.Topics;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
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

/** {@code air send}: publishes one message as a device, over MQTT with TLS. */
@Command(name = "send", description = "Publishes one message as a device, over MQTT with TLS.")
final class SendCommand extends BaseCommand {

    @Mixin private MqttOptions mqtt;

    @Parameters(index = "0", description = "The topic.")
    private String topic;

    @Parameters(index = "1", description = "The body; - takes it from the standard input.")
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

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        check();
        Settings settings = settings(List.of());
        Mqtt5BlockingClient client = mqtt.client(settings);
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
        String wrong = Topics.problemOfName(topic);
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
