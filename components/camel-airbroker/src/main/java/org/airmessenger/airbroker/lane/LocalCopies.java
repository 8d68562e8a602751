/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.airbroker.broker.BrokerNames;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LaneClass;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.postoffice.PostOffice;
import org.apache.activemq.artemis.core.postoffice.impl.PostOfficeImpl;
import org.apache.activemq.artemis.core.postoffice.impl.WildcardAddressManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.reader.MessageUtil;
import org.apache.camel.Exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The copy of a message for local subscribers, as the broker's own MQTT handler expects it. */
final class LocalCopies {

    /** Headers that leave over MQTT 5 as user properties, and their names there. */
    private static final Map<String, String> USER_PROPERTIES =
            Map.of(
                    AirHeaders.ID, "air-id",
                    AirHeaders.PRIORITY, "air-priority",
                    AirHeaders.CONTENT_ENCODING, "air-content-encoding",
                    AirHeaders.KEY_ID, "air-key-id",
                    AirHeaders.TRACE, "traceparent",
                    AirHeaders.HOPS, "air-hops");

    private static final int HEADER_BYTES = 256;

    private LocalCopies() {}

    /** Whether a subscriber of this broker wants the topic. */
    static boolean isWanted(PostOffice postOffice, String topic) throws Exception {
        // a lane's address is no topic: nobody can write into a lane by its name
        if (Destination.isLane(topic)) {
            return false;
        }
        // the office's own question asks for exact addresses only; this one knows wildcards too
        WildcardAddressManager manager =
                (WildcardAddressManager) ((PostOfficeImpl) postOffice).getAddressManager();
        SimpleString address = SimpleString.of(topic);
        Bindings bindings = manager.getExistingBindingsForRoutingAddress(address);
        if (bindings == null && isWantedByWildcard(manager, address)) {
            // the office makes and ends subscriptions under this lock; what it gathers for a new
            // topic without it would miss for ever what comes, or keep what goes, at that moment
            synchronized (postOffice) {
                bindings = manager.getBindingsForRoutingAddress(address);
            }
        }
        return bindings != null && !bindings.getBindings().isEmpty();
    }

    private static boolean isWantedByWildcard(WildcardAddressManager manager, SimpleString address)
            throws Exception {
        boolean[] wanted = new boolean[1];
        manager.getAddressMap().visitMatchingWildcards(address, found -> wanted[0] = true);
        return wanted[0];
    }

