/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Empties one destination's lanes. All that it knows is touched by one thread at a time: whoever
 * has news (the broker a message, a sink an outcome, the clock) leaves it in a queue and signals.
 */
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long NEVER = Long.MAX_VALUE;

    final Destination destination;
    final LaneConfiguration configuration;
    final LaneClock clock;
    final Reach reach;
    final Leaving leaving;

    private final ActiveMQServer server;
    private final Executor executor;
    private final Flights flights;
    private final Outcomes outcomes;
    private final Map<LaneClass, ClassLaneState> lanes = new EnumMap<>(LaneClass.class);
    final Turns turns;
    private final Queue<Runnable> news = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signals = new AtomicInteger();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();

    private int inFlight;
    private boolean probing;
    private boolean paused;
    private boolean stopping;
    private boolean drained;
    private boolean settling;
    private boolean opened;
    private boolean closed;
    private boolean timerSet;
    private long timerAt;
    private volatile Sight sight = new Sight("untried", "", 0, 0, 0, 0);

    Dispatcher(
            ActiveMQServer server,
            Destination destination,
            LaneConfiguration configuration,
            LaneClock clock,
            Executor executor,
            Sender sender) {
        this.server = server;
        this.destination = destination;
        this.configuration = configuration;
        this.clock = clock;
        this.executor = executor;
        this.leaving = new Leaving(server, destination);
        this.reach =
                new Reach(
                        TimeUnit.MILLISECONDS.toNanos(configuration.getRetryInitial()),
                        TimeUnit.MILLISECONDS.toNanos(configuration.getRetryMax()),
                        Math.max(
                                configuration.getConcurrency(),
                                configuration.getUrgentConcurrency()),
                        () -> ThreadLocalRandom.current().nextDouble());
        this.outcomes = new Outcomes(this);
        this.flights = new Flights(this, outcomes, executor, sender);
        this.turns = new Turns(this, lanes);
    }

    /**
     * Starts taking messages into memory.
     *
     * @param after done when the messages of former dispatchers are back in their places
     */
    void start(int windowMessages, long windowBytes, CompletableFuture<Void> after)
            throws Exception {
        for (LaneClass laneClass : LaneClass.values()) {
            LaneQueue lane = destination.lane(laneClass);
            int messages = Math.max(windowMessages, 2 * lane.limits().maxMessages());
            long bytes =
                    Math.min(
                            1L << 50,
                            Math.max(
                                    windowBytes, 2 * Math.min(lane.limits().maxBytes(), 1L << 40)));
            long id = server.getStorageManager().generateID();
            LaneWindow window = new LaneWindow(lane, id, messages, bytes, clock, this::signal);
            lanes.put(
                    laneClass,
                    new ClassLaneState(
                            lane, window, configuration.ordered(), configuration.getMaxAttempts()));
        }
        after.whenComplete((done, failure) -> open());
        signal();
    }

    private synchronized void open() {
        if (closed) {
            return;
        }
        opened = true;
        try {
            for (ClassLaneState state : lanes.values()) {
                state.lane.queue.addConsumer(state.window);
                state.lane.queue.deliverAsync();
            }
        } catch (Exception e) {
            LOG.error(
                    "AIR-4106 the lanes of {} must open for delivery but did not; restart its route",
                    destination.name,
                    e);
        }
    }

    /** Takes no more and sends no more; what is in flight goes on. */
    void pause() {
        lanes.values().forEach(state -> state.window.close());
        tell(() -> paused = true);
    }

    /** Goes on after a pause. */
    void resume() {
        tell(() -> paused = false);
        lanes.values().forEach(state -> state.window.reopen());
    }

    /**
     * Ends: what is in memory goes back to the queues in order.
     *
     * @return done when nothing is in flight any more; what ends later is still acknowledged
     */
    CompletableFuture<Void> stop() {
        synchronized (this) {
            closed = true;
            for (ClassLaneState state : lanes.values()) {
                state.window.close();
                if (opened) {
                    state.lane.queue.removeConsumer(state.window);
                }
            }
        }
        tell(() -> stopping = true);
        return quiet;
    }

    /** Done after a stop, when nothing is in flight and all that was in memory is back. */
    CompletableFuture<Void> quiet() {
        return quiet;
    }

    Sight sight() {
        return sight;
    }

    /** Leaves news for the dispatcher. */
    void tell(Runnable told) {
        news.add(told);
        signal();
    }

    /** Looks for work soon. */
    void signal() {
        if (signals.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    boolean isStopping() {
        return stopping;
    }

    private void run() {
        int seen = 1;
        do {
            try {
                pass();
            } catch (RuntimeException e) {
                goesOn(e);
            }
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private void goesOn(Throwable failure) {
        LOG.error(
                "AIR-4101 the delivery of {} must go on but failed; it goes on with the next"
                        + " message",
                destination.name,
                failure);
    }

    private void pass() {
        long now = clock.nanoTime();
        for (Runnable told = news.poll(); told != null; told = news.poll()) {
            try {
                told.run();
            } catch (Throwable e) {
                // one piece of news must not take the others with it
                goesOn(e);
            }
        }
        for (ClassLaneState state : lanes.values()) {
            for (LaneWindow.Given given = state.window.poll();
                    given != null;
                    given = state.window.poll()) {
                state.backlog.add(given, now);
            }
        }
        if (!stopping && !paused) {
            // before the pauses end: a probe tries others than those that failed before
            turns.probe(now, probing);
        }
        for (ClassLaneState state : lanes.values()) {
            state.backlog.wake(now);
            dropOverflow(state, now);
        }
        flights.giveUpOverdue(now);
        if (stopping) {
            drain();
        } else if (!paused) {
            turns.dispatch(now, probing);
        }
        setTimer(now);
        see(now);
        boolean gathers = !stopping && !paused && !reach.isAway();
        lanes.values().forEach(state -> state.await(now, gathers));
    }

    /** Sends what is due of a lane; whether a place was taken or more may be due. */
    boolean launch(ClassLaneState state, long now, boolean probe) {
        List<Entry> expired = new ArrayList<>(0);
        List<Entry> batch = state.backlog.take(now, clock.currentTimeMillis(), expired::add);
        // the queue itself counts what expired
        remove(state, expired, AckReason.EXPIRED, () -> {}, () -> {});
        if (batch.isEmpty()) {
            // only expired ones were there; more may be ready
            return !expired.isEmpty() && !probe;
        }
        state.serve(batch.size());
        inFlight++;
        probing |= probe;
        Request request = new Request(state, batch, probe);
        turns.began(request);
        send(request);
        return true;
    }

    /** Sends the current part of a request. */
    void send(Request request) {
        flights.send(request);
    }

    /** A request is over: its place and its streams are free. */
    void close(Request request) {
        long now = clock.nanoTime();
        turns.ended(request);
        inFlight--;
        probing &= !request.probe;
        request.streams.forEach(stream -> request.lane.backlog.unlock(stream, now));
    }

    /** Puts messages back to the head of their streams; after a stop, to the head of the queue. */
    void giveBack(ClassLaneState state, List<Entry> entries) {
        if (drained) {
            leaving.giveBack(entries);
        } else {
            state.backlog.giveBack(entries);
        }
    }

    /** Removes at-most-once messages that a sink did not take. */
    void fail(ClassLaneState state, List<Entry> entries) {
        destination.metrics.dropped("failed", entries.size());
        remove(
                state,
                entries,
                AckReason.KILLED,
                () -> destination.account.failed.add(entries.size()),
                () -> {});
    }

    private void remove(
            ClassLaneState state,
            List<Entry> entries,
            AckReason reason,
            Runnable counted,
            Runnable failed) {
        entries.forEach(entry -> state.window.release(entry.size));
        leaving.remove(entries, reason, counted, failed);
    }

    private void dropOverflow(ClassLaneState state, long now) {
        LaneQueue lane = state.lane;
        if (lane.limits().overflow() != Overflow.DROP_OLDEST) {
            return;
        }
        long over = lane.bytes() - state.dropping - lane.limits().capBytes();
        if (over <= 0) {
            return;
        }
        List<Entry> oldest = state.backlog.takeOldest(over, now);
        if (!oldest.isEmpty()) {
            long bytes = oldest.stream().mapToLong(entry -> entry.size).sum();
            state.dropping += bytes;
            destination.metrics.dropped("overflow", oldest.size());
            remove(
                    state,
                    oldest,
                    AckReason.KILLED,
                    () -> {
                        destination.account.overflow.add(oldest.size());
                        tell(() -> state.dropping -= bytes);
                    },
                    () -> tell(() -> state.dropping -= bytes));
        }
    }

    private void drain() {
        drained = true;
        for (ClassLaneState state : lanes.values()) {
            leaving.giveBack(state.backlog.drain());
        }
        if (inFlight == 0 && !settling) {
            settling = true;
            leaving.whenSettled(() -> quiet.complete(null));
        }
    }

    /** Comes back when a delay or a pause ends. */
    private void setTimer(long now) {
        long wait = flights.untilOverdue(now);
        if (paused || stopping) {
            setTimer(now, wait);
            return;
        }
        for (ClassLaneState state : lanes.values()) {
            wait = Math.min(wait, state.untilDue(now, !reach.isAway()));
        }
        if (reach.isAway() && !probing && reach.untilProbe(now) > 0) {
            wait = Math.min(wait, reach.untilProbe(now));
        }
        setTimer(now, wait);
    }

    private void setTimer(long now, long wait) {
        long at = now + wait;
        if (wait != NEVER && (!timerSet || at - timerAt < 0 || timerAt - now <= 0)) {
            timerSet = true;
            timerAt = at;
            clock.schedule(() -> tell(() -> timerSet &= timerAt != at), wait);
        }
    }

    private void see(long now) {
        long oldest = 0;
        for (ClassLaneState state : lanes.values()) {
            long time = state.backlog.oldestTime();
            oldest = oldest == 0 || time == 0 ? Math.max(oldest, time) : Math.min(oldest, time);
        }
        boolean away = reach.isAway();
        String state =
                paused || stopping ? "stopped" : away ? "away" : reach.isTried() ? "up" : "untried";
        sight =
                new Sight(
                        state,
                        reach.reason(),
                        now - reach.awayNanos(now),
                        inFlight,
                        Math.min(configuration.getConcurrency(), reach.level()),
                        oldest);
    }
}
