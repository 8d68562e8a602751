/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.web;

import org.airmessenger.gateway.mqtt.PemTls;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Devices that prove who they are, are let in, and are silent from then on. */
final class WebCrowd implements AutoCloseable {

    /** What a device does before it is silent. */
    enum Kind {
        HTTP_2("HTTP/2, one answer, nothing in progress"),
        EVENTS("HTTP/2, a line of server-sent events"),
        SOCKET("WebSocket"),
        SUBSCRIBED("WebSocket, subscribed to its commands");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        private boolean isSocket() {
            return this == SOCKET || this == SUBSCRIBED;
        }
    }

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_OF_BOTH = 5;
    private static final byte[] PREFACE = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private final WebStand stand;
    private final Kind kind;
    private final List<Socket> devices = new ArrayList<>();

    WebCrowd(WebStand stand, Kind kind) {
        this.stand = stand;
        this.kind = kind;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Connects until there are so many. */
    void grow(int count) throws IOException {
        while (devices.size() < count) {
            SSLSocket socket = connect(stand.fleet().id(devices.size()));
            devices.add(socket);
            if (kind.isSocket()) {
                upgrade(socket);
            } else {
                request(socket);
            }
        }
    }

    private SSLSocket connect(String device) throws IOException {
        Path folder = stand.folder().resolve("devices");
        SSLContext tls;
        try {
            tls =
                    PemTls.context(
                            folder.resolve("ca.pem"),
                            folder.resolve(device + ".pem"),
                            folder.resolve(device + ".key"));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        SSLSocket socket =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), stand.port());
        SSLParameters parameters = socket.getSSLParameters();
        String protocol = kind.isSocket() ? "http/1.1" : "h2";
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.startHandshake();
        return socket;
    }

    /** RFC 9113: preface, settings, and one request, its head in HPACK without any table. */
    private void request(SSLSocket socket) throws IOException {
        String path = kind == Kind.EVENTS ? "/v1/commands" : "/v1/last/commands/x";
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        // :method GET, :scheme https, :authority, :path of the static table
        head.writeBytes(new byte[] {(byte) 0x82, (byte) 0x87, 0x01, 7});
        head.writeBytes(ascii("gateway"));
        head.writeBytes(new byte[] {0x04, (byte) path.length()});
        head.writeBytes(ascii(path));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(PREFACE);
        all.writeBytes(new byte[] {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0});
        all.writeBytes(new byte[] {0, 0, (byte) head.size(), HEADERS, END_OF_BOTH, 0, 0, 0, 1});
        all.writeBytes(head.toByteArray());
        socket.getOutputStream().write(all.toByteArray());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int type;
        do {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            type = in.readUnsignedByte();
            in.skipNBytes(5L + length);
        } while (type != HEADERS);
    }

    /** RFC 6455, 4.1. */
    private void upgrade(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write(
                        ascii(
                                "GET /v1/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                        + "Sec-WebSocket-Protocol: air.v1.json\r\n\r\n"));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.readUnsignedByte());
        }
        if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("a device must be let in but was told: " + answer);
        }
        if (kind == Kind.SUBSCRIBED) {
            byte[] wish = ascii("{\"type\":\"subscribe\"}");
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            // a text, masked with zeros
            frame.writeBytes(new byte[] {(byte) 0x81, (byte) (0x80 | wish.length), 0, 0, 0, 0});
            frame.writeBytes(wish);
            socket.getOutputStream().write(frame.toByteArray());
            in.readUnsignedByte();
            in.skipNBytes(in.readUnsignedByte());
        }
    }

    @Override
    public void close() {
        for (Socket socket : devices) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
