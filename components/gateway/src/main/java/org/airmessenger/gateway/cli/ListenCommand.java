/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.message.Topics;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code air listen}: subscribes as a device and prints what comes. */
@Command(name = "listen", description = "Subscribes as a device and prints what comes.")
final class ListenCommand extends BaseCommand {

    @Mixin private MqttOptions mqtt;

    @Option(
            names = "--as",
            paramLabel = "ID",
            required = true,
            description = "The device to be, by its files ID.pem and ID.key.")
    private String device;

    @Parameters(index = "0", description = "The topic filter.")
    private String filter;

    @Option(
            names = {"-n", "--count"},
            description = "Ends after so many messages (default: never).")
    private Integer count;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Ends with exit code 1 when nothing came for so long (default: never).")
    private Long timeout;

    @Override
    public Integer call() throws IOException, GeneralSecurityException, InterruptedException {
        String wrong = Topics.problemOfFilter(filter.replaceFirst("^\\$share/[^/]+/", ""));
        if (wrong != null) {
            throw new IllegalArgumentException("AIR-9043 " + wrong);
        }
        Mqtt5BlockingClient client = mqtt.client(settings(List.of()), device);
        try (Mqtt5BlockingClient.Mqtt5Publishes messages =
                client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.connect();
            client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
            err().println("listening to " + filter);
            err().flush();
            int code = receive(messages);
            client.disconnect();
            return code;
        } catch (Mqtt5ConnAckException e) {
            err().println("refused: " + e.getMqttMessage().getReasonCode());
            return Air.FAILED;
        } catch (Mqtt5SubAckException e) {
            err().println("refused: " + e.getMqttMessage().getReasonCodes());
            return Air.FAILED;
        } catch (ConnectionFailedException e) {
            throw new IOException(
                    "AIR-9042 the gateway must answer at the given host and port but did not: "
                            + MqttFailure.text(e),
                    e);
        }
    }

    private int receive(Mqtt5BlockingClient.Mqtt5Publishes messages) throws InterruptedException {
        int left = count == null ? Integer.MAX_VALUE : count;
        while (left > 0) {
            if (timeout == null) {
                show(messages.receive());
            } else {
                Optional<Mqtt5Publish> message = messages.receive(timeout, TimeUnit.SECONDS);
                if (message.isEmpty()) {
                    return Air.FAILED;
                }
                show(message.get());
            }
            if (count != null) {
                left--;
            }
        }
        return Air.OK;
    }

    private void show(Mqtt5Publish message) {
        String body = new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("topic", message.getTopic().toString());
        values.put("qos", message.getQos().getCode());
        values.put("payload", body);
        print(values, message.getTopic() + " " + body);
    }
}
