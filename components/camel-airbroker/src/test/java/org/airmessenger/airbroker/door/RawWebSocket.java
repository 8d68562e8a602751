/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A WebSocket client in bytes, for what no honest client does (RFC 6455). */
final class RawWebSocket implements Closeable {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int LAST = 0x80;

    private static final int MASK = 0x80;
    private static final byte[] KEY = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;

    RawWebSocket(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Asks for a WebSocket. */
    static RawWebSocket upgraded(DoorKit kit) throws IOException {
        RawWebSocket client = new RawWebSocket(kit.plainPort());
        String answer = client.ask(request());
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(answer);
        }
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

    /** The head of the answer. */
    String ask(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                break;
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    /** What is left to read, as text. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Sends one frame; its first byte is given with the last bit set or not. */
    void frame(int first, String hex) throws IOException {
        byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (MASK | payload.length));
        } else {
            frame.put((byte) (MASK | 126)).putShort((short) payload.length);
        }
        frame.put(KEY);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ KEY[i % 4]));
        }
        raw(frame.array(), frame.position());
    }

    void raw(byte[] bytes, int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
    }

    /** The next frame: its first byte, a space, and its payload; empty at the end. */
    String next() throws IOException {
        try {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            }
            byte[] payload = new byte[length];
            in.readFully(payload);
            return "%02x ".formatted(first) + HexFormat.of().formatHex(payload);
        } catch (EOFException | SocketException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
