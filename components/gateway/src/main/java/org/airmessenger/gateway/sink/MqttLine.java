/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.mqtt.MqttAccess;
import org.airmessenger.gateway.mqtt.MqttEvents;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;

/** One connection to another broker, from CONNACK to the first failure; never mended. */
final class MqttLine {

    private static final int MOST_IN_FLIGHT = 1024;

    private final MqttAsyncClient client;
    private final long timeoutMillis;
    private final Semaphore window;
    private final ReadWriteLock closing = new ReentrantReadWriteLock();
    private boolean closed;
    private final long maxPacket;

    private MqttLine(MqttAsyncClient client, long timeoutMillis, MqttProperties server) {
        this.client = client;
        this.timeoutMillis = timeoutMillis;
        Integer most = server == null ? null : server.getReceiveMaximum();
        Long packet = server == null ? null : server.getMaximumPacketSize();
        this.window = new Semaphore(most == null ? MOST_IN_FLIGHT : Math.min(most, MOST_IN_FLIGHT));
        this.maxPacket = packet == null ? Long.MAX_VALUE : packet;
    }

    /**
     * Connects; waits for CONNACK.
     *
     * @param lost told which line ended by itself, and why
     */
    static MqttLine open(MqttAccess access, BiConsumer<MqttLine, String> lost)
            throws MqttException, IOException, GeneralSecurityException {
        long timeout = access.timeout().toMillis();
        MqttConnectionOptions options = access.options();
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        MqttAsyncClient client = access.client();
        try {
            IMqttToken connected = client.connect(options);
            connected.waitForCompletion(timeout);
            MqttLine line = new MqttLine(client, timeout, connected.getResponseProperties());
            client.setCallback(
                    new MqttEvents() {
                        @Override
                        protected void lost(String reason) {
                            lost.accept(line, reason);
                        }
                    });
            return line;
        } catch (MqttException e) {
            MqttAccess.end(client);
            throw e;
        }
    }

    /** Whether it stands, as far as is known. */
    boolean isUp() {
        return client.isConnected();
    }

    /** Whether the other broker says that it takes a message of this size. */
    boolean takes(String topic, MqttMessage message) throws MqttException {
        if (maxPacket == Long.MAX_VALUE) {
            return true;
        }
        MqttPublish packet = new MqttPublish(topic, message, message.getProperties());
        packet.setMessageId(1);
        return packet.getHeader().length + packet.getPayload().length <= maxPacket;
    }

    /**
     * Publishes and waits for the acknowledgement; at most as many at once as the other broker
     * takes.
     *
     * @return its reason code; 0 is a success
     */
    int publish(String topic, MqttMessage message)
            throws MqttException, InterruptedException, TimeoutException {
        if (!window.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("no place among the unacknowledged");
        }
        try {
            IMqttToken sent = begin(topic, message);
            sent.waitForCompletion(timeoutMillis);
            int[] codes = sent.getReasonCodes();
            return codes == null || codes.length == 0 ? 0 : codes[codes.length - 1];
        } finally {
            window.release();
        }
    }

    /** Paho fails in odd ways when it is closed under a publisher's feet. */
    private IMqttToken begin(String topic, MqttMessage message) throws MqttException {
        closing.readLock().lock();
        try {
            if (closed) {
                throw new MqttException(MqttClientException.REASON_CODE_CLIENT_CLOSED);
            }
            return client.publish(topic, message, null, null);
        } finally {
            closing.readLock().unlock();
        }
    }

    /** Ends it, whatever is in flight. */
    void close() {
        closing.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                MqttAccess.end(client);
            }
        } finally {
            closing.writeLock().unlock();
        }
    }
}
