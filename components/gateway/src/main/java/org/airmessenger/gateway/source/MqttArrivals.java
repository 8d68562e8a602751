/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.Refusal;

import org.eclipse.paho.mqttv5.common.MqttMessage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The order of one session. Messages go through the route one after the other: the next one starts
 * when the one before holds its place in the lanes or is over; one that must come again holds back
 * those behind it. They are acknowledged in the order in which they came (MQTT 5.0, 4.6).
 *
 * <p>At most {@value #MOST_HELD} messages and 64 MiB are here at once. A broker that keeps to the
 * Receive Maximum never gets there; Mosquitto up to 2.0.11 answers each acknowledgement with a
 * window more. What is too much is left out, and all that follows on that connection; once the rest
 * is acknowledged a new connection brings it again, in its order.
 *
 * <p>What was begun and not acknowledged when a connection ended comes again by the next one; it is
 * recognised, so that it is neither kept twice nor given another id.
 */
final class MqttArrivals {

    private static final long FIRST_RETRY_MILLIS = 200;
    private static final long MAX_RETRY_MILLIS = 10_000;

    /** Most messages that are held. */
    static final int MOST_HELD = 10_000;

    private static final long MOST_BYTES = 64L << 20;

    private final int window;
    private final Executor worker;
    private final ScheduledExecutorService timer;
    private final Consumer<MqttArrival> route;
    private final SourceMeters meters;

    private final Deque<MqttArrival> waiting = new ArrayDeque<>();
    private final Deque<MqttArrival> unanswered = new ArrayDeque<>();
    private final Map<Integer, MqttArrival> orphans = new LinkedHashMap<>();
    private boolean busy;
    private boolean open = true;
    private int inFlight;
    private int held;
    private long heldBytes;
    private Runnable whenIdle;

    /**
     * Nothing has come yet.
     *
     * @param window most that the broker is to send before the first is acknowledged
     * @param worker runs the route's steps, one task at a time
     * @param timer for what must come again
     * @param route begins a try; whatever it does, the arrival is told its end
     */
    MqttArrivals(
            int window,
            Executor worker,
            ScheduledExecutorService timer,
            Consumer<MqttArrival> route,
            SourceMeters meters) {
        this.window = window;
        this.worker = worker;
        this.timer = timer;
        this.route = route;
        this.meters = meters;
    }

    /** A connection stands; without the session nothing comes again. */
    synchronized void opened(boolean session) {
        if (!session) {
            orphans.clear();
        }
    }

    /** A message came; never blocks. */
    synchronized void add(MqttInlet.Connection connection, String topic, MqttMessage message) {
        MqttArrival arrival = new MqttArrival(this, connection, topic, message);
        if (!open || connection.isFull()) {
            return;
        }
        MqttArrival before = arrival.isAtMostOnce() ? null : orphans.remove(message.getId());
        if (before != null && before.isSentAgainAs(arrival)) {
            before.connection = connection;
            hold(before);
            unanswered.add(before);
            answer();
            return;
        }
        boolean room = held < MOST_HELD && heldBytes + arrival.bytes() <= MOST_BYTES;
        if (!room && held > 0) {
            if (arrival.isAtMostOnce()) {
                meters.refused(Refusal.LANE_FULL, 0);
            } else {
                connection.full();
            }
            return;
        }
        hold(arrival);
        if (!arrival.isAtMostOnce()) {
            unanswered.add(arrival);
        }
        waiting.add(arrival);
        next();
    }

    private void hold(MqttArrival arrival) {
        held++;
        heldBytes += arrival.bytes();
    }

    private void release(MqttArrival arrival) {
        held--;
        heldBytes -= arrival.bytes();
    }

    /** A connection is gone; what it brought and was not begun, the broker sends again. */
    synchronized void lost(MqttInlet.Connection connection) {
        Iterator<MqttArrival> all = unanswered.iterator();
        while (all.hasNext()) {
            MqttArrival arrival = all.next();
            if (arrival.connection == connection) {
                all.remove();
                release(arrival);
                arrival.connection = null;
                if (arrival.begun) {
                    orphans.put(arrival.message.getId(), arrival);
                } else {
                    waiting.remove(arrival);
                }
            }
        }
        Iterator<MqttArrival> oldest = orphans.values().iterator();
        while (orphans.size() > window) {
            oldest.next();
            oldest.remove();
        }
    }

    /**
     * Begins nothing more; what is in flight ends.
     *
     * @param idle called once that is so
     */
    void close(Runnable idle) {
        synchronized (this) {
            open = false;
            waiting.clear();
            whenIdle = idle;
        }
        tellIdle();
    }

    /** How many are between the broker and their end. */
    synchronized int inFlight() {
        return inFlight;
    }

    private synchronized void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        MqttArrival arrival = waiting.poll();
        busy = true;
        arrival.turn = true;
        arrival.begun = true;
        inFlight++;
        attempt(arrival);
    }

    private void attempt(MqttArrival arrival) {
        try {
            worker.execute(() -> route.accept(arrival));
        } catch (RejectedExecutionException stopped) {
            // it comes again at the next start
            giveUp(arrival);
        }
    }

    void placed(MqttArrival arrival) {
        synchronized (this) {
            if (!arrival.turn) {
                return;
            }
            arrival.turn = false;
            busy = false;
            next();
        }
    }

    void ended(MqttArrival arrival, boolean over, long retryAfterMillis) {
        synchronized (this) {
            if (!over && open) {
                long wait = Math.max(arrival.waitMillis, FIRST_RETRY_MILLIS);
                arrival.waitMillis = Math.min(wait * 2, MAX_RETRY_MILLIS);
                later(arrival, Math.min(Math.max(wait, retryAfterMillis), MAX_RETRY_MILLIS));
                return;
            }
            arrival.settled = over;
            inFlight--;
            if (arrival.isAtMostOnce()) {
                release(arrival);
            }
            answer();
            placed(arrival);
        }
        tellIdle();
    }

    private void later(MqttArrival arrival, long millis) {
        try {
            timer.schedule(() -> again(arrival), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            giveUp(arrival);
        }
    }

    private void again(MqttArrival arrival) {
        synchronized (this) {
            if (open) {
                attempt(arrival);
                return;
            }
            giveUp(arrival);
        }
        tellIdle();
    }

    private synchronized void giveUp(MqttArrival arrival) {
        inFlight--;
        placed(arrival);
    }

    private void tellIdle() {
        Runnable told;
        synchronized (this) {
            if (open || inFlight > 0 || whenIdle == null) {
                return;
            }
            told = whenIdle;
            whenIdle = null;
        }
        told.run();
    }

    /** Acknowledges what is over, in order. */
    private synchronized void answer() {
        while (!unanswered.isEmpty() && unanswered.peek().settled) {
            MqttArrival arrival = unanswered.poll();
            release(arrival);
            arrival.connection.acknowledge(arrival.message);
            if (unanswered.isEmpty() && arrival.connection.isFull()) {
                arrival.connection.renew();
            }
        }
    }
}
