/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttMessage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Many publishing devices. {@link #connect} once, then {@link #run} as often as wanted on the same
 * connections: the sequences go on.
 *
 * <p>At a fixed rate a latency counts from the moment a message was due, whether or not it could be
 * sent then: a stall is not hidden by the messages that it kept from being sent.
 */
public final class Load implements AutoCloseable {

    private static final int HANDSHAKES_AT_ONCE = 64;
    private static final int MANY = 1_000;
    private static final long AGAIN_MILLIS = 200;

    private final Fleet fleet;
    private final LoadPlan plan;
    private final boolean steadfast;
    private final Loops loops;
    private final Counts counts = new Counts();
    private final List<Device> devices = new ArrayList<>();
    private final List<EventLoop> homes = new ArrayList<>();
    private volatile InetSocketAddress address;
    private volatile boolean closed;

    /**
     * A load that nothing does yet.
     *
     * @param steadfast whether a lost connection is tried again, every 200 ms. What was in flight
     *     on it is not: it stays unacknowledged for ever
     */
    public Load(LoadPlan plan, Fleet fleet, boolean steadfast) {
        this.plan = plan;
        this.fleet = fleet;
        this.steadfast = steadfast;
        this.address = plan.address();
        this.loops = new Loops(plan.devices() > MANY ? 2 : 1);
        for (int i = 0; i < plan.devices(); i++) {
            devices.add(new Device(i, fleet, plan, counts));
            homes.add(loops.group.next());
        }
    }

    /**
     * Connects all devices.
     *
     * @throws IOException if one of them was not accepted in time
     */
    public void connect(Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Semaphore handshakes = new Semaphore(HANDSHAKES_AT_ONCE);
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            if (!handshakes.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new IOException("only " + i + " devices were connected within " + limit);
            }
            Link link = new Link(i);
            links.add(link);
            link.connected.whenComplete((yes, no) -> handshakes.release());
            link.connect(homes.get(i), address, fleet.tls(i));
        }
        for (Link link : links) {
            try {
                link.connected.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().toString(), e.getCause());
            } catch (TimeoutException e) {
                throw new IOException("not all devices were connected within " + limit, e);
            }
        }
    }

    /** Devices that connect again from now on do it here; loopback, as the first address. */
    public void moveTo(int port) {
        address = new InetSocketAddress(plan.address().getAddress(), port);
    }

    /** Runs a phase and waits for its end: all acknowledged (QoS 0: sent), or its limit. */
    public PhaseResult run(Phase phase) throws InterruptedException {
        return start(phase).await();
    }

    /** Starts a phase; the one before must have ended. */
    public Started start(Phase phase) {
        counts.take(0, true);
        long start = System.nanoTime();
        Run run = new Run(phase, devices.size(), start);
        onEach(device -> device.begin(run));
        return new Started(run, start);
    }

    /** A phase that runs. */
    public final class Started {
        private final Run run;
        private final long start;

        private Started(Run run, long start) {
            this.run = run;
            this.start = start;
        }

        /** Whether it has ended. */
        public boolean isDone() {
            return run.open.getCount() == 0;
        }

        /** Lets it end now: nothing more is sent, what is in flight is still waited for. */
        public void end() {
            run.end();
            onEach(Device::pump);
        }

        /** Lets it run for so long, unless it ends before; then ends it, and waits for that. */
        public PhaseResult endAfter(Duration time) throws InterruptedException {
            if (!run.await(time)) {
                end();
            }
            return await();
        }

        /** Waits for its end. */
        public PhaseResult await() throws InterruptedException {
            long left = run.phase.limit().toNanos() - (System.nanoTime() - start);
            boolean finished = run.open.await(left, TimeUnit.NANOSECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!finished) {
                end();
                onEach(Device::giveUp);
                run.open.await();
            }
            return counts.take(seconds, finished);
        }
    }

    /** Messages acknowledged since the phase began. */
    public long acknowledgedNow() {
        return counts.acknowledged.sum();
    }

    /** Exactly which messages of each device were acknowledged, over all phases. */
    public List<Sequences> acknowledged() {
        return devices.stream().map(device -> device.acknowledged).toList();
    }

    /** Ends all connections without a word, and the threads. */
    @Override
    public void close() {
        closed = true;
        loops.close();
    }

    private void onEach(Consumer<Device> what) {
        for (int i = 0; i < devices.size(); i++) {
            Device device = devices.get(i);
            homes.get(i).execute(() -> what.accept(device));
        }
    }

    private void again(int index) {
        if (!closed) {
            homes.get(index)
                    .schedule(
                            () -> {
                                if (!closed) {
                                    new Link(index)
                                            .connect(homes.get(index), address, fleet.tls(index));
                                }
                            },
                            AGAIN_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /** One connection of one device. */
    private final class Link extends Session {
        private final int index;
        private boolean stood;

        Link(int index) {
            super(fleet.id(index), plan.version5(), true);
            this.index = index;
            connected.whenComplete(
                    (yes, no) -> {
                        if (no != null && steadfast) {
                            again(index);
                        }
                    });
        }

        @Override
        void accepted(ChannelHandlerContext context) {
            stood = true;
            devices.get(index).attach(context);
            connected.complete(null);
        }

        @Override
        void received(ChannelHandlerContext context, MqttMessage message) {
            devices.get(index).received(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (stood) {
                devices.get(index).pump();
            }
            context.fireChannelReadComplete();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (stood) {
                devices.get(index).pump();
            }
            context.fireChannelWritabilityChanged();
        }

        @Override
        void lost(ChannelHandlerContext context) {
            if (stood) {
                devices.get(index).detach(steadfast);
                if (steadfast) {
                    again(index);
                }
            }
        }
    }
}
