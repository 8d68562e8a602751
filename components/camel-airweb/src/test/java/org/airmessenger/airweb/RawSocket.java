/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import org.airmessenger.door.TestPki;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;

/** A WebSocket client in bytes, over TLS, for what no honest client does (RFC 6455). */
final class RawSocket implements Closeable {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xa;
    static final int RSV1 = 0x40;
    static final int LAST = 0x80;

    private static final int MASK = 0x80;
    private static final byte[] KEY = {1, 2, 3, 4};

    /** A frame of the gateway. */
    record Frame(int first, byte[] payload) {

        int opcode() {
            return first & 0xf;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame. */
        int code() {
            return opcode() == CLOSE ? ByteBuffer.wrap(payload).getShort() & 0xffff : -1;
        }

        String reason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    private final SSLSocket socket;
    private final DataInputStream in;

    RawSocket(WebKit kit, TestPki.Identity identity) throws Exception {
        socket =
                (SSLSocket)
                        kit.tls(identity).getSocketFactory().createSocket("127.0.0.1", kit.port());
        socket.setSoTimeout((int) WebKit.LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** A WebSocket, with more header lines. */
    static RawSocket open(WebKit kit, String device, String... more) throws Exception {
        RawSocket client = new RawSocket(kit, kit.device(device));
        String answer = client.ask(request(kit, more));
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(answer);
        }
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

    /** The head of the answer, and its body if it has one. */
    String ask(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                return head.toString();
            }
            head.append((char) octet);
        }
        var length =
                head.toString()
                        .lines()
                        .filter(line -> line.toLowerCase().startsWith("content-length:"))
                        .findFirst();
        if (length.isPresent()) {
            int bytes = Integer.parseInt(length.get().substring(15).strip());
            head.append(new String(in.readNBytes(bytes), StandardCharsets.UTF_8));
        }
        return head.toString();
    }

    /** Sends one frame; its first byte is given with the last bit set or not. */
    RawSocket frame(int first, byte[] payload) throws IOException {
        raw(head(first, payload.length));
        byte[] masked = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            masked[i] = (byte) (payload[i] ^ KEY[i % 4]);
        }
        return raw(masked);
    }

    RawSocket frame(int first, String payload) throws IOException {
        return frame(first, payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** The head of a frame that announces so many bytes. */
    static byte[] head(int first, long length) {
        ByteBuffer head = ByteBuffer.allocate(14).put((byte) first);
        if (length >= 0 && length < 126) {
            head.put((byte) (MASK | length));
        } else if (length >= 0 && length < 65_536) {
            head.put((byte) (MASK | 126)).putShort((short) length);
        } else {
            head.put((byte) (MASK | 127)).putLong(length);
        }
        head.put(KEY);
        return Arrays.copyOf(head.array(), head.position());
    }

    RawSocket raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next frame; null at the end. */
    Frame next() throws IOException {
        try {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[(int) length];
            in.readFully(payload);
            return new Frame(first, payload);
        } catch (EOFException | SocketException e) {
            return null;
        }
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

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
