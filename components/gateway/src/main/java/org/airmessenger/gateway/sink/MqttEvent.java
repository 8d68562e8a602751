/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.EventAttributes;
import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a message's headers leave over MQTT 5: as they would have come in. */
final class MqttEvent {

    private static final Map<String, String> NAMES =
            Map.of(
                    AirHeaders.CONTENT_ENCODING, "air-content-encoding",
                    AirHeaders.KEY_ID, "air-key-id",
                    AirHeaders.TRACE, "traceparent");

    private static final long MOST_SECONDS = 0xFFFFFFFFL;

    private MqttEvent() {}

    /**
     * The properties.
     *
     * @param nowMillis epoch milliseconds, for the time that is left
     */
    static MqttProperties properties(Message message, long nowMillis) {
        MqttProperties properties = new MqttProperties();
        Map<String, Object> headers = message.getHeaders();
        if (headers.get(AirHeaders.CONTENT_TYPE) instanceof String type) {
            properties.setContentType(type);
        }
        if (headers.get(AirHeaders.EXPIRY) instanceof Long expiry) {
            long left = Math.max(0, (expiry - nowMillis + 999) / 1000);
            properties.setMessageExpiryInterval(Math.min(left, MOST_SECONDS));
        }
        if (headers.get(AirHeaders.REPLY_TO) instanceof String topic) {
            properties.setResponseTopic(topic);
        }
        if (headers.get(AirHeaders.CORRELATION) instanceof byte[] bytes) {
            properties.setCorrelationData(bytes);
        }
        List<UserProperty> own = new ArrayList<>();
        own.add(new UserProperty("air-id", EventAttributes.id(message)));
        int priority = EventAttributes.priority(headers.get(AirHeaders.PRIORITY));
        own.add(new UserProperty("air-priority", Integer.toString(priority)));
        int hops = headers.get(AirHeaders.HOPS) instanceof Integer so ? so : 0;
        own.add(new UserProperty("air-hops", Integer.toString(hops + 1)));
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            String name = NAMES.get(header.getKey());
            if (name == null && header.getKey().startsWith(AirHeaders.USER_PREFIX)) {
                name = header.getKey().substring(AirHeaders.USER_PREFIX.length());
            }
            if (name != null && header.getValue() != null) {
                own.add(new UserProperty(name, header.getValue().toString()));
            }
        }
        properties.setUserProperties(own);
        return properties;
    }
}
