/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

import org.eclipse.paho.mqttv5.client.internal.NetworkModule;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection under Paho. Nothing can be read before CONNECT is written: a peer that hangs up at
 * once would otherwise end Paho's reader before its starter has seen it run, and the starter, a
 * thread per attempt, would wait for that for ever.
 */
final class MqttSocket implements NetworkModule {

    /** Paho's reader looks up that often whether it is to end. */
    private static final int LOOK_MILLIS = 1000;

    private final String host;
    private final int port;
    private final SSLSocketFactory tls;
    private final int timeoutMillis;
    private final Socket plain = new Socket();
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile Socket wire = plain;

    /**
     * Not connected yet.
     *
     * @param tls null for a plain connection
     * @param timeoutMillis longest wait for the connection, and for the handshake
     */
    MqttSocket(String host, int port, SSLSocketFactory tls, int timeoutMillis) {
        this.host = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        this.port = port;
        this.tls = tls;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void start() throws IOException {
        plain.setTcpNoDelay(true);
        plain.connect(new InetSocketAddress(host, port), timeoutMillis);
        if (tls != null) {
            plain.setSoTimeout(timeoutMillis);
            SSLSocket secure = (SSLSocket) tls.createSocket(plain, host, port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            wire = secure;
        }
        wire.setSoTimeout(LOOK_MILLIS);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(wire.getInputStream()) {

            @Override
            public int available() throws IOException {
                return begun.getCount() > 0 ? 0 : super.available();
            }

            @Override
            public int read() throws IOException {
                awaitBegun();
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                awaitBegun();
                return super.read(bytes, from, length);
            }
        };
    }

    private void awaitBegun() throws IOException {
        if (begun.getCount() > 0) {
            try {
                begun.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            if (wire.isClosed()) {
                throw new SocketException("closed");
            }
        }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(wire.getOutputStream()) {

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void flush() throws IOException {
                try {
                    super.flush();
                } finally {
                    begun.countDown();
                }
            }
        };
    }

    @Override
    public void stop() throws IOException {
        // the bare socket first: closing TLS would wait for a write that hangs
        try {
            plain.close();
            wire.close();
        } finally {
            begun.countDown();
        }
    }

    @Override
    public String getServerURI() {
        return (tls == null ? MqttSockets.PLAIN : MqttSockets.TLS) + "://" + host + ":" + port;
    }
}
