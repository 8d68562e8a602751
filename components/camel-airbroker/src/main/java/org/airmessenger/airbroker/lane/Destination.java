/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Lanes;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** One destination: its three lanes, its dead lane and its account. */
final class Destination {

    private static final Logger LOG = LoggerFactory.getLogger(Destination.class);
    private static final String PREFIX = "lane.";
    private static final int READINGS = 8;
    private static final String DEAD = "dead";

    final String name;
    final Account account = new Account();
    final LaneMetrics metrics;

    /** Bytes on their way to the dead. */
    final AtomicLong burying = new AtomicLong();

    private final Map<LaneClass, LaneQueue> lanes = new EnumMap<>(LaneClass.class);
    private Queue dead;
    private Binding deadBinding;

    private volatile boolean ledgerAlarm;
    private volatile long deadCapBytes;
    private volatile boolean deadFull;

    /** Who empties the lanes now; null while nobody does. */
    private volatile Dispatcher dispatcher;

    /** Done when no former dispatcher has anything in flight or in memory. */
    private CompletableFuture<Void> quiet = CompletableFuture.completedFuture(null);

    Destination(String name, LaneMetrics metrics) {
        this.name = name;
        this.metrics = metrics;
    }

    /** The address, and the queue, of a class. */
    static SimpleString address(String destination, LaneClass laneClass) {
        return SimpleString.of(PREFIX + destination + '.' + laneClass.word());
    }

    /** The address, and the queue, of the dead. */
    static SimpleString deadAddress(String destination) {
        return SimpleString.of(PREFIX + destination + '.' + DEAD);
    }

    /** The destination whose dead lane an address is, or null. */
    static String ofDeadAddress(String address) {
        String suffix = '.' + DEAD;
        return address.startsWith(PREFIX) && address.endsWith(suffix)
                ? address.substring(PREFIX.length(), address.length() - suffix.length())
                : null;
    }

    /** Whether an address is a lane's own, so that no topic may be written to it. */
    static boolean isLane(String address) {
        return address.startsWith(PREFIX);
    }

    void add(LaneQueue lane) {
        lanes.put(lane.laneClass, lane);
    }

    void dead(Queue queue, Binding binding) {
        dead = queue;
        deadBinding = binding;
    }

    LaneQueue lane(LaneClass laneClass) {
        return lanes.get(laneClass);
    }

    Queue dead() {
        return dead;
    }

