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
    private final Sender sender;
    private final Outcomes outcomes;
    private final Map<LaneClass, ClassLaneState> lanes = new EnumMap<>(LaneClass.class);
    private final Queue<Runnable> news = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signals = new AtomicInteger();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();

    private int inFlight;
    private boolean probing;
    private boolean paused;
    private boolean stopping;
    private boolean drained;
    private boolean timerSet;
    private long timerAt;
    private volatile Sight sight = new Sight("up", "", 0, 0, 0, 0);

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
        this.sender = sender;
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
    }

    /** Starts taking messages into memory. */
    void start(int windowMessages, long windowBytes) throws Exception {
        for (LaneClass laneClass : LaneClass.values()) {
            LaneQueue lane = destination.lane(laneClass);
            int messages = Math.max(windowMessages, 2 * lane.limits().maxMessages());
            long bytes = Math.max(windowBytes, 2 * Math.min(lane.limits().maxBytes(), 1L << 40));
            long id = server.getStorageManager().generateID();
            LaneWindow window = new LaneWindow(lane, id, messages, bytes, this::signal);
            lanes.put(laneClass, new ClassLaneState(lane, window, configuration.ordered()));
        }
        for (ClassLaneState state : lanes.values()) {
            state.lane.queue.addConsumer(state.window);
            state.lane.queue.deliverAsync();
        }
        signal();
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
        for (ClassLaneState state : lanes.values()) {
            state.window.close();
            state.lane.queue.removeConsumer(state.window);
        }
        tell(() -> stopping = true);
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
                LOG.error(
                        "AIR-4101 the delivery of {} must go on but failed; it goes on with the next"
                                + " message",
                        destination.name,
                        e);
            }
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private void pass() {
        long now = clock.nanoTime();
        for (Runnable told = news.poll(); told != null; told = news.poll()) {
            told.run();
        }
        for (ClassLaneState state : lanes.values()) {
            for (LaneWindow.Given given = state.window.poll();
                    given != null;
                    given = state.window.poll()) {
                state.backlog.add(given, now);
            }
            state.backlog.wake(now);
            dropOverflow(state, now);
        }
        if (stopping) {
            drain();
        } else if (!paused) {
            dispatch(now);
            setTimer(now);
        }
        see(now);
    }

    private void dispatch(long now) {
        if (reach.isAway()) {
            if (!probing && reach.untilProbe(now) == 0) {
                probe(now);
            }
            return;
        }
        if (reach.level() == 1) {
            // one place for all: shared by weight, urgent most
            while (inFlight == 0 && launchFairest(now, true)) {
                continue;
            }
            return;
        }
        ClassLaneState urgent = lanes.get(LaneClass.URGENT);
        int urgentMost = Math.min(configuration.getUrgentConcurrency(), reach.level());
        while (urgent.inFlight < urgentMost && urgent.isDue(now) && launch(urgent, now, false)) {
            continue;
        }
        int most = Math.min(configuration.getConcurrency(), reach.level());
        while (inFlight - urgent.inFlight < most && launchFairest(now, false)) {
            continue;
        }
    }

    private boolean launchFairest(long now, boolean withUrgent) {
        ClassLaneState next = null;
        double least = Double.MAX_VALUE;
        for (ClassLaneState state : lanes.values()) {
            if (state.urgent && !withUrgent || !state.isDue(now)) {
                continue;
            }
            if (next == null || state.served < least) {
                next = state;
                least = state.served;
            }
        }
        if (next == null) {
            return false;
        }
        // who did not want to be served saves nothing up
        for (ClassLaneState state : lanes.values()) {
            if (state != next && !state.isDue(now)) {
                state.served = Math.max(state.served, least);
            }
        }
        return launch(next, now, false);
    }

    private void probe(long now) {
        for (ClassLaneState state : lanes.values()) {
            if (!state.backlog.isEmpty() && launch(state, now, true)) {
                return;
            }
        }
    }

    private boolean launch(ClassLaneState state, long now, boolean probe) {
        List<Entry> expired = new ArrayList<>(0);
        List<Entry> batch = state.backlog.take(now, clock.currentTimeMillis(), expired::add);
        // the queue itself counts what expired
        remove(state, expired, AckReason.EXPIRED, () -> {});
        if (batch.isEmpty()) {
            // only expired ones were there; more may be ready
            return !expired.isEmpty() && !probe;
        }
        state.serve(batch.size());
        state.inFlight++;
        inFlight++;
        probing |= probe;
        send(new Request(state, batch, probe));
        return true;
    }

    /** Sends the current part of a request. */
    void send(Request request) {
        int again = 0;
        for (Entry entry : request.current) {
            again += entry.handedOut ? 1 : 0;
            entry.handedOut = true;
        }
        destination.account.redelivered.add(again);
        List<Entry> part = request.current;
        boolean single = request.lane.lane.limits().maxMessages() == 1;
        executor.execute(
                () ->
                        sender.send(
                                part,
                                single,
                                failure ->
                                        tell(() -> outcomes.ended(request, Verdict.of(failure)))));
    }

    /** A request is over: its place and its streams are free. */
    void close(Request request) {
        long now = clock.nanoTime();
        request.lane.inFlight--;
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
                () -> destination.account.failed.add(entries.size()));
    }

    private void remove(
            ClassLaneState state, List<Entry> entries, AckReason reason, Runnable counted) {
        entries.forEach(entry -> state.window.release(entry.size));
        leaving.remove(entries, reason, counted);
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
                    });
        }
    }

    private void drain() {
        drained = true;
        for (ClassLaneState state : lanes.values()) {
            leaving.giveBack(state.backlog.drain());
        }
        if (inFlight == 0) {
            quiet.complete(null);
        }
    }

    /** Comes back when a delay or a pause ends. */
    private void setTimer(long now) {
        long wait = NEVER;
        for (ClassLaneState state : lanes.values()) {
            wait = Math.min(wait, state.untilDue(now, !reach.isAway()));
        }
        if (reach.isAway() && !probing && reach.untilProbe(now) > 0) {
            wait = Math.min(wait, reach.untilProbe(now));
        }
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
        String state = paused || stopping ? "stopped" : away ? "away" : "up";
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
