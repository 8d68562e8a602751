/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.message.Broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The few calm lines of a start: what runs, where it listens, where messages go. */
final class StartReport {

    private final AirGateway gateway;
    private final long millis;

    StartReport(AirGateway gateway, long millis) {
        this.gateway = gateway;
        this.millis = millis;
    }

    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("ready", true);
        values.put("home", gateway.settings().home().toString());
        values.put("journal", journal());
        values.put("ports", ports());
        values.put("destinations", new ArrayList<>(destinations().keySet()));
        values.put("startMillis", millis);
        return values;
    }

    String text() {
        Settings settings = gateway.settings();
        List<String> lines = new ArrayList<>();
        lines.add("Air Messenger Gateway " + AirGateway.version() + "  " + settings.home());
        lines.add("journal       " + journal());
        ports().forEach((door, port) -> lines.add(line(door, port)));
        if (ports().isEmpty()) {
            lines.add("doors         none: all are switched off");
        }
        List<String> names = new ArrayList<>();
        destinations()
                .values()
                .forEach(
                        destination ->
                                names.add(destination.name() + " (" + destination.sink() + ")"));
        lines.add("destinations  " + (names.isEmpty() ? "none" : String.join(", ", names)));
        lines.add(String.format(Locale.ROOT, "ready         in %.1f s", millis / 1000.0));
        return String.join(System.lineSeparator(), lines);
    }

    private String line(String door, int port) {
        Settings settings = gateway.settings();
        return switch (door) {
            case AirGateway.MQTT ->
                    "mqtt          " + settings.text(ConfigKeys.MQTT_HOST) + ":" + port + " TLS";
            case AirGateway.MQTT_PLAIN ->
                    "mqtt          " + settings.text(ConfigKeys.PLAIN_HOST) + ":" + port + " plain";
            case AirGateway.WEB ->
                    "web           https://" + settings.text(ConfigKeys.WEB_HOST) + ":" + port;
            case AirGateway.WIRE ->
                    "wire          " + settings.text(ConfigKeys.WIRE_HOST) + ":" + port + " TLS";
            default ->
                    "operator      https://" + settings.text(ConfigKeys.CONTROL_HOST) + ":" + port;
        };
    }

    private Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String door :
                List.of(
                        AirGateway.MQTT,
                        AirGateway.MQTT_PLAIN,
                        AirGateway.WEB,
                        AirGateway.WIRE,
                        AirGateway.OPERATOR)) {
            int port = gateway.port(door);
            if (port > 0) {
                ports.put(door, port);
            }
        }
        return ports;
    }

    private String journal() {
        Broker broker =
                gateway.camel().getRegistry().lookupByNameAndType(Broker.BEAN, Broker.class);
        Object journal = broker == null ? null : broker.facts().get("journal");
        return journal == null ? "none" : journal.toString();
    }

    private Map<String, Destination> destinations() {
        return gateway.camel()
                .getRegistry()
                .lookupByNameAndType(LiveModel.BEAN, LiveModel.class)
                .current()
                .destinations();
    }
}
