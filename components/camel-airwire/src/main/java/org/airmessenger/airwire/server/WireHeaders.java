/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Hops;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.codec.UserProperty;
import org.airmessenger.message.AirHeaders;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The headers of a message as attributes on the wire (PROTOCOL.md, 6). */
public final class WireHeaders {

    /** In the list of gateways: one that carried the message without leaving its name. */
    public static final String NAMELESS = "-";

    private WireHeaders() {}

    /** What a device gets to know. */
    public static Attributes.Builder toDevice(Map<String, Object> headers) {
        Attributes.Builder all = Attributes.builder();
        String id = text(headers, AirHeaders.ID);
        if (id != null) {
            all.with(SendAttributes.idAttribute(id), id);
        }
        Integer priority = (Integer) headers.get(AirHeaders.PRIORITY);
        if (priority != null) {
            all.with(SendAttributes.PRIORITY, priority.longValue());
        }
        all.with(SendAttributes.CONTENT_TYPE, text(headers, AirHeaders.CONTENT_TYPE))
                .with(SendAttributes.TRACE, text(headers, AirHeaders.TRACE))
                .with(SendAttributes.REPLY_TO, text(headers, AirHeaders.REPLY_TO))
                .with(SendAttributes.CORRELATION, (byte[]) headers.get(AirHeaders.CORRELATION))
                .with(SendAttributes.CONTENT_ENCODING, text(headers, AirHeaders.CONTENT_ENCODING))
                .with(SendAttributes.KEY_ID, text(headers, AirHeaders.KEY_ID));
        headers.forEach(
                (name, value) -> {
                    if (name.startsWith(AirHeaders.USER_PREFIX)) {
                        all.with(
                                SendAttributes.USER,
                                new UserProperty(
                                        name.substring(AirHeaders.USER_PREFIX.length()),
                                        String.valueOf(value)));
                    }
                });
        return all;
    }

    /**
     * What another gateway gets to know beside that.
     *
     * @param node the name of this gateway
     */
    public static Attributes.Builder toGateway(Map<String, Object> headers, String node) {
        Attributes.Builder all =
                toDevice(headers)
                        .with(SendAttributes.TIME, (Long) headers.get(AirHeaders.TIME))
                        .with(SendAttributes.DEVICE, text(headers, AirHeaders.DEVICE))
                        .with(SendAttributes.TENANT, text(headers, AirHeaders.TENANT))
                        .with(SendAttributes.DOOR, text(headers, AirHeaders.DOOR));
        List<String> hops = hops(headers);
        hops.add(node);
        return all.with(SendAttributes.HOPS, new Hops(hops));
    }

    /** The gateways that a message has passed; those that only count have no name. */
    public static List<String> hops(Map<String, Object> headers) {
        String via = text(headers, AirHeaders.VIA);
        List<String> names =
                new ArrayList<>(via == null || via.isEmpty() ? List.of() : List.of(via.split(",")));
        int carried = headers.get(AirHeaders.HOPS) instanceof Integer count ? count : 0;
        while (names.size() < Math.min(carried, Hops.MAX - 1)) {
            names.add(NAMELESS);
        }
        return names;
    }

    private static String text(Map<String, Object> headers, String name) {
        return (String) headers.get(name);
    }
}
