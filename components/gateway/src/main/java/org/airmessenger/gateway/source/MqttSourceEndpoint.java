/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;

/** What one {@code air-mqtt-source} starts from. */
public final class MqttSourceEndpoint extends PahoMqtt5Endpoint {

    private final MqttSource source;

    MqttSourceEndpoint(String uri, String name, MqttSourceComponent component, MqttSource source) {
        super(uri, name, component, component.getConfiguration());
        this.source = source;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = new MqttSourceConsumer(this, processor, source.settings());
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("a source only reads");
    }

    /** Host and port: the rest is the bean's to know. */
    @Override
    public String getServiceUrl() {
        return source.settings().peer();
    }
}
