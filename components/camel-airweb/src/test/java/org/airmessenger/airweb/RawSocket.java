/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import org.airmessenger.door.RawFrames;
import org.airmessenger.door.TestPki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client of the gateway's WebSockets in bytes, over TLS. */
final class RawSocket extends RawFrames {

    RawSocket(WebKit kit, TestPki.Identity identity) throws Exception {
        super(
                kit.tls(identity).getSocketFactory().createSocket("127.0.0.1", kit.port()),
                (int) WebKit.LIMIT.toMillis());
    }

    /** A WebSocket, with more header lines. */
    static RawSocket open(WebKit kit, String device, String... more) throws Exception {
        RawSocket client = new RawSocket(kit, kit.device(device));
        client.upgrade(request(kit, more));
        return client;
    }

    /** A request as it should be; a line of the same name takes the place of the standard one. */
    static String request(WebKit kit, String... lines) {
        StringBuilder request = new StringBuilder("GET /v1/ws HTTP/1.1\r\n");
        String[] standard = {
            "Host: 127.0.0.1:" + kit.port(),
            "Connection: keep-alive, Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: air.v1.json"
        };
        for (String line : standard) {
            String name = line.substring(0, line.indexOf(':') + 1);
            if (Arrays.stream(lines).noneMatch(other -> other.startsWith(name))) {
                request.append(line).append("\r\n");
            }
        }
        for (String line : lines) {
            if (!line.endsWith(":")) {
                request.append(line).append("\r\n");
            }
        }
        return request.append("\r\n").toString();
    }

    RawSocket frame(int first, byte[] payload) throws IOException {
        send(first, payload);
        return this;
    }

    RawSocket frame(int first, String payload) throws IOException {
        return frame(first, payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** The next frame; null at the end. */
    Frame next() throws IOException {
        return read();
    }

    /** The close frame that ends it, whatever comes before; then nothing more comes. */
    Frame closing() throws IOException {
        for (Frame next = next(); next != null; next = next()) {
            if (next.opcode() == CLOSE) {
                Frame after = next();
                if (after != null) {
                    throw new AssertionError("more came after the end: " + after.text());
                }
                return next;
            }
        }
        throw new AssertionError("it ended without a close frame");
    }
}
