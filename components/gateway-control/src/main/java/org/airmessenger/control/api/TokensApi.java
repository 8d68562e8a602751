/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.identity.Pem;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.control.identity.Tokens.SigningKey;
import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.message.Quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the routes of {@code control-operator} call for tokens, one method for each. */
public final class TokensApi {

    /** Name of the bean in Camel's registry, as the route file calls it. */
    public static final String BEAN = "airTokensApi";

    private static final int LONGEST_TTL = 999_999_999;

    private final LiveModel live;
    private final Tokens tokens;
    private final Answers answers;

    /** Takes the parts. */
    public TokensApi(LiveModel live, Tokens tokens, MeterRegistry meters) {
        this.live = live;
        this.tokens = tokens;
        answers = new Answers(meters);
    }

    /**
     * {@code POST /api/v1/tokens} with device, ttlSeconds, and maybe scope (a list of filters) and
     * certificate (PEM): the answer holds the secret.
     */
    public void issue(Exchange exchange) {
        answers.json(
                exchange,
                "token-issue",
                () -> {
                    ObjectNode body =
                            new Call(exchange).body("device", "ttlSeconds", "scope", "certificate");
                    String id = Call.text(body, "device", true);
                    Device device = live.current().devices().get(id);
                    if (device == null) {
                        throw new ControlException(
                                Kind.NOT_FOUND,
                                "AIR-6021 a device must be registered but "
                                        + Quoted.of(id)
                                        + " is not; air device list shows all");
                    }
                    String pem = Call.text(body, "certificate", false);
                    X509Certificate certificate = pem == null ? null : Pem.certificate(pem);
                    return tree(
                            tokens.issue(
                                    device, new Tokens.Wish(ttl(body), scope(body), certificate)));
                });
    }

    private static Duration ttl(ObjectNode body) {
        JsonNode seconds = body.path("ttlSeconds");
        if (!seconds.isIntegralNumber()
                || !seconds.canConvertToInt()
                || seconds.intValue() < 1
                || seconds.intValue() > LONGEST_TTL) {
            throw Call.invalid("field ttlSeconds must be a whole number from 1 but is not");
        }
        return Duration.ofSeconds(seconds.intValue());
    }

    /** The field scope of a body; empty if it is missing. */
    static List<String> scope(ObjectNode body) {
        List<String> scope = new ArrayList<>();
        JsonNode list = body.path("scope");
        boolean sound = list.isMissingNode() || list.isArray() && !list.isEmpty();
        for (JsonNode filter : list) {
            sound &= filter.isTextual();
            scope.add(filter.asText());
        }
        if (!sound) {
            throw Call.invalid("field scope must be a list of topic filters but is not");
        }
        return scope;
    }

    /** {@code POST /api/v1/tokens/revoke} with the id of one token, or with a device: all of it. */
    public void revoke(Exchange exchange) {
        answers.json(
                exchange,
                "token-revoke",
                () -> {
                    ObjectNode body = new Call(exchange).body("id", "device");
                    String id = Call.text(body, "id", false);
                    String device = Call.text(body, "device", false);
                    if ((id == null) == (device == null)) {
                        throw Call.invalid("the body must have either id or device");
                    }
                    if (id != null) {
                        tokens.revoke(id);
                    } else {
                        tokens.revokeAll(device);
                    }
                    return Json.object().put("revoked", true);
                });
    }

    /** {@code POST /api/v1/tokens/rotate}, maybe with dropOld: all tokens before it end now. */
    public void rotate(Exchange exchange) {
        answers.json(
                exchange,
                "token-rotate",
                () -> {
                    ObjectNode body = new Call(exchange).body("dropOld");
                    JsonNode drop = body.path("dropOld");
                    if (!drop.isMissingNode() && !drop.isBoolean()) {
                        throw Call.invalid("field dropOld must be true or false but is not");
                    }
                    return tree(tokens.rotate(drop.asBoolean(false)));
                });
    }

    /** {@code GET /api/v1/tokens/keys}: the public keys, a JSON Web Key set (RFC 7517). */
    public void keys(Exchange exchange) {
        answers.json(
                exchange,
                "token-keys",
                () -> {
                    new Call(exchange);
                    return Json.tree(tokens.publicKeys());
                });
    }

    static ObjectNode tree(Tokens.Issued issued) {
        ObjectNode tree =
                Json.object()
                        .put("token", issued.token())
                        .put("id", issued.id())
                        .put("device", issued.device())
                        .put("until", issued.until().toString())
                        .put("bound", issued.bound());
        issued.scope().forEach(tree.putArray("scope")::add);
        return tree;
    }

    /** The key that signs, as a tree; an empty one if there is none. */
    static ObjectNode tree(SigningKey key) {
        return key == null
                ? Json.object()
                : Json.object()
                        .put("key", key.id())
                        .put("made", key.made().toString())
                        .put("verifying", key.verifying());
    }
}
