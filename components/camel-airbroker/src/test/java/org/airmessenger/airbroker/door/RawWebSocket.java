/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.RawFrames;

import java.io.IOException;
import java.net.Socket;
import java.util.HexFormat;

/** A client of MQTT over WebSocket in bytes. */
final class RawWebSocket extends RawFrames {

    private static final int PATIENCE_MILLIS = 30_000;

    RawWebSocket(int port) throws IOException {
        super(new Socket("127.0.0.1", port), PATIENCE_MILLIS);
    }

    /** Asks for a WebSocket. */
    static RawWebSocket upgraded(DoorKit kit) throws IOException {
        RawWebSocket client = new RawWebSocket(kit.plainPort());
        client.upgrade(request());
        return client;
    }

    /** A request as it should be; a line can be replaced. */
    static String request() {
        return String.join(
                "\r\n",
                "GET /mqtt HTTP/1.1",
                "Host: 127.0.0.1:1883",
                "Connection: keep-alive, Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol: other, mqtt",
                "",
                "");
    }

    void frame(int first, String hex) throws IOException {
        send(first, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** The next frame: its first byte, a space, and its payload; empty at the end. */
    String next() throws IOException {
        Frame next = read();
        return next == null
                ? ""
                : "%02x ".formatted(next.first()) + HexFormat.of().formatHex(next.payload());
    }
}
