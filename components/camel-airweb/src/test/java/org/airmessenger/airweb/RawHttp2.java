/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** HTTP/2 frame by frame (RFC 9113, 4.1), so that a test can send what no client would. */
final class RawHttp2 implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    private static final int WITH_PRIORITY = 0x20;

    static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int LIMIT_MILLIS = 60_000;

    /** A frame that came. */
    record Frame(int type, int flags, int stream, byte[] payload) {

        /** The error code of RST_STREAM and GOAWAY (7). */
        int code() {
            int at = type == GOAWAY ? 4 : 0;
            return (payload[at] & 0xff) << 24
                    | (payload[at + 1] & 0xff) << 16
                    | (payload[at + 2] & 0xff) << 8
                    | payload[at + 3] & 0xff;
        }
    }

    final SSLSocket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, String> statuses = new TreeMap<>();
    private final List<Frame> ends = new ArrayList<>();

    private RawHttp2(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** After the TLS handshake, nothing said. */
    static RawHttp2 silent(WebKit kit, String device) throws Exception {
        SSLSocket socket =
                (SSLSocket)
                        kit.tls(device == null ? null : kit.device(device))
                                .getSocketFactory()
                                .createSocket("127.0.0.1", kit.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.startHandshake();
        return new RawHttp2(socket);
    }

    /** After preface and settings. */
    static RawHttp2 connect(WebKit kit, String device) throws Exception {
        RawHttp2 connection = silent(kit, device);
        connection.write(PREFACE);
        connection.frame(SETTINGS, 0, 0, new byte[0]);
        return connection;
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        write(bytes(type, flags, stream, payload));
    }

    static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[5] = (byte) (stream >> 24);
        frame[6] = (byte) (stream >> 16);
        frame[7] = (byte) (stream >> 8);
        frame[8] = (byte) stream;
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }

    /** A head in HPACK. */
    byte[] head(String method, String path, String... more) throws Http2Exception {
        Http2Headers headers =
                new DefaultHttp2Headers(false)
                        .method(method)
                        .path(path)
                        .scheme("https")
                        .authority("gateway");
        for (int i = 0; i < more.length; i += 2) {
            headers.add(more[i], more[i + 1]);
        }
        return encoded(headers);
    }

    byte[] encoded(Http2Headers headers) throws Http2Exception {
        ByteBuf block = Unpooled.buffer();
        encoder.encodeHeaders(1, headers, block);
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        return bytes;
    }

    /** A request without a body. */
    void request(int stream, String method, String path, String... more) throws Exception {
        frame(HEADERS, END_STREAM | END_HEADERS, stream, head(method, path, more));
    }

    /** The next frame; null at the end of the connection. */
    Frame read() throws IOException {
        try {
            byte[] head = new byte[9];
            in.readFully(head);
            int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
            byte[] payload = new byte[length];
            in.readFully(payload);
            int stream =
                    (head[5] & 0x7f) << 24
                            | (head[6] & 0xff) << 16
                            | (head[7] & 0xff) << 8
                            | head[8] & 0xff;
            Frame frame = new Frame(head[3], head[4], stream, payload);
            note(frame);
            return frame;
        } catch (EOFException | SocketException | SSLException e) {
            return null;
        }
    }

    private void note(Frame frame) {
        if (frame.type == RST_STREAM || frame.type == GOAWAY) {
            ends.add(frame);
        }
        if (frame.type == HEADERS) {
            int skipped = (frame.flags & WITH_PRIORITY) == 0 ? 0 : 5;
            try {
                Http2Headers headers =
                        decoder.decodeHeaders(
                                frame.stream,
                                Unpooled.wrappedBuffer(frame.payload).skipBytes(skipped));
                if (headers.status() != null) {
                    statuses.putIfAbsent(frame.stream, headers.status().toString());
                }
            } catch (Http2Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The first frame of a type. */
    Frame await(int type) throws IOException {
        for (Frame frame = read(); frame != null; frame = read()) {
            if (frame.type == type && (type != SETTINGS || frame.flags == 0)) {
                return frame;
            }
        }
        throw new AssertionError("the connection ended without a frame of type " + type);
    }

    /** The status with which a stream is answered. */
    String awaitStatus(int stream) throws IOException {
        while (!statuses.containsKey(stream)) {
            if (read() == null) {
                throw new AssertionError("the connection ended without an answer to " + stream);
            }
        }
        return statuses.get(stream);
    }

    /** Until the connection is over; the frames that ended it or its streams. */
    List<Frame> awaitClosed() throws IOException {
        while (read() != null) {
            // whatever it says
        }
        return ends;
    }

    List<String> statuses() {
        return List.copyOf(statuses.values());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
