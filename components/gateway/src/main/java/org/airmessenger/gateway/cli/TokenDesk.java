/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.api.OperatorClient;
import org.airmessenger.control.identity.Pem;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.control.model.Device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Works on tokens: through the running gateway, so that it counts at once, or on the home. */
final class TokenDesk {

    private static final String NOT_RUNNING = "AIR-6301";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Supplier<Tokens> files;
    private boolean live;

    /**
     * For one home.
     *
     * @param files the tokens of the home, if no gateway runs there
     */
    TokenDesk(Path home, Supplier<Tokens> files) {
        this.home = home;
        this.files = files;
    }

    /** Whether a running gateway did it. */
    boolean isLive() {
        return live;
    }

    /** The device is asked for only if no gateway runs. */
    JsonNode issue(
            String id,
            Supplier<Device> device,
            Duration ttl,
            List<String> scope,
            String certificate) {
        return either(
                operator -> operator.issueToken(id, ttl.toSeconds(), scope, certificate),
                tokens ->
                        tree(
                                tokens.issue(
                                        device.get(),
                                        new Tokens.Wish(
                                                ttl,
                                                scope,
                                                certificate == null
                                                        ? null
                                                        : Pem.certificate(certificate)))));
    }

    void revoke(String id) {
        either(
                operator -> operator.revokeToken(id),
                tokens -> {
                    tokens.revoke(id);
                    return null;
                });
    }

    void revokeAll(String device) {
        either(
                operator -> operator.revokeTokens(device),
                tokens -> {
                    tokens.revokeAll(device);
                    return null;
                });
    }

    JsonNode rotate(boolean dropOld) {
        return either(
                operator -> operator.rotateTokens(dropOld),
                tokens -> {
                    Tokens.SigningKey key = tokens.rotate(dropOld);
                    return JSON.createObjectNode()
                            .put("key", key.id())
                            .put("made", key.made().toString())
                            .put("verifying", key.verifying());
                });
    }

    JsonNode keys() {
        return either(OperatorClient::tokenKeys, tokens -> JSON.valueToTree(tokens.publicKeys()));
    }

    private static JsonNode tree(Tokens.Issued issued) {
        ObjectNode tree =
                JSON.createObjectNode()
                        .put("token", issued.token())
                        .put("id", issued.id())
                        .put("device", issued.device())
                        .put("until", issued.until().toString())
                        .put("bound", issued.bound());
        issued.scope().forEach(tree.putArray("scope")::add);
        return tree;
    }

    private JsonNode either(
            Function<OperatorClient, JsonNode> running, Function<Tokens, JsonNode> stopped) {
        try {
            JsonNode answer = running.apply(OperatorClient.of(home));
            live = true;
            return answer;
        } catch (ControlException e) {
            if (!e.code().equals(NOT_RUNNING)) {
                throw e;
            }
            return stopped.apply(files.get());
        }
    }
}
