/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.Bodies;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Quoted;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One destination of devices, as the Kamelet {@code air-device-sink} sees it: gives a message the
 * local topic it is published to. {@link DeviceVerdict} follows it.
 */
public final class DeviceSink implements Processor {

    /** Exchange property (String): the topic the message came from. */
    static final String CAME_FROM = "AirDeviceSinkCameFrom";

    /** Exchange property (Boolean): whether a topic without subscribers is fine. */
    static final String NOBODY_IS_FINE = "AirDeviceSinkNobodyIsFine";

    private static final Set<String> NOBODY = new TreeSet<>(Set.of("refuse", "accept"));

    private final Map<String, String> parameters = new HashMap<>();
    private MqttTopic topic;
    private boolean nobodyIsFine;

    /** A topic, or a template as {@code commands/{device}/state}; after {@code raw:}. */
    public void setTopic(String topic) {
        parameters.put("topic", Parameters.secret(topic));
    }

    /** {@code refuse} (default) or {@code accept} messages that nobody subscribed to. */
    public void setNobody(String nobody) {
        parameters.put("nobody", nobody);
    }

    /**
     * Checks the parameters; the route that uses them does not start if one is wrong.
     *
     * @throws IllegalArgumentException with a line per problem, AIR-5140 and AIR-5141
     */
    public void open() {
        Parameters all = new Parameters(parameters);
        String text = all.value("topic", "");
        try {
            topic = MqttTopic.of(text, "AIR-5140", "AIR-5142");
        } catch (IllegalArgumentException e) {
            all.problem(e.getMessage());
        }
        if (text.equals("{topic}")) {
            all.problem(
                    "AIR-5140 topic must be another than the message's own but was "
                            + Quoted.of(text)
                            + "; local subscribers get that one already (local: true)");
        }
        nobodyIsFine = "accept".equals(all.word("AIR-5141", "nobody", "refuse", NOBODY));
        all.end();
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        if (message.getBody() instanceof List) {
            throw DeliveryException.refused(
                    "AIR-5142 a message goes to devices alone but a list came");
        }
        String own = message.getHeader(AirHeaders.TOPIC, String.class);
        String to;
        try {
            to = topic.of(message);
            message.setBody(Bodies.bytes(message));
        } catch (IllegalArgumentException e) {
            throw DeliveryException.refused(e.getMessage());
        }
        if (to.equals(own)) {
            // subscribers had it already, and a rule that answers itself would never end
            throw DeliveryException.refused(
                    "AIR-5142 a message must go to another topic than its own but would go to "
                            + Quoted.of(to));
        }
        exchange.setProperty(CAME_FROM, own);
        exchange.setProperty(NOBODY_IS_FINE, nobodyIsFine);
        message.setHeader(AirHeaders.TOPIC, to);
    }
}
