/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** What can be done to a listener from outside, all of it at once. */
final class Trouble implements AutoCloseable {

    private static final int EACH = 10;
    private static final int GARBAGE = 4096;
    private static final int ANSWER = 13;
    private static final int TIMEOUT_MILLIS = 30_000;

    /**
     * How its protocol begins.
     *
     * @param alpn what it is called in TLS; null if it is not
     * @param half the beginning of a greeting
     * @param wants a greeting and a subscription to what the device is sent
     * @param answer what the listener then says first, in ISO 8859-1, as a pattern
     */
    record Protocol(String alpn, byte[] half, byte[] wants, String answer) {

        static Protocol mqtt() {
            // CONNECT of deaf-mqtt, MQTT 5; SUBSCRIBE
            byte[] connect = hex("1016" + "00044d5154540502003c00" + "0009" + text("deaf-mqtt"));
            byte[] subscribe =
                    hex("821c" + "000100" + "0016" + text("commands/deaf-mqtt/big") + "00");
            return new Protocol(
                    null, hex("107f0004"), both(connect, subscribe), "\u0020.\u0000\u0000.*");
        }

        static Protocol web() {
            String get = "GET /v1/commands HTTP/1.1\r\nHost: localhost\r\n\r\n";
            return new Protocol(
                    "http/1.1",
                    "POST /v1/messages/a HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII),
                    get.getBytes(StandardCharsets.US_ASCII),
                    "HTTP/1.1 200 .*");
        }

        static Protocol wire() {
            // HELLO that grants a thousand messages and 2^29 bytes; SUBSCRIBE
            byte[] hello = hex("0ba00101" + "0c43e8" + "10a0000000");
            byte[] subscribe = hex("1a70" + "01" + "16" + text("commands/deaf-wire/big") + "01");
            return new Protocol(
                    "airwire/1",
                    hex("40ff"),
                    both(hello, subscribe),
                    "(.|[@-\u007f].)[\u00b0-\u00bf].*");
        }

        private static byte[] hex(String digits) {
            return HexFormat.of().parseHex(digits);
        }

        private static String text(String text) {
            return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
        }

        private static byte[] both(byte[] one, byte[] other) {
            byte[] both = new byte[one.length + other.length];
            System.arraycopy(one, 0, both, 0, one.length);
            System.arraycopy(other, 0, both, one.length, other.length);
            return both;
        }
    }

    private final List<Socket> sockets = new ArrayList<>();
    private final int port;
    private final Protocol protocol;
    private final Path certificates;
    private final String who;

    /**
     * None yet.
     *
     * @param who at the end of the names of its devices
     */
    Trouble(int port, Protocol protocol, Path certificates, String who) {
        this.who = who;
        this.port = port;
        this.protocol = protocol;
        this.certificates = certificates;
    }

    /** Devices that ask for what they then never read, and that never come to an end. */
    void holdSecure() throws Exception {
        SSLContext deaf = WebDevice.tls(certificates, "deaf-" + who);
        SSLContext slow = WebDevice.tls(certificates, "slow-" + who);
        Socket socket = secure(deaf);
        socket.getOutputStream().write(protocol.wants());
        byte[] answer = socket.getInputStream().readNBytes(ANSWER);
        String said = new String(answer, StandardCharsets.ISO_8859_1);
        if (!Pattern.compile(protocol.answer(), Pattern.DOTALL).matcher(said).matches()) {
            throw new AssertionError("the deaf device must be let in but was told: " + said);
        }
        for (int i = 0; i < EACH; i++) {
            secure(slow).getOutputStream().write(protocol.half());
        }
    }

    /** Noise instead of TLS, and within it; what is open until the listener has enough. */
    void fill(int connections) throws Exception {
        byte[] noise = new byte[GARBAGE];
        new Random(1).nextBytes(noise);
        SSLContext slow = WebDevice.tls(certificates, "slow-" + who);
        for (int i = 0; i < EACH; i++) {
            write(plain(), noise);
            write(secure(slow), noise);
        }
        for (int i = 0; i < connections; i++) {
            plain();
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (IOException closedAlready) {
            // which is what should become of it
        }
    }

    private Socket plain() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        return socket;
    }

    private Socket secure(SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket();
        sockets.add(socket);
        socket.setReceiveBufferSize(GARBAGE);
        socket.connect(new InetSocketAddress("localhost", port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        if (protocol.alpn() != null) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {protocol.alpn()});
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException goneAlready) {
                continue;
            }
        }
    }
}
