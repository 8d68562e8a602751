/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker;

import org.airmessenger.airbroker.broker.EmbeddedBroker;
import org.airmessenger.airbroker.broker.Listeners;
import org.airmessenger.airbroker.door.Door;
import org.airmessenger.message.Broker;

import org.apache.activemq.artemis.core.server.ActiveMQServer;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the broker and its door tell the operator. */
final class BrokerFacts implements Broker {

    private final String dataDirectory;
    private final EmbeddedBroker broker;
    private final Listeners listeners;
    private final Door door;

    BrokerFacts(String dataDirectory, EmbeddedBroker broker, Listeners listeners, Door door) {
        this.dataDirectory = dataDirectory;
        this.broker = broker;
        this.listeners = listeners;
        this.door = door;
    }

    @Override
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        ActiveMQServer server = broker.server();
        facts.put("journal", broker.journal());
        facts.put("dataDirectory", dataDirectory);
        facts.put("diskUsagePercent", broker.diskUsagePercent());
        facts.put("diskFreeBytes", broker.diskFreeBytes());
        facts.put("problem", broker.problem());
        facts.put("connections", door.connections());
        facts.put("inFlightBytes", door.inFlightBytes());
        facts.put("mqttPort", port(AirbrokerConstants.DOOR_MQTT));
        facts.put("mqttPlainPort", port(AirbrokerConstants.DOOR_MQTT_PLAIN));
        if (server != null && server.isActive()) {
            facts.put("memoryBytes", server.getPagingManager().getGlobalSize());
            facts.put("memoryMaxBytes", server.getConfiguration().getGlobalMaxSize());
            facts.put("version", "Artemis " + server.getVersion().getFullVersion());
            facts.put("uptime", server.getUptime());
        }
        return facts;
    }

    @Override
    public boolean canPersist() {
        return broker.problem().isEmpty();
    }

    @Override
    public String problem() {
        return broker.problem();
    }

    @Override
    public int port(String name) {
        return listeners.port(name);
    }

    @Override
    public int evict(String device, String reason) {
        return door.evictEverywhere(device, reason);
    }
}
