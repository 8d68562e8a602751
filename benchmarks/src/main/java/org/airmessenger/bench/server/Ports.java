/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of loopback, for servers that do not choose one themselves. */
public final class Ports {

    /** Above those of well-known servers. */
    private static final int LOWEST = 20_000;

    /** From here on systems choose for whoever asks for any port. */
    private static final int CHOSEN_BY_SYSTEMS = 32_768;

    private static final int TRIES = 1_000;

    private Ports() {}

    /**
     * One that is free now. A server that is killed finds it free again, whatever else connects on
     * this machine meanwhile: systems give it to nobody.
     */
    public static int free() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, CHOSEN_BY_SYSTEMS);
            try (ServerSocket socket = new ServerSocket(port, 1, loopback())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                continue;
            }
        }
        throw new IOException("no port from " + LOWEST + " on is free");
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }
}
