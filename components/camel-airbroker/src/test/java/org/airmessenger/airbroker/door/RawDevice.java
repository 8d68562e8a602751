/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A device in bytes of MQTT 5, for what no honest client does: it drops its socket at will. */
final class RawDevice implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private boolean hearsOnly;

    /** How a device connects. */
    record Hello(String device, boolean clean, int sessionExpiry, String will, int willDelay) {

        static Hello of(String device) {
            return new Hello(device, true, 0, null, 0);
        }

        Hello stored(boolean isClean, int expiry) {
            return new Hello(device, isClean, expiry, will, willDelay);
        }

        Hello will(String topic, int delay) {
            return new Hello(device, clean, sessionExpiry, topic, delay);
        }

        /** MQTT 5.0, 3.1. */
        private byte[] bytes() {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            text(rest, "MQTT");
            rest.write(5);
            rest.write((clean ? 2 : 0) | (will == null ? 0 : 4));
            rest.writeBytes(new byte[] {0, 60, 5, 0x11});
            four(rest, sessionExpiry);
            text(rest, device);
            if (will != null) {
                rest.writeBytes(new byte[] {5, 0x18});
                four(rest, willDelay);
                text(rest, will);
                text(rest, "lost");
            }
            return packet(0x10, rest);
        }
    }

    /** What CONNACK said: a session was there. */
    private final boolean present;

    RawDevice(DoorKit kit, Hello hello) throws IOException {
        this(kit.plainPort(), hello);
    }

    RawDevice(int port, Hello hello) throws IOException {
        this(new Socket("127.0.0.1", port), hello);
    }

    /** Over a socket that is open: with TLS, perhaps. */
    RawDevice(Socket open, Hello hello) throws IOException {
        socket = open;
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        send(hello.bytes());
        String ack = read();
        if (!ack.startsWith("20") || !ack.startsWith("00", 6)) {
            throw new IOException("not let in: " + ack);
        }
        present = ack.startsWith("01", 4);
    }

    boolean isSessionPresent() {
        return present;
    }

    static RawDevice connect(DoorKit kit, String device) throws IOException {
        return new RawDevice(kit, Hello.of(device));
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private static void four(ByteArrayOutputStream out, int value) {
        out.write(value >> 24);
        out.write(value >> 16);
        out.write(value >> 8);
        out.write(value);
    }

    private static byte[] packet(int first, ByteArrayOutputStream rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        for (int left = rest.size(); left > 0; left >>= 7) {
            out.write(left & 0x7F | (left > 0x7F ? 0x80 : 0));
        }
        out.writeBytes(rest.toByteArray());
        return out.toByteArray();
    }

    private void send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) {
            if (!hearsOnly) {
                throw e;
            }
        }
    }

    /** The other side may be dead from now on: what cannot be sent is lost without a word. */
    RawDevice hearsOnly() {
        hearsOnly = true;
        return this;
    }

    /** PUBLISH of QoS 1 (MQTT 5.0, 3.3). */
    void publish(String topic, int id, String body) throws IOException {
        publish(0x32, topic, id, body);
    }

    /** PUBREL (MQTT 5.0, 3.6). */
    void release(int id) throws IOException {
        send(new byte[] {0x62, 2, (byte) (id >> 8), (byte) id});
    }

    /**
     * PUBLISH of QoS 1 or 2.
     *
     * @param first type and flags: DUP 0x08, RETAIN 0x01
     */
    void publish(int first, String topic, int id, String body) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        text(rest, topic);
        rest.writeBytes(new byte[] {(byte) (id >> 8), (byte) id, 0});
        rest.writeBytes(body.getBytes(StandardCharsets.UTF_8));
        send(packet(first, rest));
    }

    /** SUBSCRIBE of QoS 1 (MQTT 5.0, 3.8). */
    void subscribe(int id, String... filters) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(new byte[] {(byte) (id >> 8), (byte) id, 0});
        for (String filter : filters) {
            text(rest, filter);
            rest.write(1);
        }
        send(packet(0x82, rest));
    }

    /** UNSUBSCRIBE (MQTT 5.0, 3.10). */
    void unsubscribe(int id, String filter) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(new byte[] {(byte) (id >> 8), (byte) id, 0});
        text(rest, filter);
        send(packet(0xA2, rest));
    }

    /** DISCONNECT that changes the session's expiry (MQTT 5.0, 3.14.2.2.2). */
    void disconnect(int sessionExpiry) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(new byte[] {0, 5, 0x11});
        four(rest, sessionExpiry);
        send(packet(0xE0, rest));
    }

    /** PUBACK (MQTT 5.0, 3.4). */
    void acknowledge(int id) throws IOException {
        send(new byte[] {0x40, 2, (byte) (id >> 8), (byte) id});
    }

    /** PINGREQ. */
    void ping() throws IOException {
        send(new byte[] {(byte) 0xC0, 0});
    }

    /** The next packet in hexadecimal; empty at the end. */
    String read() throws IOException {
        try {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length > 0x7F) {
                length = length & 0x7F | in.readUnsignedByte() << 7;
            }
            byte[] rest = new byte[length];
            in.readFully(rest);
            return "%02x%02x".formatted(first, length) + HexFormat.of().formatHex(rest);
        } catch (EOFException | SocketException e) {
            return "";
        }
    }

    /** The packet id of a PUBLISH of QoS 1 that came, with fewer than 128 bytes (3.3). */
    static int idOf(String publish) {
        int end = 8 + 2 * Integer.parseInt(publish.substring(4, 8), 16);
        return Integer.parseInt(publish.substring(end, end + 4), 16);
    }

    /** What it carries. */
    static String bodyOf(String publish) {
        int end = 12 + 2 * Integer.parseInt(publish.substring(4, 8), 16);
        int properties = Integer.parseInt(publish.substring(end, end + 2), 16);
        byte[] body = HexFormat.of().parseHex(publish.substring(end + 2 + 2 * properties));
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Drops the connection without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
