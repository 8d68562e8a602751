/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.mqtt.MqttAccess;
import org.airmessenger.gateway.mqtt.MqttUrl;

import java.util.Map;
import java.util.UUID;

/** Checks the parameters of {@code air-mqtt-sink} and reports every problem at once. */
final class MqttSinkCheck {

    private MqttSinkCheck() {}

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException with a line per problem
     */
    static MqttSinkSettings check(Map<String, String> values) {
        Parameters all = new Parameters(values);
        MqttUrl url = url(all);
        MqttTopic topic = null;
        try {
            topic = MqttTopic.of(all.value("topic", "{topic}"), "AIR-5122", "AIR-5131");
        } catch (IllegalArgumentException e) {
            all.problem(e.getMessage());
        }
        all.both("AIR-5127", "certFile", "keyFile");
        String password = all.exact("password");
        if (password != null && all.exact("user") == null) {
            all.problem("AIR-5128 password needs a user but none is given");
        }
        MqttSinkSettings settings =
                new MqttSinkSettings(
                        new MqttAccess(
                                url,
                                all.value("clientId", "air-" + UUID.randomUUID()),
                                all.exact("user"),
                                password,
                                all.timeout("AIR-5124"),
                                all.pem("AIR-5126", "caFile"),
                                all.pem("AIR-5126", "certFile"),
                                all.pem("AIR-5126", "keyFile")),
                        topic,
                        (int) all.number("AIR-5123", "qos", 1, 0, 1));
        all.end();
        return settings;
    }

    private static MqttUrl url(Parameters all) {
        try {
            return MqttUrl.of(
                    all.value("url", ""), all.on("allowPlain", false), "AIR-5120", "AIR-5121");
        } catch (IllegalArgumentException e) {
            all.problem(e.getMessage());
            return null;
        }
    }
}
