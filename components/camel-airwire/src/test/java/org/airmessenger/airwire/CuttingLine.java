/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A way through loopback that can be cut, and that can swallow what goes one way. */
final class CuttingLine implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean swallowsDown;

    CuttingLine(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections came so far. */
    int begun() {
        return begun.get();
    }

    /** Breaks every connection, without a word. */
    void cut() {
        for (Socket socket : sockets) {
            // whatever comes meanwhile stays
            sockets.remove(socket);
            kill(socket);
        }
    }

    /** What the gateway says is lost from now on, until the next cut. */
    void swallowDown(boolean is) {
        swallowsDown = is;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket near = server.accept();
                begun.incrementAndGet();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                thread(() -> pump(near, far, false));
                thread(() -> pump(far, near, true));
            } catch (IOException e) {
                // closed, or the gateway is away
            }
        }
    }

    private void pump(Socket from, Socket to, boolean down) {
        byte[] buffer = new byte[4096];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!down || !swallowsDown) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // cut
        }
        kill(from);
        kill(to);
    }

    private static void kill(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "cutting-line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        cut();
    }
}
