/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.AirHeaders;

import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

import java.util.Map;

/** The properties of a PUBLISH (MQTT 5.0, 3.3.2.3) as a message's headers. */
final class MqttHeaders {

    private static final long MILLIS = 1000;

    private MqttHeaders() {}

    /**
     * All that comes in.
     *
     * @param properties null for none
     * @param now epoch milliseconds, from which the expiry counts
     */
    static Map<String, Object> of(MqttProperties properties, long now) {
        IncomingHeaders headers = new IncomingHeaders();
        if (properties == null) {
            return headers.all();
        }
        headers.text(AirHeaders.CONTENT_TYPE, properties.getContentType());
        headers.replyTo(properties.getResponseTopic());
        headers.correlation(properties.getCorrelationData());
        if (properties.getMessageExpiryInterval() != null) {
            headers.expiry(now + properties.getMessageExpiryInterval() * MILLIS);
        }
        for (UserProperty one : properties.getUserProperties()) {
            take(headers, one.getKey(), one.getValue());
        }
        return headers.all();
    }

    private static void take(IncomingHeaders headers, String name, String value) {
        switch (name) {
            case "air-id" -> headers.token(AirHeaders.ID, value);
            case "air-priority" -> headers.priority(value);
            case "air-content-encoding" -> headers.token(AirHeaders.CONTENT_ENCODING, value);
            case "air-key-id" -> headers.token(AirHeaders.KEY_ID, value);
            case "air-hops" -> headers.hops(value);
            case "traceparent" -> headers.trace(value);
            default -> headers.property(name, value);
        }
    }
}
