/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

import org.airmessenger.message.Causes;
import org.airmessenger.message.Reason;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** What Paho tells of one connection; comes on Paho's threads and must not block them. */
public abstract class MqttEvents implements MqttCallback {

    /** Why something failed, fit for a line of log or status. */
    public static String reason(Throwable failure) {
        Throwable root = Causes.root(failure);
        String text = root.getMessage();
        boolean vague = text == null || text.isBlank() || !(root instanceof MqttException);
        return Reason.of(vague ? root.getClass().getSimpleName() + ": " + text : text);
    }

    /**
     * The connection has ended, and not by us.
     *
     * @param reason a few words for people
     */
    protected abstract void lost(String reason);

    @Override
    public final void disconnected(MqttDisconnectResponse response) {
        if (response.getException() != null) {
            lost(reason(response.getException()));
        } else {
            String why = response.getReasonString();
            lost(
                    "the broker ended it with 0x%02X%s"
                            .formatted(
                                    response.getReturnCode(),
                                    why == null ? "" : ", " + Reason.of(why)));
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        // nothing is subscribed to
    }

    @Override
    public final void mqttErrorOccurred(MqttException failure) {
        // what matters ends the connection
    }

    @Override
    public final void deliveryComplete(IMqttToken token) {
        // whoever published waits for the token itself
    }

    @Override
    public final void connectComplete(boolean again, String url) {
        // whoever connects waits for the token itself
    }

    @Override
    public final void authPacketArrived(int code, MqttProperties properties) {
        // no method of authentication was offered
    }
}
