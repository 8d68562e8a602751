/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Devices that connect, are let in, and leave, over and over: each has one connection at a time.
 */
public final class Comings implements AutoCloseable {

    private final Loops loops = new Loops(1);
    private final Fleet fleet;
    private final InetSocketAddress address;
    private final int devices;
    private final boolean resume;

    /**
     * Nobody yet.
     *
     * @param port of this machine
     * @param devices so many take turns
     * @param resume whether a device goes on with the TLS session that it had
     */
    public Comings(int port, Fleet fleet, int devices, boolean resume) {
        this.fleet = fleet;
        this.devices = devices;
        this.resume = resume;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Lets so many come.
     *
     * @throws IOException if one was not let in, or not all were in time
     */
    public void come(int count, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Semaphore[] free = new Semaphore[devices];
        for (int i = 0; i < devices; i++) {
            free[i] = new Semaphore(1);
        }
        for (int i = 0; i < count + devices; i++) {
            Semaphore mine = free[i % devices];
            if (!mine.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new IOException("only " + i + " devices came within " + limit);
            }
            if (failure.get() != null) {
                throw new IOException(failure.get().toString(), failure.get());
            }
            if (i < count) {
                one(i % devices, mine, failure);
            }
        }
    }

    private void one(int device, Semaphore mine, AtomicReference<Throwable> failure) {
        Visit visit = new Visit(fleet.id(device), mine);
        visit.connected.whenComplete((yes, no) -> failure.compareAndSet(null, no));
        visit.connect(loops.group.next(), address, fleet.tls(device), resume);
    }

    @Override
    public void close() {
        loops.close();
    }

    private static final class Visit extends Session {

        private final Semaphore over;

        Visit(String clientId, Semaphore over) {
            super(clientId, true, true);
            this.over = over;
        }

        @Override
        void accepted(ChannelHandlerContext context) {
            connected.complete(null);
            context.writeAndFlush(MqttMessage.DISCONNECT).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        void received(ChannelHandlerContext context, MqttMessage message) {
            // nothing but CONNACK is for it
        }

        @Override
        void lost(ChannelHandlerContext context) {
            over.release();
        }
    }
}
