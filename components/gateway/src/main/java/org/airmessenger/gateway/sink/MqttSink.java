/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.mqtt.LinkNames;
import org.airmessenger.gateway.mqtt.MqttEvents;
import org.airmessenger.gateway.payload.Bodies;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Links;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Reason;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * One destination that is another MQTT broker, as the Kamelet {@code air-mqtt-sink} sees it: as a
 * step it gives a message its topic and properties; as the client of Camel's Paho component it
 * publishes, connects when needed, and gives up a connection at its first failure.
 */
public final class MqttSink extends MqttClient implements Processor {

    private static final String UNUSED = "tcp://127.0.0.1:1";
    private static final int FIRST_FAILURE = 0x80;
    private static final int NOT_AUTHORIZED = 0x87;

    /** PUBACK: topic name invalid, packet too large, payload format invalid (MQTT 5.0, 2.4). */
    private static final Set<Integer> CONTENT = Set.of(0x90, 0x95, 0x99);

    private final Map<String, String> parameters = new HashMap<>();
    private final Clock clock = Clock.systemUTC();
    private MqttSinkSettings settings;
    private MqttLine line;
    private Links.Handle link;
    private boolean closed;
    private DeliveryException lastFailure;
    private long lastFailureNanos;

    /** Made by Camel; {@link #open()} follows. */
    public MqttSink() throws MqttException {
        // what is inherited is never connected: each connection is a line of its own
        super(UNUSED, "air-mqtt-sink", new MemoryPersistence());
    }

    /** {@code mqtts://host:port}; after {@code raw:}. */
    public void setUrl(String url) {
        parameters.put("url", Parameters.secret(url));
    }

    /** A topic, or a template as {@code plants/{tenant}/{topic}}; after {@code raw:}. */
    public void setTopic(String topic) {
        parameters.put("topic", Parameters.secret(topic));
    }

    /** 0 or 1 (default). */
    public void setQos(String qos) {
        parameters.put("qos", qos);
    }

    /** Who the gateway is there; default a random name. */
    public void setClientId(String clientId) {
        parameters.put("clientId", clientId);
    }

    /** Who logs in; after {@code raw:}. */
    public void setUser(String user) {
        parameters.put("user", Parameters.secret(user));
    }

    /** The password; after {@code raw:}. */
    public void setPassword(String password) {
        parameters.put("password", Parameters.secret(password));
    }

    /** 100 ms to 2 min, as {@code 10s} (default). */
    public void setTimeout(String timeout) {
        parameters.put("timeout", timeout);
    }

    /** Certificates that are trusted, PEM; default the JDK's. */
    public void setCaFile(String caFile) {
        parameters.put("caFile", caFile);
    }

    /** Client certificate, PEM. */
    public void setCertFile(String certFile) {
        parameters.put("certFile", certFile);
    }

    /** Its key, PEM, PKCS #8. */
    public void setKeyFile(String keyFile) {
        parameters.put("keyFile", keyFile);
    }

    /** {@code true} allows a connection without TLS to other addresses than loopback. */
    public void setAllowPlain(String allowPlain) {
        parameters.put("allowPlain", allowPlain);
    }

    /**
     * Checks the parameters; the route that uses them does not start if one is wrong.
     *
     * @throws IllegalArgumentException with a line per problem, AIR-5120 to AIR-5128
     */
    public void open() {
        settings = MqttSinkCheck.check(parameters);
    }

    /** Ends the connection. */
    @Override
    public synchronized void close() {
        closed = true;
        if (line != null) {
            line.close();
            line = null;
        }
        if (link != null) {
            link.close();
        }
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        if (message.getBody() instanceof List) {
            throw DeliveryException.refused(
                    "AIR-5131 a message is published alone but a list came");
        }
        announce(exchange);
        try {
            message.setBody(Bodies.bytes(message));
            message.setHeader(
                    PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, settings.topic().of(message));
            message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_QOS, settings.qos());
            message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_RETAINED, false);
            message.setHeader(
                    PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES,
                    MqttEvent.properties(message, clock.millis()));
        } catch (IllegalArgumentException e) {
            throw DeliveryException.refused(e.getMessage());
        }
    }

    /** Only the first message tells to whom the sink belongs. */
    private synchronized void announce(Exchange exchange) {
        if (link == null && !closed) {
            String route = exchange.getFromRouteId();
            link =
                    LinkNames.open(
                            exchange.getContext(), route == null ? "" : route, settings.peer());
        }
    }

    private synchronized void lost(MqttLine broken, String reason) {
        if (line == broken && link != null) {
            link.down(reason);
        }
    }

    /**
     * For Camel: publishes, and returns when the other broker has acknowledged.
     *
     * @throws DeliveryException if it has not
     */
    @Override
    public void publish(String topic, MqttMessage message) {
        MqttLine current = line(System.nanoTime());
        int code;
        try {
            if (!current.takes(topic, message)) {
                throw DeliveryException.refused(
                        "AIR-5130 the message is larger than " + settings.peer() + " takes");
            }
            code = current.publish(topic, message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(current, e);
        } catch (MqttException | TimeoutException e) {
            throw failed(current, e);
        } catch (IllegalArgumentException e) {
            throw DeliveryException.refused("AIR-5131 " + Reason.of(e.getMessage()));
        }
        if (code >= FIRST_FAILURE) {
            throw refused(code, topic);
        }
    }

    private DeliveryException refused(int code, String topic) {
        boolean content = CONTENT.contains(code);
        if (content || code == NOT_AUTHORIZED && !settings.topic().isFixed()) {
            return DeliveryException.refused(
                    "AIR-5130 %s refused the message with 0x%02X for the topic %s"
                            .formatted(settings.peer(), code, Quoted.of(topic)));
        }
        return DeliveryException.away(
                "AIR-5132 %s answered with 0x%02X".formatted(settings.peer(), code), 0);
    }

    /** The line, made if there is none; whoever waited for a vain attempt makes none himself. */
    private synchronized MqttLine line(long since) {
        if (line != null && line.isUp()) {
            return line;
        }
        if (lastFailure != null && lastFailureNanos - since > 0) {
            throw lastFailure;
        }
        if (closed) {
            throw DeliveryException.away("AIR-5134 the destination is being stopped", 0);
        }
        if (line != null) {
            line.close();
            line = null;
        }
        try {
            line = MqttLine.open(settings.access(), this::lost);
            if (link != null) {
                link.up();
            }
            return line;
        } catch (MqttException | IOException | GeneralSecurityException e) {
            throw remember("AIR-5133 %s cannot be reached: %s", e);
        }
    }

    private synchronized DeliveryException failed(MqttLine broken, Exception failure) {
        if (line == broken) {
            line = null;
        }
        broken.close();
        return remember("AIR-5132 %s did not acknowledge: %s", failure);
    }

    private DeliveryException remember(String text, Exception failure) {
        String reason = MqttEvents.reason(failure);
        if (link != null) {
            link.down(reason);
        }
        lastFailure = DeliveryException.away(text.formatted(settings.peer(), reason), 0);
        lastFailureNanos = System.nanoTime();
        return lastFailure;
    }
}
