/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.mqtt.MqttProperties;
import org.junit.jupiter.api.Test;

class PropertyLimitsTest {

    private static MqttProperties properties(int count, int length) {
        MqttProperties properties = new MqttProperties();
        for (int i = 0; i < count; i++) {
            properties.add(new MqttProperties.UserProperty("k", "v".repeat(length - 1)));
        }
        return properties;
    }

    @Test
    void takesWhatFitsAndRefusesOneMore() {
        assertThatCode(() -> PropertyLimits.check(properties(32, 256))).doesNotThrowAnyException();
        assertThatThrownBy(() -> PropertyLimits.check(properties(33, 2)))
                .hasMessageContaining("AIR-1019");
        assertThatThrownBy(() -> PropertyLimits.check(properties(32, 257)))
                .hasMessageContaining("AIR-1019");
    }

    @Test
    void countsContentTypeAndCorrelationToo() {
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.StringProperty(3, "t".repeat(5000)));
        properties.add(new MqttProperties.BinaryProperty(9, new byte[5000]));
        assertThatThrownBy(() -> PropertyLimits.check(properties)).hasMessageContaining("AIR-1019");
    }
}
