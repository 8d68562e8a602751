/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.broker.BrokerNames;
import org.airmessenger.airbroker.lane.LaneMessages;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.MessageHeaders;

import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.reader.MessageUtil;

import java.util.Map;

/** Reads what comes down out of the broker's messages. */
final class Contents {

    /** User properties that are headers of their own. */
    private static final Map<String, String> HEADERS =
            Map.of(
                    "air-id", AirHeaders.ID,
                    "air-priority", AirHeaders.PRIORITY,
                    "air-content-encoding", AirHeaders.CONTENT_ENCODING,
                    "air-key-id", AirHeaders.KEY_ID,
                    "traceparent", AirHeaders.TRACE,
                    "air-hops", AirHeaders.HOPS);

    private Contents() {}

    /** A command, as the way down wrote it itself. */
    static Content of(MessageReference reference) {
        ICoreMessage message = reference.getMessage().toCore();
        return new Content(LaneMessages.headers(message), LaneMessages.body(message));
    }

    /** A message for local subscribers, as the lanes or the broker's own MQTT handler wrote it. */
    static Content ofLocal(ICoreMessage message) {
        MessageHeaders headers = new MessageHeaders();
        headers.put(AirHeaders.TOPIC, message.getAddress());
        put(headers, AirHeaders.CONTENT_TYPE, message, MQTTUtil.MQTT_CONTENT_TYPE_KEY);
        put(headers, AirHeaders.REPLY_TO, message, MQTTUtil.MQTT_RESPONSE_TOPIC_KEY);
        Object correlation = message.getObjectProperty(MQTTUtil.MQTT_CORRELATION_DATA_KEY);
        if (correlation instanceof byte[] bytes) {
            headers.put(AirHeaders.CORRELATION, bytes);
        }
        Object publisher = message.getObjectProperty(MessageUtil.CONNECTION_ID_PROPERTY_NAME);
        if (publisher != null) {
            headers.put(AirHeaders.DEVICE, BrokerNames.device(publisher.toString()));
        }
        headers.put(AirHeaders.QOS, qosOf(message));
        headers.put(AirHeaders.TIME, message.getTimestamp());
        if (message.getExpiration() > 0) {
            headers.put(AirHeaders.EXPIRY, message.getExpiration());
        }
        for (SimpleString property : message.getPropertyNames()) {
            String name = property.toString();
            if (name.startsWith(MQTTUtil.MQTT_USER_PROPERTY_KEY_PREFIX)) {
                userProperty(headers, name, message.getObjectProperty(property));
            }
        }
        put(headers, AirHeaders.ID, message, LaneMessages.LOCAL_ID);
        Object priority = message.getObjectProperty(LaneMessages.LOCAL_PRIORITY);
        if (priority instanceof Integer) {
            headers.put(AirHeaders.PRIORITY, priority);
        }
        return new Content(headers, LaneMessages.body(message));
    }

    /** At which quality it was published, 0 or 1. */
    static int qosOf(Message message) {
        Object qos = message.getObjectProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY);
        return qos instanceof Integer level ? Math.min(1, level) : message.isDurable() ? 1 : 0;
    }

    private static void put(
            MessageHeaders headers, String header, Message message, SimpleString property) {
        Object value = message.getObjectProperty(property);
        if (value != null) {
            headers.put(header, value.toString());
        }
    }

    /** Its name is {@code <prefix><number>.<name>}. */
    private static void userProperty(MessageHeaders headers, String property, Object value) {
        int dot = property.indexOf('.', MQTTUtil.MQTT_USER_PROPERTY_KEY_PREFIX.length());
        if (dot < 0 || value == null) {
            return;
        }
        String name = property.substring(dot + 1);
        String header = HEADERS.get(name);
        String text = value.toString();
        if (header == null) {
            headers.put(AirHeaders.USER_PREFIX + name, text);
        } else if (!header.equals(AirHeaders.PRIORITY) && !header.equals(AirHeaders.HOPS)) {
            headers.put(header, text);
        } else if (text.length() == 1 && Character.isDigit(text.charAt(0))) {
            headers.put(header, text.charAt(0) - '0');
        }
    }
}
