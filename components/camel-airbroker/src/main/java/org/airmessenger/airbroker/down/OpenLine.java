/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.broker.ReservedNames;
import org.airmessenger.airbroker.door.Filters;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection's way down. */
final class OpenLine implements CommandLine {

    private static final Logger LOG = LoggerFactory.getLogger(OpenLine.class);

    final Identity identity;
    private final DownlinkRoom room;
    private final Downlink.Receiver receiver;

    /** One call of the receiver at a time. */
    private final Executor executor;

    private final AtomicInteger credit = new AtomicInteger();

    /** What its device's own subscriptions are; never changed, only replaced. */
    private volatile OwnFilter[] own = OwnFilter.none();

    /** Where own commands come from; null before the first own subscription. Guarded by this. */
    private Mailbox box;

    /** Other subscriptions by filter; null if there are none. Guarded by this. */
    private Map<String, PlainSubscription> plain;

    private volatile boolean closed;

    OpenLine(DownlinkRoom room, Identity identity, Downlink.Receiver receiver) {
        this.room = room;
        this.identity = identity;
        this.receiver = receiver;
        this.executor = room.server.getExecutorFactory().getExecutor();
    }

    OwnFilter[] own() {
        return own;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public CompletionStage<Integer> subscribe(String filter, int qos) {
        int most = Math.max(0, Math.min(1, qos));
        RefusedException refused = refusal(filter);
        if (refused != null) {
            return CompletableFuture.failedFuture(refused);
        }
        if (Filters.plain(filter).equals(filter) && room.identities.isOwn(identity, filter)) {
            return subscribeOwn(new OwnFilter(filter, most), true);
        }
        CompletableFuture<Integer> granted = new CompletableFuture<>();
        room.run(
                () -> {
                    try {
                        subscribePlain(filter, most);
                        granted.complete(most);
                    } catch (Exception e) {
                        granted.completeExceptionally(
                                e instanceof RefusedException
                                        ? e
                                        : new RefusedException(
                                                Refusal.FAILED,
                                                "AIR-1508 the broker must serve a subscription but failed with "
                                                        + e));
                    }
                });
        return granted;
    }

    private RefusedException refusal(String filter) {
        if (closed) {
            return gone();
        }
        String problem = Filters.problemOf(filter);
        if (problem != null) {
            return new RefusedException(Refusal.MALFORMED, "AIR-1501 " + problem);
        }
        String plainFilter = Filters.plain(filter);
        if (!Filters.hasUsableGroup(filter)
                || ReservedNames.isReserved(plainFilter)
                || !room.identities.maySubscribe(identity, plainFilter)) {
            return new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-1501 a policy must allow a subscription but %s does not allow %s; subscribe to less or change the policy"
                            .formatted(identity.policy(), Quoted.of(filter)));
        }
        int held = count();
        if (held >= room.maxFilters() && !has(filter)) {
            return new RefusedException(
                    Refusal.OVER_RATE,
                    "AIR-1502 a line must have at most %d subscriptions but has %d; end some"
                            .formatted(room.maxFilters(), held));
        }
        return null;
    }

    private static RefusedException gone() {
        return new RefusedException(
                Refusal.GOING_DOWN, "AIR-1509 a line must be open but is closed; connect again");
    }

    private synchronized int count() {
        return own.length + (plain == null ? 0 : plain.size());
    }

    private synchronized boolean has(String filter) {
        return OwnFilter.without(own, filter) != own || plain != null && plain.containsKey(filter);
    }

    @Override
    public void subscribe(String filter, int qos, boolean retained) {
        subscribeOwn(new OwnFilter(filter, qos), retained);
    }

