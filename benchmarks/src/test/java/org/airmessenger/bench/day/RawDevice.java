/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.day;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Bytes of MQTT over TLS, for what no honest client sends. */
final class RawDevice implements AutoCloseable {

    private static final int DISCONNECT = 0xE0;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SSLSocket socket;
    private final DataInputStream in;

    /** Connects in MQTT 5 and waits until it is let in. */
    RawDevice(House house, String id) throws IOException, GeneralSecurityException {
        MqttClientSslConfig files = house.tls(id);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                files.getKeyManagerFactory().orElseThrow().getKeyManagers(),
                files.getTrustManagerFactory().orElseThrow().getTrustManagers(),
                null);
        socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", house.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in = new DataInputStream(socket.getInputStream());
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream connect = new ByteArrayOutputStream();
        // MQTT 5.0, 3.1: packet type, length, name, version 5, clean start, keep alive, properties
        connect.write(new byte[] {0x10, (byte) (13 + name.length), 0, 4, 'M', 'Q', 'T', 'T'});
        connect.write(new byte[] {5, 2, 0, 60, 0, 0, (byte) name.length});
        connect.write(name);
        send(connect.toByteArray());
        if (in.readUnsignedByte() != 0x20) {
            throw new IOException("the first packet must be CONNACK");
        }
        skip(in.readUnsignedByte());
    }

    /**
     * Sends the beginning of a PUBLISH with QoS 1 (MQTT 5.0, 3.3): nothing of its body.
     *
     * @param remaining the length that it announces
     */
    void begin(String topic, int remaining) throws IOException {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream publish = new ByteArrayOutputStream();
        publish.write(0x32);
        for (int left = remaining; left > 0; left >>= 7) {
            publish.write(left & 0x7F | (left > 0x7F ? 0x80 : 0));
        }
        publish.write(new byte[] {0, (byte) name.length});
        publish.write(name);
        publish.write(new byte[] {0, 1, 0});
        send(publish.toByteArray());
    }

    /** Waits for the gateway's DISCONNECT; its reason code (MQTT 5.0, 3.14.2.1). */
    int disconnected() throws IOException {
        while (true) {
            int type = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (type == DISCONNECT) {
                return length == 0 ? 0 : in.readUnsignedByte();
            }
            skip(length);
        }
    }

    private void skip(int length) throws IOException {
        in.readFully(new byte[length]);
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
