/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.websocket;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_KEY;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;

import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

import java.util.List;
import java.util.regex.Pattern;

/** Whether a request asks for MQTT over WebSocket as it must (RFC 6455, 4.2.1; MQTT 5.0, 6). */
final class UpgradeCheck {

    /** The protocols by which MQTT goes over WebSocket; the second is MQTT 3.1's. */
    static final String PROTOCOLS = "mqtt,mqttv3.1";

    private static final String VERSION = "13";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private final WebSocketOptions options;
    private final HttpRequest request;

    /** What is wrong, and how it is answered. */
    record Problem(HttpResponseStatus status, Refusal refusal, String text) {

        private static Problem of(HttpResponseStatus status, String text) {
            return new Problem(status, Refusal.MALFORMED, "AIR-1047 " + text);
        }
    }

    UpgradeCheck(WebSocketOptions options, HttpRequest request) {
        this.options = options;
        this.request = request;
    }

    /** What is wrong with the request, or null. */
    Problem problem() {
        if (request.decoderResult().isFailure()
                || !HttpVersion.HTTP_1_1.equals(request.protocolVersion())
                || !HttpMethod.GET.equals(request.method())
                || request.headers().getAll(HOST).size() != 1) {
            return Problem.of(
                    HttpResponseStatus.BAD_REQUEST,
                    "a request must be a GET of HTTP/1.1 with a Host but was not; ask for a WebSocket");
        }
        String path = request.uri().split("\\?", 2)[0];
        if (!path.equals(options.path())) {
            return Problem.of(
                    HttpResponseStatus.NOT_FOUND,
                    "the path must be %s but was %s; ask for that"
                            .formatted(options.path(), Quoted.of(path)));
        }
        Problem problem = upgrade();
        return problem == null ? origin() : problem;
    }

    private Problem upgrade() {
        if (!request.headers().containsValue(UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !request.headers().containsValue(CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return Problem.of(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "a request must ask to upgrade to websocket but did not; use a WebSocket client");
        }
        String version = request.headers().get(SEC_WEBSOCKET_VERSION);
        if (!VERSION.equals(version)) {
            return Problem.of(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "Sec-WebSocket-Version must be 13 but was %s; use that"
                            .formatted(Quoted.of(version)));
        }
        List<String> keys = request.headers().getAll(SEC_WEBSOCKET_KEY);
        if (keys.size() != 1 || !KEY.matcher(keys.get(0)).matches()) {
            return Problem.of(
                    HttpResponseStatus.BAD_REQUEST,
                    "Sec-WebSocket-Key must be 16 bytes in Base64 but was not; send such a key");
        }
        for (String protocol : PROTOCOLS.split(",")) {
            if (request.headers().containsValue(SEC_WEBSOCKET_PROTOCOL, protocol, false)) {
                return null;
            }
        }
        return Problem.of(
                HttpResponseStatus.BAD_REQUEST,
                "Sec-WebSocket-Protocol must name mqtt but was %s; add it"
                        .formatted(Quoted.of(request.headers().get(SEC_WEBSOCKET_PROTOCOL))));
    }

    /** A browser says which page connects; a page of somebody else's must not use its visitor. */
    private Problem origin() {
        List<String> origins = request.headers().getAll(ORIGIN);
        if (options.origins().admits(origins, request.headers().get(HOST))) {
            return null;
        }
        return new Problem(
                HttpResponseStatus.FORBIDDEN,
                Refusal.NOT_ALLOWED,
                "AIR-1047 the Origin must be of this host or one that is let in but was %s; add it to air.source.mqtt.webSocket.origins"
                        .formatted(Quoted.of(origins.get(0))));
    }
}
