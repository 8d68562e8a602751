/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionFilter;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionFilterProvider;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandshaker;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compression of WebSockets' messages (RFC 7692): inflated no further than a message may be large,
 * and without a memory from one message to the next, so that a quiet WebSocket holds none.
 */
final class Deflation implements WebSocketServerExtensionHandshaker {

    private static final int LEVEL = 6;
    private static final int WINDOW_BITS = 15;

    /** What is shorter, such as an answer, does not become so by this. */
    private static final int LEAST_BYTES = 256;

    private final WebSocketServerExtensionHandshaker library;

    private Deflation(int mostBytes) {
        library =
                new PerMessageDeflateServerExtensionHandshaker(
                        LEVEL, false, WINDOW_BITS, true, true, new Filters(), mostBytes);
    }

    /**
     * Takes the place of what the server put there, which would inflate without an end.
     *
     * @param mostBytes of an inflated frame
     */
    static void install(ChannelPipeline pipeline, int mostBytes) {
        pipeline.replace(
                WebSocketServerExtensionHandler.class,
                "air-extensions",
                new WebSocketServerExtensionHandler(new Deflation(mostBytes)));
    }

    /** RFC 7692, 7.1.1: a server may answer both parameters although they were not offered. */
    @Override
    public WebSocketServerExtension handshakeExtension(WebSocketExtensionData offered) {
        Map<String, String> parameters = new LinkedHashMap<>(offered.parameters());
        parameters.putIfAbsent("server_no_context_takeover", null);
        parameters.putIfAbsent("client_no_context_takeover", null);
        return library.handshakeExtension(new WebSocketExtensionData(offered.name(), parameters));
    }

    private static final class Filters implements WebSocketExtensionFilterProvider {

        @Override
        public WebSocketExtensionFilter encoderFilter() {
            return (WebSocketFrame frame) -> frame.content().readableBytes() < LEAST_BYTES;
        }

        @Override
        public WebSocketExtensionFilter decoderFilter() {
            return WebSocketExtensionFilter.NEVER_SKIP;
        }
    }
}
