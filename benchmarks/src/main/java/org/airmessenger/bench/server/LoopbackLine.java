/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A line between two ends on loopback that counts what passes, and that can be cut and mended. */
public final class LoopbackLine implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BACKLOG = 50;

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private volatile boolean cut;

    /** A whole line to a port. */
    public LoopbackLine(int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    /** Where it begins. */
    public int port() {
        return server.getLocalPort();
    }

    /** Bytes that went to the target. */
    public long up() {
        return up.get();
    }

    /** Bytes that came from it. */
    public long down() {
        return down.get();
    }

    /** Breaks every connection without a word, and from now on each new one at once. */
    public void cut() {
        cut = true;
        sockets.forEach(LoopbackLine::kill);
    }

    /** Lets connections through again. */
    public void mend() {
        cut = false;
    }

    private void accept() {
        // the port stays taken while the line is cut: who dials a free port of loopback may get it
        while (!server.isClosed()) {
            try {
                join(server.accept());
            } catch (IOException e) {
                // closed, or the target is away
            }
        }
    }

    private void join(Socket near) throws IOException {
        if (cut) {
            kill(near);
            return;
        }
        Socket far;
        try {
            far = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            kill(near);
            throw e;
        }
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.add(near);
        sockets.add(far);
        if (cut) {
            kill(near);
            kill(far);
        }
        thread(() -> pump(near, far, up));
        thread(() -> pump(far, near, down));
    }

    private void pump(Socket from, Socket to, AtomicLong counted) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                counted.addAndGet(count);
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // cut
        }
        sockets.remove(from);
        sockets.remove(to);
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
        Thread thread = new Thread(task, "loopback-line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
