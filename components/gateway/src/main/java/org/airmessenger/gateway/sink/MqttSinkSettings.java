/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.mqtt.MqttAccess;

/**
 * A checked destination that is another MQTT broker.
 *
 * @param access how it is reached
 * @param topic where messages are published
 * @param qos 0 or 1
 */
record MqttSinkSettings(MqttAccess access, MqttTopic topic, int qos) {

    /** Host and port, for texts. */
    String peer() {
        return access.url().peer();
    }
}
