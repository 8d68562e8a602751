/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where handshakes are computed. On a door's event loops, a storm of handshakes would let those who
 * are here wait for seconds.
 */
public final class Handshakes {

    /** At once: more would only take turns. */
    public static final int THREADS = Runtime.getRuntime().availableProcessors();

    private static final long IDLE_SECONDS = 5;

    /** Runs what handshakes of any door compute; its threads end when there is nothing to do. */
    public static final Executor PROCESS = ofProcess();

    private Handshakes() {}

    /** Who shakes hands, as its engine is to know it; {@code unknown} if it is gone already. */
    public static InetSocketAddress peer(SocketAddress remote) {
        return remote instanceof InetSocketAddress known
                ? known
                : InetSocketAddress.createUnresolved("unknown", 0);
    }

    private static Executor ofProcess() {
        ThreadPoolExecutor made =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        // at most one for each connection, and these are limited
                        new LinkedBlockingQueue<>(),
                        Handshakes::thread);
        made.allowCoreThreadTimeOut(true);
        return made;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "air-tls");
        thread.setDaemon(true);
        return thread;
    }
}
