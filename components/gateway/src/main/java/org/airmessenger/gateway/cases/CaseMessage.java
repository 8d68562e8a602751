/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.Model;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Ids;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the exchange of a case as a door would make it. */
final class CaseMessage {

    /** What a message of a case may have. */
    static final Set<String> KEYS =
            Set.of(
                    "device",
                    "policy",
                    "door",
                    "topic",
                    "body",
                    "base64",
                    "size",
                    "id",
                    "qos",
                    "priority",
                    "headers",
                    "properties",
                    "messages");

    private final Model model;
    private final CamelContext camel;

    CaseMessage(Model model, CamelContext camel) {
        this.model = model;
        this.camel = camel;
    }

    /**
     * Fills an exchange.
     *
     * @throws IllegalArgumentException if the case says what cannot be
     */
    void fill(Exchange exchange, Map<String, Object> in) {
        fill(exchange.getMessage(), in);
        Object id = in.get("device");
        if (id != null) {
            exchange.setProperty(AirHeaders.IDENTITY, identity(in, id.toString()));
        }
        exchange.setProperty(AirHeaders.ID_GIVEN, in.containsKey("id"));
        CasesFile.map(in.get("properties")).forEach(exchange::setProperty);
        if (in.get("messages") instanceof List<?> list) {
            List<Message> batch = new ArrayList<>();
            for (Object member : list) {
                Message message = new DefaultMessage(camel);
                fill(message, CasesFile.map(member));
                batch.add(message);
            }
            exchange.getMessage().setBody(batch);
        }
    }

    private void fill(Message message, Map<String, Object> in) {
        long now = System.currentTimeMillis();
        message.setBody(body(in));
        message.setHeader(AirHeaders.ID, in.containsKey("id") ? in.get("id") : Ids.next(now));
        message.setHeader(AirHeaders.TIME, now);
        message.setHeader(AirHeaders.DOOR, in.getOrDefault("door", "mqtt"));
        message.setHeader(AirHeaders.QOS, in.getOrDefault("qos", 1));
        copy(in, "topic", message, AirHeaders.TOPIC);
        copy(in, "priority", message, AirHeaders.PRIORITY);
        Object device = in.get("device");
        if (device != null) {
            Identity identity = identity(in, device.toString());
            message.setHeader(AirHeaders.DEVICE, identity.device());
            if (identity.tenant() != null) {
                message.setHeader(AirHeaders.TENANT, identity.tenant());
            }
        }
        CasesFile.map(in.get("headers")).forEach(message::setHeader);
    }

    private static void copy(Map<String, Object> in, String key, Message message, String header) {
        if (in.get(key) != null) {
            message.setHeader(header, in.get(key));
        }
    }

    private static byte[] body(Map<String, Object> in) {
        if (in.get("size") instanceof Integer size) {
            return new byte[size];
        }
        if (in.get("base64") != null) {
            return Base64.getDecoder().decode(in.get("base64").toString());
        }
        Object body = in.getOrDefault("body", "");
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Identity identity(Map<String, Object> in, String id) {
        String door = in.getOrDefault("door", "mqtt").toString();
        Device device = model.devices().get(id);
        if (device != null) {
            return new Identity(id, device.tenant(), device.policy(), door);
        }
        if (in.get("policy") == null) {
            throw new IllegalArgumentException(
                    "the device " + id + " must stand under model.devices, or in needs a policy");
        }
        return new Identity(id, null, in.get("policy").toString(), door);
    }
}
