/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.util.AttributeKey;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyServerConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Sends subscribers what the broker has for them in the order in which its queue gives it out (MQTT
 * 5.0, 4.6). By itself the broker lets each packet wait for whatever its thread has on the way to
 * the disk; a queue changes its thread all the time, so packets overtake each other. There is
 * nothing to wait for: a queue has a message only when the disk has it.
 */
final class OutgoingOrder implements MQTTInterceptor {

    /** Where a connection's door is found. */
    static final AttributeKey<DoorHandler> DOOR =
            AttributeKey.valueOf("org.airmessenger.airbroker.door");

    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        MqttMessageType type = packet.fixedHeader().messageType();
        if ((type == MqttMessageType.PUBLISH || type == MqttMessageType.PUBREL)
                && connection.getTransportConnection() instanceof NettyServerConnection netty) {
            netty.getChannel().attr(DOOR).get().deliver(packet);
            return false;
        }
        return true;
    }
}
