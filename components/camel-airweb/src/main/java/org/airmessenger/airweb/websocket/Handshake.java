/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.Problem;
import org.airmessenger.door.Origins;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a request for a WebSocket says (RFC 6455, 4.2.1).
 *
 * @param dialect the first sub-protocol that is spoken here
 * @param token by which the device proves itself, or null
 */
record Handshake(Dialect dialect, String token) {

    /** A browser cannot set headers: a token may come as a sub-protocol of this beginning. */
    static final String BEARER = "air.bearer.";

    private static final String VERSION = "13";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    /** What is wrong with the asking itself, or null. */
    static Problem problem(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_1_1) {
            return Problem.of(
                    400,
                    "upgrade",
                    "AIR-1301 a WebSocket must be asked for over HTTP/1.1 but was over another version; offer http/1.1 in TLS");
        }
        if (!request.headers().contains("Upgrade", "websocket", true)
                || !hasToken(request.headers().getAll("Connection"), "upgrade")) {
            return upgrade("a request must ask to upgrade to websocket but did not");
        }
        String version = request.getHeader("Sec-WebSocket-Version");
        if (!VERSION.equals(version)) {
            return upgrade("Sec-WebSocket-Version must be 13 but was " + Quoted.of(version));
        }
        List<String> keys = request.headers().getAll("Sec-WebSocket-Key");
        if (keys.size() != 1 || !KEY.matcher(keys.get(0)).matches()) {
            return Problem.of(
                    400,
                    "malformed",
                    "AIR-1301 Sec-WebSocket-Key must be 16 bytes in base64 but was not; send such a key");
        }
        return null;
    }

    private static Problem upgrade(String what) {
        return Problem.of(426, "upgrade", "AIR-1301 " + what + "; use a WebSocket client");
    }

    private static boolean hasToken(List<String> values, String token) {
        return tokens(values).stream().anyMatch(token::equalsIgnoreCase);
    }

    private static List<String> tokens(List<String> values) {
        List<String> tokens = new ArrayList<>();
        for (String value : values) {
            for (String token : value.split(",")) {
                tokens.add(token.strip());
            }
        }
        return tokens;
    }

    /**
     * What it says.
     *
     * @throws RefusedException if its origin is not let in, or it speaks nothing that is spoken
     *     here
     */
    static Handshake of(Call call, Origins origins) {
        HttpServerRequest request = call.request();
        List<String> origin = request.headers().getAll("Origin");
        if (!origins.admits(origin, request.getHeader("Host"))) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-1303 the Origin must be of this host or one that is let in but was %s; add it to air.source.web.ws.origins"
                            .formatted(Quoted.of(origin.get(0))));
        }
        Dialect dialect = null;
        String token = call.token();
        for (String protocol : tokens(request.headers().getAll("Sec-WebSocket-Protocol"))) {
            if (protocol.startsWith(BEARER)) {
                if (token != null) {
                    throw new RefusedException(
                            Refusal.MALFORMED,
                            "AIR-1302 a token must come once but came again; send it in one place");
                }
                token = protocol.substring(BEARER.length());
            } else if (dialect == null) {
                dialect = Dialect.of(protocol);
            }
        }
        if (dialect == null) {
            throw new RefusedException(
                    Refusal.MALFORMED,
                    "AIR-1302 Sec-WebSocket-Protocol must name %s or %s but did not; add one"
                            .formatted(Dialect.JSON.protocol(), Dialect.CBOR.protocol()));
        }
        return new Handshake(dialect, token);
    }
}