    private CompletionStage<Integer> subscribeOwn(OwnFilter filter, boolean retained) {
        Mailbox mine;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(gone());
            }
            if (box == null) {
                box = room.boxes.pinned(identity.device());
            }
            own = OwnFilter.with(own, filter);
            mine = box;
        }
        CompletableFuture<Integer> granted = new CompletableFuture<>();
        mine.shard.run(
                () -> {
                    if (!closed) {
                        mine.attach(this);
                    }
                    // in force, and before anything comes by it
                    granted.complete(filter.qos());
                    mine.pump();
                    if (retained) {
                        room.run(() -> room.retainedLetters.send(mine, filter.filter()));
                    }
                });
        return granted;
    }

    private void subscribePlain(String filter, int qos) throws Exception {
        synchronized (this) {
            PlainSubscription former = plain == null ? null : plain.get(filter);
            if (former != null) {
                former.qos(qos);
                return;
            }
        }
        PlainSubscription next = new PlainSubscription(room, this, filter, qos);
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                plain = plain == null ? new HashMap<>(2) : plain;
                plain.put(filter, next);
            }
        }
        if (late) {
            throw gone();
        }
        try {
            next.open();
        } catch (Exception e) {
            synchronized (this) {
                if (plain != null) {
                    plain.remove(filter, next);
                }
            }
            throw e;
        }
        if (closed) {
            // closed while it was opened
            next.close();
        }
    }

    @Override
    public CompletionStage<Boolean> unsubscribe(String filter) {
        Mailbox mine;
        PlainSubscription other;
        boolean had;
        boolean last;
        synchronized (this) {
            OwnFilter[] left = OwnFilter.without(own, filter);
            had = left != own;
            own = left;
            last = left.length == 0;
            mine = box;
            other = plain == null ? null : plain.remove(filter);
        }
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (had) {
            mine.shard.run(
                    () -> {
                        if (last && own.length == 0) {
                            mine.detach(this);
                        }
                        done.complete(true);
                    });
        } else if (other != null) {
            room.run(
                    () -> {
                        other.close();
                        done.complete(true);
                    });
        } else {
            done.complete(false);
        }
        return done;
    }

    @Override
    public void request(int messages) {
        credit.addAndGet(messages);
        Mailbox mine;
        synchronized (this) {
            mine = box;
            if (plain != null) {
                plain.values().forEach(PlainSubscription::resume);
            }
        }
        if (mine != null) {
            mine.shard.run(mine::pump);
        }
    }

    /** Takes a place for one message; false if there is none. Any thread. */
    boolean takeCredit() {
        int now = credit.get();
        while (now > 0 && !closed) {
            if (credit.compareAndSet(now, now - 1)) {
                return true;
            }
            now = credit.get();
        }
        return false;
    }

    void returnCredit() {
        credit.incrementAndGet();
    }

    /** Hands a command on, in its turn; its place was taken. */
    void give(Content content, OwnFilter filter, long number, boolean again) {
        int qos = content.headers().get(AirHeaders.QOS) instanceof Integer level ? level : 1;
        boolean retained = content.headers().remove(Shard.RETAINED) != null;
        give(
                new Downlink.Delivery(
                        number,
                        filter.filter(),
                        number == 0 ? 0 : Math.min(qos, filter.qos()),
                        content.headers(),
                        content.body(),
                        again,
                        retained));
    }

    /** Hands a message on, in its turn; its place was taken. */
    void give(Downlink.Delivery delivery) {
        executor.execute(
                () -> {
                    if (!closed) {
                        try {
                            receiver.receive(delivery);
                        } catch (RuntimeException e) {
                            LOG.error("AIR-1510 a door must take what comes down but failed", e);
                            end("the door failed");
                        }
                    }
                });
    }

    /** Runs in the order of what is handed on. */
    void inTurn(Runnable task) {
        executor.execute(task);
    }

    @Override
    public CompletionStage<Void> acknowledge(long number) {
        if (acknowledgePlain(number)) {
            return CompletableFuture.completedFuture(null);
        }
        // also by a line that is not subscribed: a request of its own, behind the one that read it
        Mailbox mine = room.boxes.find(identity.device());
        return inBox(mine, () -> mine.acknowledge(number));
    }

    /** Removes a message of a topic that is nobody's own; false if it is none of those. */
    private synchronized boolean acknowledgePlain(long number) {
        return plain != null && plain.values().stream().anyMatch(one -> one.acknowledge(number));
    }

    @Override
    public CompletionStage<Void> acknowledgeUpTo(long number) {
        // also by a line that is not subscribed yet: what it read before it was cut off
        Mailbox mine = room.boxes.find(identity.device());
        return inBox(mine, () -> mine.acknowledgeUpTo(number));
    }

    @Override
    public void reject(long number) {
        if (!acknowledgePlain(number)) {
            Mailbox mine = room.boxes.find(identity.device());
            inBox(mine, () -> mine.reject(number));
        }
    }

    @Override
    public void putBack(long number) {
        Mailbox mine = room.boxes.find(identity.device());
        inBox(mine, () -> mine.putBack(this, number));
    }

    private static CompletionStage<Void> inBox(Mailbox mine, Runnable task) {
        if (mine == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        mine.shard.run(
                () -> {
                    task.run();
                    done.complete(null);
                });
        return done;
    }

    /** Ended by the gateway. */
    void end(String reason) {
        if (shut()) {
            executor.execute(() -> receiver.ended(reason));
        }
    }

    @Override
    public void close() {
        shut();
    }

    private boolean shut() {
        Mailbox mine;
        Map<String, PlainSubscription> others;
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            mine = box;
            box = null;
            others = plain;
            plain = null;
        }
        room.closed(this);
        if (mine != null) {
            mine.shard.run(
                    () -> {
                        mine.detach(this);
                        room.boxes.unpin(mine);
                    });
        }
        if (others != null) {
            room.run(() -> others.values().forEach(PlainSubscription::close));
        }
        return true;
    }

    /** Whether a subscription is so far behind that the line is ended. */
    boolean isTooSlow() {
        synchronized (this) {
            return plain != null && plain.values().stream().anyMatch(PlainSubscription::isTooSlow);
        }
    }
}
