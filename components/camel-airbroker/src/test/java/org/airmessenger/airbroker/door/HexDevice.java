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
import java.util.HexFormat;

/** A device that is written in hexadecimal, with ~ for the length of a packet. */
final class HexDevice implements Closeable {

    /** 0004 "MQTT" | level | flags: clean | keep-alive 60 | 5: no properties | "d1". */
    static final String CONNECT_5 = "10 ~ 0004 4d515454 05 02 003c 00 0002 6431";

    static final String CONNECT_3 = "10 ~ 0004 4d515454 04 02 003c 0002 6431";

    private final Socket socket;
    private final DataInputStream in;

    HexDevice(DoorKit kit) throws IOException {
        socket = new Socket("127.0.0.1", kit.plainPort());
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Connected with {@link #CONNECT_5}. */
    static HexDevice five(DoorKit kit) throws IOException {
        return connected(kit, CONNECT_5);
    }

    /** Connected with {@link #CONNECT_3}. */
    static HexDevice three(DoorKit kit) throws IOException {
        return connected(kit, CONNECT_3);
    }

    static HexDevice connected(DoorKit kit, String connect) throws IOException {
        HexDevice device = new HexDevice(kit);
        device.send(connect);
        String ack = device.next();
        if (!ack.startsWith("20") || !ack.startsWith("00", 6)) {
            throw new IOException("not let in: " + ack);
        }
        return device;
    }

    /** Sends packets, one a text. */
    void send(String... packets) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String packet : packets) {
            String hex = packet.replace(" ", "");
            all.append(hex.replace("~", "%02x".formatted((hex.length() - 3) / 2)));
        }
        socket.getOutputStream().write(HexFormat.of().parseHex(all));
    }

    /** The next packet in hexadecimal; empty at the end. */
    String next() throws IOException {
        try {
            int first = in.readUnsignedByte();
            int length = 0;
            int digit = 0x80;
            for (int shift = 0; (digit & 0x80) != 0; shift += 7) {
                digit = in.readUnsignedByte();
                length |= (digit & 0x7F) << shift;
            }
            byte[] rest = new byte[length];
            in.readFully(rest);
            return "%02x%02x".formatted(first, length) + HexFormat.of().formatHex(rest);
        } catch (EOFException | SocketException e) {
            return "";
        }
    }

    /** The code of the DISCONNECT that comes before the end; empty if none comes. */
    String codeOfTheEnd() throws IOException {
        String code = "";
        for (String packet = next(); !packet.isEmpty(); packet = next()) {
            if (packet.startsWith("e0")) {
                code = packet.substring(4, 6);
            }
        }
        return code;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
