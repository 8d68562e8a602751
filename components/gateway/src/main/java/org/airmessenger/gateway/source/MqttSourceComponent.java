/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;

import java.util.Map;

/**
 * {@code air-mqtt:…?source=#bean}: Camel's Paho component, but for its consumer, which loses
 * messages: it connects before it listens, acknowledges by a thread's return, and stands still for
 * ever once as many messages failed as the broker sends at once.
 */
public final class MqttSourceComponent extends PahoMqtt5Component {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        MqttSource source =
                resolveAndRemoveReferenceParameter(parameters, "source", MqttSource.class);
        if (source == null) {
            throw new IllegalArgumentException(
                    "AIR-1137 an air-mqtt: URI must name its MqttSource but does not; start from"
                            + " kamelet:air-mqtt-source");
        }
        return new MqttSourceEndpoint(uri, remaining, this, source);
    }
}