    /** The copy, addressed. */
    static CoreMessage encode(long id, Exchange exchange, byte[] body, int qos) {
        org.apache.camel.Message message = exchange.getMessage();
        CoreMessage out = new CoreMessage(id, body.length + HEADER_BYTES);
        out.setAddress(SimpleString.of(message.getHeader(AirHeaders.TOPIC, String.class)));
        out.setRoutingType(RoutingType.MULTICAST);
        out.setType(Message.BYTES_TYPE);
        out.setDurable(qos > 0);
        out.setPriority(LaneMessages.PRIORITY);
        out.putBooleanProperty(
                MQTTUtil.MQTT_MESSAGE_RETAIN_KEY,
                Boolean.TRUE.equals(exchange.getProperty(AirHeaders.RETAIN)));
        boolean exactlyOnce = Boolean.TRUE.equals(exchange.getProperty(AirHeaders.EXACTLY_ONCE));
        out.putIntProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY, exactlyOnce ? 2 : qos);
        String device = message.getHeader(AirHeaders.DEVICE, String.class);
        if (device != null) {
            // by this the broker knows its publisher (MQTT 5.0, 3.8.3.1: No Local)
            out.putStringProperty(
                    MessageUtil.CONNECTION_ID_PROPERTY_NAME,
                    SimpleString.of(BrokerNames.clientId(device)));
        }
        Integer format = exchange.getProperty(AirHeaders.PAYLOAD_FORMAT, Integer.class);
        if (format != null) {
            out.putIntProperty(MQTTUtil.MQTT_PAYLOAD_FORMAT_INDICATOR_KEY, format);
        }
        text(out, MQTTUtil.MQTT_CONTENT_TYPE_KEY, message, AirHeaders.CONTENT_TYPE);
        text(out, MQTTUtil.MQTT_RESPONSE_TOPIC_KEY, message, AirHeaders.REPLY_TO);
        byte[] correlation = message.getHeader(AirHeaders.CORRELATION, byte[].class);
        if (correlation != null) {
            out.putBytesProperty(MQTTUtil.MQTT_CORRELATION_DATA_KEY, correlation);
        }
        text(out, LaneMessages.LOCAL_ID, message, AirHeaders.ID);
        Integer priority = message.getHeader(AirHeaders.PRIORITY, Integer.class);
        if (priority != null) {
            out.putIntProperty(LaneMessages.LOCAL_PRIORITY, priority);
        }
        put(out, userProperties(exchange));
        Long time = message.getHeader(AirHeaders.TIME, Long.class);
        out.setTimestamp(time == null ? System.currentTimeMillis() : time);
        Long expiry = message.getHeader(AirHeaders.EXPIRY, Long.class);
        if (expiry != null) {
            out.setExpiration(expiry);
        }
        out.getBodyBuffer().writeBytes(body);
        return out;
    }

    private static void text(
            CoreMessage out, SimpleString name, org.apache.camel.Message message, String header) {
        String value = message.getHeader(header, String.class);
        if (value != null) {
            out.putStringProperty(name, SimpleString.of(value));
        }
    }

    /**
     * Names and values (MQTT 5.0, 3.3.2-17 and -18: unaltered, in order): what came and is as it
     * was, then what came of the route. Not what the gateway gave by itself.
     */
    @SuppressWarnings("unchecked")
    private static List<String> userProperties(Exchange exchange) {
        List<String> came =
                (List<String>) exchange.getProperty(AirHeaders.USER_PROPERTIES, List.class);
        List<String> given = came == null ? List.of() : came;
        Map<String, String> left = new LinkedHashMap<>();
        for (Map.Entry<String, Object> header : exchange.getMessage().getHeaders().entrySet()) {
            if (isOwn(header, exchange, given)) {
                continue;
            }
            String name = USER_PROPERTIES.get(header.getKey());
            if (name == null && header.getKey().startsWith(AirHeaders.USER_PREFIX)) {
                name = header.getKey().substring(AirHeaders.USER_PREFIX.length());
            }
            if (name != null && header.getValue() != null) {
                left.put(name, header.getValue().toString());
            }
        }
        Map<String, String> last = new HashMap<>();
        for (int i = 0; i < given.size(); i += 2) {
            last.put(given.get(i), given.get(i + 1));
        }
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < given.size(); i += 2) {
            String name = given.get(i);
            // a header has the last of several values
            if (last.get(name).equals(left.get(name))) {
                pairs.add(name);
                pairs.add(given.get(i + 1));
            }
        }
        for (Map.Entry<String, String> property : left.entrySet()) {
            if (!property.getValue().equals(last.get(property.getKey()))) {
                pairs.add(property.getKey());
                pairs.add(property.getValue());
            }
        }
        return pairs;
    }

    private static boolean isOwn(
            Map.Entry<String, Object> header, Exchange exchange, List<String> given) {
        return switch (header.getKey()) {
            case AirHeaders.ID -> Boolean.FALSE.equals(exchange.getProperty(AirHeaders.ID_GIVEN));
            case AirHeaders.PRIORITY ->
                    header.getValue() instanceof Integer number
                            && number == LaneClass.DEFAULT_PRIORITY
                            && !given.contains(USER_PROPERTIES.get(AirHeaders.PRIORITY));
            default -> false;
        };
    }

    private static void put(CoreMessage out, List<String> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        out.putIntProperty(
                SimpleString.of(MQTTUtil.MQTT_USER_PROPERTY_EXISTS_KEY), pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            String key = MQTTUtil.MQTT_USER_PROPERTY_KEY_PREFIX + i / 2 + '.' + pairs.get(i);
            out.putStringProperty(SimpleString.of(key), SimpleString.of(pairs.get(i + 1)));
        }
    }
}
