/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.websocket;

import org.airmessenger.message.Refusal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;

import java.nio.charset.StandardCharsets;

/**
 * Turns one HTTP request into a WebSocket, or answers why not (RFC 6455, 4.2; RFC 9457). It knows
 * nothing else of HTTP.
 */
public final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final int MAX_LINE_BYTES = 1024;
    private static final int MAX_HEADER_BYTES = 8 * 1024;

    private final WebSocketOptions options;
    private final Gatekeeper gate;

    private Upgrade(WebSocketOptions options, Gatekeeper gate) {
        this.options = options;
        this.gate = gate;
    }

    /**
     * Lets a connection begin with HTTP. What is behind it in the pipeline sees the bytes in the
     * frames of the WebSocket, and what it writes goes out in such frames.
     *
     * @param after the handler behind which it is put
     */
    public static void install(
            ChannelPipeline pipeline, String after, WebSocketOptions options, Gatekeeper gate) {
        HttpDecoderConfig limits =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES);
        pipeline.addAfter(after, "air-http", new HttpServerCodec(limits));
        // a GET has no body
        pipeline.addAfter("air-http", "air-http-whole", new HttpObjectAggregator(0));
        pipeline.addAfter("air-http-whole", "air-upgrade", new Upgrade(options, gate));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (!gate.isOpen()) {
            refuse(
                    ctx,
                    new UpgradeCheck.Problem(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            Refusal.GOING_DOWN,
                            "AIR-1022 the gateway must be up but is going down; connect again"));
            return;
        }
        UpgradeCheck.Problem problem = new UpgradeCheck(options, request).problem();
        if (problem != null) {
            refuse(ctx, problem);
            return;
        }
        ctx.pipeline().addAfter(ctx.name(), "air-frames", new BinaryFrames(gate));
        new Handshaker(options.path()).handshake(ctx.channel(), request);
        ctx.pipeline().remove(this);
    }

    /** The library's answer, with a decoder that gathers no frames. */
    private static final class Handshaker extends WebSocketServerHandshaker13 {

        private Handshaker(String path) {
            super(path, UpgradeCheck.PROTOCOLS, WebSocketDecoderConfig.newBuilder().build());
        }

        @Override
        protected WebSocketFrameDecoder newWebsocketDecoder() {
            return new FrameDecoder();
        }
    }

    private void refuse(ChannelHandlerContext ctx, UpgradeCheck.Problem problem) {
        String body =
                "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}\n"
                        .formatted(
                                problem.status().reasonPhrase(),
                                problem.status().code(),
                                problem.text().replace("\\", "\\\\").replace("\"", "\\\""));
        FullHttpResponse answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        problem.status(),
                        Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (problem.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            answer.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
        gate.refused(problem.refusal());
        ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}
