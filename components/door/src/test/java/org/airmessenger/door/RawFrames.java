/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The client's side of WebSocket in bytes, for what no honest client does (RFC 6455). */
public class RawFrames implements Closeable {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xa;
    public static final int RSV1 = 0x40;
    public static final int LAST = 0x80;

    private static final int MASK = 0x80;
    private static final byte[] KEY = {1, 2, 3, 4};

    /** A frame of the server. */
    public record Frame(int first, byte[] payload) {

        public int opcode() {
            return first & 0xf;
        }

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame. */
        public int code() {
            return opcode() == CLOSE ? ByteBuffer.wrap(payload).getShort() & 0xffff : -1;
        }

        public String reason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final DataInputStream in;

    /** On a connection; it waits so long for what comes. */
    protected RawFrames(Socket socket, int patienceMillis) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(patienceMillis);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Asks for a WebSocket. */
    protected final void upgrade(String request) throws IOException {
        String answer = ask(request);
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(answer);
        }
    }

    /** The head of the answer, and its body if it says how long that is. */
    public final String ask(String request) throws IOException {
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
    public final void send(int first, byte[] payload) throws IOException {
        byte[] head = head(first, payload.length);
        byte[] frame = Arrays.copyOf(head, head.length + payload.length);
        for (int i = 0; i < payload.length; i++) {
            frame[head.length + i] = (byte) (payload[i] ^ KEY[i % 4]);
        }
        raw(frame);
    }

    /** The head of a frame that announces so many bytes. */
    public static byte[] head(int first, long length) {
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

    /** Sends bytes. */
    public final void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next frame; null at the end. */
    public final Frame read() throws IOException {
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

    @Override
    public final void close() throws IOException {
        socket.close();
    }
}
