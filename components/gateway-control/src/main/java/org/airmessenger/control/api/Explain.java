/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Exchange;

import java.util.Base64;

/** Reads a question about a message and has it answered. */
final class Explain {

    private Explain() {}

    static JsonNode answer(Exchange exchange) {
        ObjectNode body =
                new Call(exchange)
                        .body(
                                "device",
                                "topic",
                                "body",
                                "priority",
                                "qos",
                                "contentType",
                                "subscribed",
                                "scope");
        Explaining explaining =
                exchange.getContext()
                        .getRegistry()
                        .lookupByNameAndType(Explaining.BEAN, Explaining.class);
        if (explaining == null) {
            throw new ControlException(
                    Kind.UNAVAILABLE, "AIR-6220 the rooms must run to be asked but did not start");
        }
        Explaining.Asked asked =
                new Explaining.Asked(
                        Call.text(body, "device", true),
                        Call.text(body, "topic", true),
                        bytes(Call.text(body, "body", true)),
                        body.hasNonNull("priority") ? number(body, "priority", 9) : null,
                        body.hasNonNull("qos") ? number(body, "qos", 2) : 1,
                        Call.text(body, "contentType", false),
                        body.path("subscribed").asBoolean(false),
                        TokensApi.scope(body));
        try {
            return explaining.explain(asked);
        } catch (IllegalArgumentException wrong) {
            throw Call.invalid(String.valueOf(wrong.getMessage()));
        } catch (ControlException known) {
            throw known;
        } catch (Exception failed) {
            throw new ControlException(
                    Kind.FAILED,
                    "AIR-6230 the routes must be loadable to explain but are not: "
                            + failed.getMessage());
        }
    }

    private static int number(ObjectNode body, String name, int most) {
        JsonNode value = body.get(name);
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > most) {
            throw Call.invalid(name + " must be 0–" + most + " but was " + value);
        }
        return value.intValue();
    }

    private static byte[] bytes(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException wrong) {
            throw Call.invalid("field body must be Base64 but is not");
        }
    }
}
