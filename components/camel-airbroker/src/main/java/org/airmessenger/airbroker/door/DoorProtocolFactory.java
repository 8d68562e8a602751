/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.server.ActiveMQComponent;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManagerFactory;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Wraps the broker's MQTT protocol, so that every connection gets the door's handler. */
@SuppressWarnings({"rawtypes", "unchecked"})
public final class DoorProtocolFactory implements ProtocolManagerFactory<MQTTInterceptor> {

    private static final String MQTT = "MQTT";

    private final ProtocolManagerFactory<MQTTInterceptor> mqtt = find();
    private volatile Door door;

    /** From now on for all listeners of this door; before any of them opens. */
    public void serve(Door opened) {
        door = opened;
    }

    private static ProtocolManagerFactory<MQTTInterceptor> find() {
        for (ProtocolManagerFactory<?> factory :
                ServiceLoader.load(
                        ProtocolManagerFactory.class, MQTTInterceptor.class.getClassLoader())) {
            if (MQTT.equals(factory.getProtocols()[0])) {
                return (ProtocolManagerFactory<MQTTInterceptor>) factory;
            }
        }
        throw new IllegalStateException(
                "AIR-1016 artemis-mqtt-protocol must be on the class path but is not; add it");
    }

    @Override
    public ProtocolManager createProtocolManager(
            ActiveMQServer server,
            Map<String, Object> parameters,
            List<BaseInterceptor> incoming,
            List<BaseInterceptor> outgoing)
            throws Exception {
        return new DoorProtocolManager(
                mqtt.createProtocolManager(server, parameters, incoming, outgoing),
                this,
                door,
                server);
    }

    @Override
    public List<MQTTInterceptor> filterInterceptors(List<BaseInterceptor> interceptors) {
        return mqtt.filterInterceptors(interceptors);
    }

    @Override
    public String[] getProtocols() {
        return mqtt.getProtocols();
    }

    @Override
    public String getModuleName() {
        return mqtt.getModuleName();
    }

    @Override
    public void loadProtocolServices(ActiveMQServer server, List<ActiveMQComponent> services) {
        mqtt.loadProtocolServices(server, services);
    }

    @Override
    public void updateProtocolServices(ActiveMQServer server, List<ActiveMQComponent> services)
            throws Exception {
        mqtt.updateProtocolServices(server, services);
    }
}
