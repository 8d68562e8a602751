/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.jvm.Identities;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Sequences;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A device that shows its certificate and sends {@value #BURST} messages at once, then rests, then
 * sends again. Each kind comes by another door.
 */
abstract class Sender implements AutoCloseable {

    private static final int BURST = 20;
    private static final int REST_MILLIS = 100;

    /** Most messages that wait for their acknowledgement. */
    private static final int WINDOW = 50;

    private static final int BYTES = 64;

    /** Its number. */
    final int device;

    private final Path folder;
    private final Semaphore window = new Semaphore(WINDOW);
    private final Sequences acknowledged = new Sequences();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "sender");
    private volatile boolean over;

    /** Sends nothing yet. */
    Sender(GatewayHome home, int device) {
        this.device = device;
        this.folder = home.folder().resolve("devices");
    }

    final String id() {
        return Identities.PREFIX + device;
    }

    final String topic() {
        return "sensors/" + id() + "/temperature";
    }

    final Path authority() {
        return folder.resolve("ca.pem");
    }

    final Path certificate() {
        return folder.resolve(id() + ".pem");
    }

    final Path key() {
        return folder.resolve(id() + ".key");
    }

    final void start() {
        thread.start();
    }

    private void run() {
        try {
            for (int sequence = 0; !over; sequence++) {
                window.acquire();
                send(sequence, new Payload(device, sequence, System.nanoTime()).bytes(BYTES));
                if (sequence % BURST == 0) {
                    TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a message; it ends with {@link #kept}, {@link #refused(String)} or {@link #gone}. */
    abstract void send(int sequence, byte[] body) throws InterruptedException;

    /** The gateway said that it has it. */
    final void kept(int sequence) {
        acknowledged.add(sequence);
        window.release();
    }

    /** The gateway said that it does not want it. */
    final void refused(String why) {
        refused.add(why);
        window.release();
    }

    /** No answer will come, and it is not sent again. */
    final void gone() {
        window.release();
    }

    /** Sends nothing new; returns when all is answered. */
    final void end() throws InterruptedException {
        over = true;
        thread.join();
        window.acquire(WINDOW);
        window.release(WINDOW);
    }

    /** What the gateway said it has. */
    final Sequences acknowledged() {
        return acknowledged;
    }

    /** What the gateway did not want; nothing was to be refused. */
    final Queue<String> refused() {
        return refused;
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
    }
}
