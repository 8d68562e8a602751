/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.message.Quoted;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Exchange;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** One request, read strictly: what is not known is refused, not ignored. */
final class Call {

    private final Exchange exchange;
    private final Map<String, String> query;

    /**
     * Reads the query.
     *
     * @param allowed names of the parameters that may be given
     */
    Call(Exchange exchange, String... allowed) {
        this.exchange = exchange;
        query = query(exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class));
        requireKnown("query parameter", query.keySet().iterator(), allowed);
    }

    /** A part of the path. */
    String path(String name) {
        // a list would mean that it came in twice: then nobody knows which one the route meant
        if (exchange.getMessage().getHeader(name) instanceof String value) {
            return value;
        }
        throw invalid(name + " must stand in the path alone but does not");
    }

    /** A number of the query. */
    int number(String name, int min, int max, int fallback) {
        String text = query.get(name);
        if (text == null) {
            return fallback;
        }
        int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (number < min || number > max) {
            throw invalid(name + " must be " + min + "–" + max + " but was " + Quoted.of(text));
        }
        return number;
    }

    /** A text of the query, or null. */
    String text(String name) {
        return query.get(name);
    }

    /** The body as an object with no other fields than the allowed ones. */
    ObjectNode body(String... allowed) {
        String type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, "", String.class);
        if (!type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
            throw invalid("the content type must be application/json but was " + Quoted.of(type));
        }
        byte[] body = exchange.getMessage().getBody(byte[].class);
        ObjectNode object = Json.object(body == null ? new byte[0] : body);
        requireKnown("field", object.fieldNames(), allowed);
        return object;
    }

    /** A text of a body; null if it is missing and need not be there. */
    static String text(ObjectNode body, String name, boolean required) {
        if (body.path(name).isTextual()) {
            return body.get(name).textValue();
        }
        if (body.hasNonNull(name) || required) {
            throw invalid(
                    "field "
                            + name
                            + " must be a text but "
                            + (body.has(name) ? "is not" : "is missing"));
        }
        return null;
    }

    /** {@code {"ids": […]}} or {@code {"all": true}}; the latter gives an empty list. */
    List<String> idsOrAll() {
        ObjectNode body = body("ids", "all");
        boolean all = body.path("all").asBoolean(false);
        List<String> ids = new ArrayList<>();
        body.path("ids").forEach(id -> ids.add(id.textValue()));
        // an empty list must never mean "all": that would be one slip from losing everything
        if (all != ids.isEmpty() || ids.contains(null)) {
            throw invalid("the body must be {\"ids\": [\"…\"]} or {\"all\": true} but was neither");
        }
        return ids;
    }

    static ControlException invalid(String text) {
        return new ControlException(Kind.INVALID, "AIR-6204 " + text);
    }

    private static void requireKnown(String what, Iterator<String> names, String... allowed) {
        while (names.hasNext()) {
            String name = names.next();
            if (!List.of(allowed).contains(name)) {
                throw invalid(
                        "a "
                                + what
                                + " must be one of ["
                                + String.join(", ", allowed)
                                + "] but was "
                                + Quoted.of(name));
            }
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (query.put(name, value) != null) {
                throw invalid("a query parameter must stand once but twice was " + Quoted.of(name));
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("a query must be percent-encoded but was " + Quoted.of(text));
        }
    }
}
