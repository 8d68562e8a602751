/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.Refusal;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;

import java.util.List;

/** How much a message may carry beside its payload (MQTT 5.0, 3.3.2.3): it is kept, too. */
final class PropertyLimits {

    private static final int MAX_USER = MessageDraft.MAX_USER;
    private static final int MAX_SIZE = MessageDraft.MAX_SIZE;

    private PropertyLimits() {}

    /**
     * Checks the properties of a PUBLISH or of a will.
     *
     * @throws EndingException if they are too many or too long
     */
    static void check(MqttProperties properties) {
        if (properties == null || properties.isEmpty()) {
            return;
        }
        int count = 0;
        int size = 0;
        for (MqttProperties.MqttProperty<?> property : properties.listAll()) {
            if (property.value() instanceof List<?> pairs) {
                count += pairs.size();
            } else if (property.value() instanceof StringPair) {
                count++;
            }
            size += sizeOf(property.value());
        }
        if (count > MAX_USER || size > MAX_SIZE) {
            throw new EndingException(
                    Refusal.TOO_LARGE,
                    Replies.TOO_LARGE,
                    "AIR-1019 a message must have at most %d user properties and %d bytes of properties but had %d and %d; put them into the payload"
                            .formatted(MAX_USER, MAX_SIZE, count, size));
        }
    }

    private static int sizeOf(Object value) {
        if (value instanceof String text) {
            return text.length();
        } else if (value instanceof byte[] bytes) {
            return bytes.length;
        } else if (value instanceof StringPair pair) {
            return pair.key.length() + pair.value.length();
        } else if (value instanceof List<?> values) {
            return values.stream().mapToInt(PropertyLimits::sizeOf).sum();
        }
        return 0;
    }
}
