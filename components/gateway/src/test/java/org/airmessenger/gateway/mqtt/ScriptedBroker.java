/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A broker that speaks just enough MQTT 5 to be told how to misbehave: with CONNACK it sends a
 * message of the session at once, and it answers SUBSCRIBE as the script says, then no more.
 */
public final class ScriptedBroker implements AutoCloseable {

    private static final int CONNECT = 1;
    private static final int PUBACK = 4;
    private static final int SUBSCRIBE = 8;
    private static final int PINGREQ = 12;

    /** Reason codes of the next SUBACKs; when there are none, nothing is answered. */
    public final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    /** How many messages were acknowledged. */
    public final AtomicInteger acknowledged = new AtomicInteger();

    private final ServerSocket server;

    public ScriptedBroker() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread =
                new Thread(
                        () -> {
                            while (!server.isClosed()) {
                                try (Socket socket = server.accept()) {
                                    serve(socket);
                                } catch (IOException gone) {
                                    // the next one, if there is one
                                }
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    public String url() {
        return "mqtt://127.0.0.1:" + server.getLocalPort();
    }

    private void serve(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        while (true) {
            int type = in.readUnsignedByte() >> 4;
            byte[] body = in.readNBytes(length(in));
            switch (type) {
                case CONNECT -> {
                    // 3.2: session present, success, no properties
                    out.write(new byte[] {0x20, 3, 1, 0, 0});
                    // 3.3: QoS 1, topic "t", packet id 7, no properties, "x"
                    out.write(new byte[] {0x32, 7, 0, 1, 't', 0, 7, 0, 'x'});
                }
                case PUBACK -> acknowledged.incrementAndGet();
                case SUBSCRIBE -> {
                    Integer code = answers.poll();
                    if (code != null) {
                        // 3.9: the packet id, no properties, one reason code
                        out.write(
                                new byte[] {
                                    (byte) 0x90, 4, body[0], body[1], 0, (byte) code.intValue()
                                });
                    }
                }
                case PINGREQ -> out.write(new byte[] {(byte) 0xD0, 0});
                default -> {
                    return;
                }
            }
        }
    }

    /** A variable byte integer (1.5.5). */
    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80) {
                return length;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
