/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.airbroker.retained.RetainedMessages;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes messages into the lanes. Many share one sync of the journal; no thread waits for it. */
final class LaneWriter {

    /** What the headers of a message take on disk, about. */
    static final int HEADER_BYTES = 400;

    private static final Logger LOG = LoggerFactory.getLogger(LaneWriter.class);
    private static final int LINES = 256;
    static final long RETRY_MILLIS = 1000;
    private static final long QUIET_NANOS = 10_000_000_000L;

    final ActiveMQServer server;
    final LaneClock clock;
    final RoomMetrics metrics;
    final Duplicates duplicates;
    final RetainedMessages retained;

    private final Function<String, Destination> destinations;
    private volatile Mail mail = Mail.NONE;
    private SessionCaps caps;
    private final List<WriteLine> lines = new ArrayList<>(LINES);
    private volatile boolean open;
    private volatile long lastFailureLogged;

    LaneWriter(
            ActiveMQServer server,
            LaneClock clock,
            RoomMetrics metrics,
            Duplicates duplicates,
            RetainedMessages retained,
            Function<String, Destination> destinations) {
        this.server = server;
        this.clock = clock;
        this.metrics = metrics;
        this.duplicates = duplicates;
        this.retained = retained;
        this.destinations = destinations;
    }

    /**
     * Opens.
     *
     * @param sessions what may wait for one session
     * @throws Exception if the broker cannot say what does
     */
    void start(SessionLimits sessions) throws Exception {
        caps = new SessionCaps(server, sessions, metrics, this::writeFailed);
        caps.load();
        lastFailureLogged = clock.nanoTime() - QUIET_NANOS;
        for (int i = 0; i < LINES; i++) {
            lines.add(
                    new WriteLine(
                            server.getStorageManager(),
                            duplicates,
                            server.getExecutorFactory().getExecutor()));
        }
        open = true;
    }

    void stop() {
        open = false;
        caps.stop();
    }

    /** The room of sessions; from the start on. */
    SessionCaps caps() {
        return caps;
    }

    /** Who gets messages beside the lanes and the subscribers in the broker, from now on. */
    void mail(Mail newMail) {
        mail = newMail;
    }

    Mail mail() {
        return mail;
    }

    /** Takes an exchange; the callback is called once the message is kept or refused. */
    void write(Exchange exchange, Plan plan, AsyncCallback callback) {
        if (!open) {
            exchange.setException(
                    new RefusedException(
                            Refusal.GOING_DOWN,
                            "AIR-3106 the lanes must be open but are closed; try again"));
            callback.done(false);
            return;
        }
        LaneWrite write = new LaneWrite(this, exchange, plan, callback);
        if (write.key() == null) {
            write.place();
        } else {
            duplicates.begin(write);
        }
    }

    /**
     * The lane of a destination.
     *
     * @throws RefusedException if there is none
     */
    LaneQueue lane(String destination, LaneClass laneClass) {
        Destination found = destinations.apply(destination);
        if (found == null) {
            throw new RefusedException(
                    Refusal.FAILED,
                    "AIR-3103 a destination must have lanes but "
                            + destination
                            + " has none; start its route");
        }
        return found.lane(laneClass);
    }

    /** A refusal for a lane without room. */
    RefusedException full(LaneQueue lane) {
        return new RefusedException(
                Refusal.LANE_FULL,
                "AIR-3102 "
                        + lane.address
                        + " must hold at most "
                        + lane.limits().capBytes()
                        + " bytes but holds "
                        + lane.bytes()
                        + "; try again later or raise its cap",
                RETRY_MILLIS);
    }

    /**
     * Whether the disk takes more.
     *
     * @throws RefusedException if it is too full
     */
    void checkDisk() {
        if (server.getPagingManager().isDiskFull()) {
            throw new RefusedException(
                    Refusal.LANE_FULL,
                    "AIR-3107 the disk must have room but has "
                            + server.getPagingManager().getDiskUsableSpace()
                            + " bytes left; free some",
                    RETRY_MILLIS);
        }
    }

    /** The line that a device's messages are written in; that of nobody's if it is null. */
    WriteLine lineOf(Object device) {
        int hash = device == null ? 0 : device.hashCode();
        return lines.get((hash ^ hash >>> 16) & LINES - 1);
    }

    /** Says once in a while that the journal fails; each message has its own refusal. */
    void writeFailed(Exception cause) {
        long now = clock.nanoTime();
        if (now - lastFailureLogged >= QUIET_NANOS) {
            lastFailureLogged = now;
            LOG.error(
                    "AIR-3104 the journal must take messages but failed; look at the disk", cause);
        }
    }
}