    Binding deadBinding() {
        return deadBinding;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    void dispatcher(Dispatcher changed) {
        dispatcher = changed;
    }

    /** Done when all that former dispatchers had is acknowledged or back in the queues. */
    CompletableFuture<Void> quiet() {
        return quiet;
    }

    /** One more dispatcher is former now. */
    void quietAfter(CompletableFuture<Void> former) {
        quiet = quiet.isDone() ? former : CompletableFuture.allOf(quiet, former);
    }

    /** Whether there is room for one more dead; remembers when there was none. */
    boolean hasRoomForDead(long bytes) {
        boolean full = dead.getPersistentSize() + burying.get() + bytes > deadCapBytes;
        if (full && !deadFull) {
            LOG.error(
                    "AIR-4108 the dead of {} must take at most {} bytes but take {}; refused messages"
                            + " wait in their lanes with their devices: retry or purge the dead, or"
                            + " raise caps.dead (deadCapBytes)",
                    name,
                    deadCapBytes,
                    dead.getPersistentSize());
        }
        deadFull = full;
        return !full;
    }

    /** Whether the last message to bury found no room. */
    boolean isDeadFull() {
        return deadFull;
    }

    void configure(LaneConfiguration configuration) {
        deadCapBytes = configuration.getDeadCapBytes();
        for (LaneQueue lane : lanes.values()) {
            lane.limits(configuration.limits(lane.laneClass));
        }
    }

    /**
     * Drops the oldest beyond a cap by itself, but never while a dispatcher empties the lanes.
     *
     * @throws IllegalStateException if the broker does not let it
     */
    synchronized void watchCaps(boolean wanted) {
        for (LaneQueue lane : lanes.values()) {
            boolean drops = lane.limits().overflow() == Overflow.DROP_OLDEST;
            try {
                lane.dropper.watch(wanted && drops && dispatcher == null);
            } catch (Exception e) {
                throw new IllegalStateException(
                        "AIR-3115 the oldest of %s must be droppable but are not; restart the gateway"
                                .formatted(lane.address),
                        e);
            }
        }
    }

    /** Done when all that was taken out of the queues is gone, and counted, or back in them. */
    CompletableFuture<Void> settled() {
        CompletableFuture<Void> settled = quiet();
        for (LaneQueue lane : lanes.values()) {
            settled = CompletableFuture.allOf(settled, lane.dropper.settled());
        }
        return settled;
    }

    /** Looks for lanes beyond their caps: what the broker pages it may have counted too late. */
    void dropExcess() {
        lanes.values().forEach(LaneQueue::dropExcess);
    }

    /** Messages that wait in all classes, those in delivery too. */
    long waiting() {
        long sum = 0;
        for (LaneQueue lane : lanes.values()) {
            sum += lane.queue.getMessageCount();
        }
        return sum;
    }

    /**
     * What a crash can take: at-most-once messages that wait, and what is accepted but not in its
     * queue yet, because only those are acknowledged so early. The counts move while they are read,
     * so it is never more than the at-most-once messages that came: a crash is not said to have
     * lost what it cannot lose.
     */
    long nondurable() {
        long sum = Math.max(0, statement().difference());
        for (LaneQueue lane : lanes.values()) {
            sum += lane.queue.getMessageCount() - lane.queue.getDurableMessageCount();
        }
        return Math.max(0, Math.min(sum, account.atMostOnce.sum()));
    }

    /** Whether the ledger has not balanced for a while. */
    boolean isLedgerAlarm() {
        return ledgerAlarm;
    }

    void ledgerAlarm(boolean changed) {
        ledgerAlarm = changed;
    }

    /** Messages that expired, since ever. */
    long expired() {
        long sum = account.expired.sum();
        for (LaneQueue lane : lanes.values()) {
            sum += lane.queue.getMessagesExpired();
        }
        return sum;
    }

    /** How long the oldest waiting message has waited, in seconds; 0 if none waits. */
    long oldestSeconds(long nowMillis) {
        Dispatcher current = dispatcher;
        long oldest = current == null ? 0 : current.sight().oldestTime();
        for (LaneQueue lane : lanes.values()) {
            MessageReference head = lane.queue.peekFirstMessage();
            long time = head == null ? 0 : head.getMessage().getTimestamp();
            oldest = oldest == 0 || time == 0 ? Math.max(oldest, time) : Math.min(oldest, time);
        }
        return oldest == 0 ? 0 : Math.max(0, (nowMillis - oldest) / 1000);
    }

    /**
     * The ledger as it stands. Its counters move while they are read, so it is read again until it
     * balances, a few times; the best reading is the statement.
     */
    Lanes.Account statement() {
        Lanes.Account best = reading();
        for (int i = 1; i < READINGS && best.difference() != 0; i++) {
            Lanes.Account next = reading();
            if (Math.abs(next.difference()) <= Math.abs(best.difference())) {
                best = next;
            }
        }
        return best;
    }

    private Lanes.Account reading() {
        Map<String, Long> dropped =
                Map.of(
                        "expired", expired(),
                        "overflow", account.overflow.sum(),
                        "failed", account.failed.sum(),
                        "purged", account.purged.sum());
        return new Lanes.Account(
                name,
                account.accepted.sum(),
                account.recovered.sum(),
                account.delivered.sum(),
                waiting(),
                dead.getMessageCount(),
                dropped,
                account.lostNondurable.sum(),
                account.redelivered.sum(),
                account.batches.sum());
    }
}
