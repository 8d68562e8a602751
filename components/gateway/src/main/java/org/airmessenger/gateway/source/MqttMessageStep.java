/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import java.util.List;
import java.util.Map;

/**
 * Messages of another broker: topic and device by {@link TopicMap}, headers by {@link MqttHeaders}.
 * How a message ended decides what the broker is told, see {@link MqttArrivals}.
 */
public final class MqttMessageStep extends SourceStep {

    private TopicMap map = new TopicMap(List.of("#"));
    private String template = "";

    /** What is subscribed to, separated by commas; after {@code raw:}. */
    public void setFilter(String filter) {
        String bare = filter.startsWith("raw:") ? filter.substring("raw:".length()) : filter;
        map = new TopicMap(List.of(bare.strip().split("\\s*,\\s*", -1)));
    }

    /** A device's id, or a template that gives one. */
    @Override
    public void setDevice(String device) {
        template = device;
        // a fixed one must be there when the source starts
        super.setDevice(TopicMap.isTemplate(device) ? "" : device);
    }

    @Override
    protected void doInit() throws Exception {
        check("device", map.problem(template));
        check("topic", map.problem(topic(), "device"));
        super.doInit();
    }

    private static void check(String name, String problem) {
        if (problem != null) {
            throw new IllegalArgumentException("AIR-1132 " + name + " " + problem);
        }
    }

    @Override
    String sample(String text) {
        return TopicMap.sample(text);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        MqttArrival.Try attempt = attempt(exchange);
        SourceMessage message = attempt == null ? null : attempt.arrival().made();
        if (message == null) {
            message = message(exchange);
            if (attempt != null) {
                attempt.arrival().made(message);
            }
        }
        begin(exchange, message);
        callback.done(true);
        return true;
    }

    private static MqttArrival.Try attempt(Exchange exchange) {
        return exchange.getProperty(MqttArrival.Try.PROPERTY, MqttArrival.Try.class);
    }

    private SourceMessage message(Exchange exchange) {
        Message in = exchange.getMessage();
        String remote = in.getHeader(PahoMqtt5Constants.MQTT_TOPIC, "", String.class);
        Map<String, Object> headers =
                MqttHeaders.of(
                        in.getHeader(
                                PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class),
                        System.currentTimeMillis());
        boolean idGiven = headers.containsKey(AirHeaders.ID);
        int qos = in.getHeader(PahoMqtt5Constants.MQTT_QOS, 1, Integer.class);
        headers.put(AirHeaders.QOS, Math.min(1, qos));
        headers.merge(AirHeaders.HOPS, 1, (before, one) -> (int) before + 1);
        String topic = map.knows(remote) ? map.fill(topic(), remote) : "";
        SourceMessage made = make(exchange, map.fill(template, remote), topic, headers);
        // without one the broker's next connection is the only one who may know it again
        return new SourceMessage(made.body(), made.headers(), idGiven);
    }

    @Override
    void check(SourceMessage message) {
        String topic = (String) message.headers().get(AirHeaders.TOPIC);
        if (topic.isEmpty()) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-1139 a message must come by a filter of its source but came by one that"
                            + " the broker still has from before; give the source another clientId");
        }
        String problem =
                Topics.isReserved(topic)
                        ? "a topic must not belong to the gateway but was " + Quoted.of(topic)
                        : Topics.problemOfName(topic);
        if (problem != null) {
            throw new RefusedException(
                    Refusal.MALFORMED, "AIR-1139 " + problem + "; correct the topic of the source");
        }
    }

    @Override
    void ended(Exchange exchange, SourceMessage message, RefusedException refused, boolean over) {
        exchange.setException(null);
        MqttArrival.Try attempt = attempt(exchange);
        if (attempt != null) {
            attempt.ended(over, refused == null ? 0 : refused.retryAfterMillis());
        }
    }
}
