/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.lane.JournalWork;
import org.airmessenger.airbroker.lane.LaneTaker;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A part of the devices, by the hash of their ids: one queue of the journal, and one thread at a
 * time that does all that concerns their mailboxes. What comes out of the queue is in memory only
 * as long as it takes: what no device took within a moment is put onto the shelf.
 */
final class Shard extends LaneTaker {

    /** On a message: for which device it is. */
    static final SimpleString DEVICE = SimpleString.of("air.mailbox");

    /** On a message: for how many bytes it counts. */
    static final SimpleString SIZE = SimpleString.of("air.size");

    /** On a message: it is the last value of its topic. */
    static final String RETAINED = "AirRetained";

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /** What a device acknowledges within that time never touches the shelf. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int MAX_HELD = 5_000;

    final DownlinkRoom room;
    final Queue queue;
    final Binding binding;

    private final Executor executor;
    private final JournalWork journal;
    private final long maxBytes;
    private final ConcurrentLinkedQueue<MessageReference> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean taking = new AtomicBoolean();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong heldBytes = new AtomicLong();
    private volatile boolean refused;
    private volatile boolean open;

    // what follows belongs to the executor

    /** Fresh letters in the order of their numbers. */
    private final Deque<Letter> fresh = new ArrayDeque<>();

    private final List<MessageReference> dropped = new ArrayList<>();
    private Set<Long> taken = Set.of();
    private boolean dropping;
    private boolean shelving;
    private boolean timed;

    /** How many were in the queue at the start, so somebody may have them already. */
    private final AtomicLong old = new AtomicLong();

    Shard(DownlinkRoom room, Queue queue, long maxBytes) {
        super("commands of " + queue.getName(), room.server.getStorageManager().generateID());
        this.room = room;
        this.queue = queue;
        this.binding = room.server.getPostOffice().getBinding(queue.getName());
        this.executor = room.server.getExecutorFactory().getExecutor();
        this.journal = new JournalWork(room.server);
        this.maxBytes = maxBytes;
    }

    /** Begins to take; what is in the queue now was there before. */
    void start(Set<Long> known) throws Exception {
        taken = new HashSet<>(known);
        old.set(queue.getMessageCount());
        open = true;
        queue.addConsumer(this);
        queue.deliverAsync();
    }

    /** How many of those that were in the queue at the start are not taken yet. */
    long old() {
        return Math.max(0, old.get());
    }

    /** How many are in memory. */
    long held() {
        return held.get();
    }

    /** Does something that concerns mailboxes, after all that was asked before. */
    void run(Runnable task) {
        executor.execute(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.error("AIR-1506 the mailboxes must do their work but failed", e);
                    }
                });
    }

    /** Takes a message, or leaves it with the broker; called under the queue's lock. */
    @Override
    public HandleStatus handle(MessageReference reference) throws Exception {
        if (isFull()) {
            refused = true;
            if (isFull()) {
                return HandleStatus.BUSY;
            }
            refused = false;
        }
        reference.handled();
        held.incrementAndGet();
        heldBytes.addAndGet(sizeOf(reference));
        inbox.add(reference);
        if (taking.compareAndSet(false, true)) {
            run(this::take);
        }
        return HandleStatus.HANDLED;
    }

    /** The bytes that a command counts for. */
    static int sizeOf(MessageReference reference) {
        return reference.getMessage().getObjectProperty(SIZE) instanceof Integer bytes ? bytes : 0;
    }

    private boolean isFull() {
        return !open || held.get() >= MAX_HELD || heldBytes.get() >= maxBytes;
    }

    private void take() {
        taking.set(false);
        for (MessageReference next = inbox.poll(); next != null; next = inbox.poll()) {
            take(next);
        }
        if (isFull() && !shelving) {
            shelve(Long.MAX_VALUE);
        } else {
            startTimer();
        }
    }

    private void take(MessageReference reference) {
        boolean recovered = old.getAndDecrement() > 0;
        if (taken.remove(reference.getMessage().getMessageID())) {
            // it is on the shelf, or was: the process died before the journal forgot it
            drop(reference);
            return;
        }
        Object device = reference.getMessage().getObjectProperty(DEVICE);
        Letter letter =
                room.boxes.letter(device == null ? "" : device.toString(), reference, recovered);
        letter.reference = reference;
        letter.taken = System.nanoTime();
        letter.given = recovered;
        fresh.add(letter);
        letter.box.arrived(letter);
    }

    private void startTimer() {
        if (!timed && !fresh.isEmpty()) {
            timed = true;
            room.later(
                    () ->
                            run(
                                    () -> {
                                        timed = false;
                                        shelve(System.nanoTime() - PATIENCE_NANOS);
                                        startTimer();
                                    }),
                    PATIENCE_NANOS);
        }
    }

    /** Puts onto the shelf what was taken before, so long as it has not left. */
    private void shelve(long before) {
        if (shelving || !room.shelf.problem().isEmpty()) {
            return;
        }
        List<Letter> batch = new ArrayList<>();
        for (Letter next = fresh.peek();
                next != null && (next.gone || before == Long.MAX_VALUE || next.taken - before <= 0);
                next = fresh.peek()) {
            fresh.poll();
            if (!next.gone) {
                next.shelving = true;
                batch.add(next);
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        shelving = true;
        room.tally.twice.addAndGet(batch.size());
        room.shelf.put(batch);
        room.shelf
                .synced()
                .whenComplete(
                        (done, failure) -> {
                            if (failure == null) {
                                run(() -> shelved(batch));
                            }
                        });
    }

    private void shelved(List<Letter> batch) {
        shelving = false;
        List<Long> ids = new ArrayList<>(batch.size());
        List<MessageReference> references = new ArrayList<>(batch.size());
        for (Letter letter : batch) {
            MessageReference reference = letter.reference;
            ids.add(reference.getMessage().getMessageID());
            references.add(reference);
            letter.box.shelved(letter);
            letter.reference = null;
            letter.shelving = false;
        }
        remove(
                references,
                () -> {
                    room.tally.twice.addAndGet(-ids.size());
                    room.shelf.forgetTaken(ids);
                });
        if (isFull()) {
            shelve(Long.MAX_VALUE);
        }
    }

    /** A fresh letter left its mailbox. */
    void drop(Letter letter) {
        drop(letter.reference);
    }

    /** Many leave the journal in one write. */
    private void drop(MessageReference reference) {
        dropped.add(reference);
        if (!dropping) {
            dropping = true;
            run(
                    () -> {
                        dropping = false;
                        remove(List.copyOf(dropped), () -> {});
                        dropped.clear();
                        while (!fresh.isEmpty() && fresh.peek().gone) {
                            fresh.poll();
                        }
                    });
        }
    }

    private void remove(List<MessageReference> references, Runnable after) {
        long bytes = 0;
        for (MessageReference reference : references) {
            bytes += sizeOf(reference);
        }
        journal.run(
                transaction -> {
                    for (MessageReference reference : references) {
                        queue.acknowledge(transaction, reference, AckReason.NORMAL, null, true);
                    }
                    transaction.commit();
                },
                after,
                failure ->
                        LOG.error(
                                "AIR-1507 {} commands must leave the journal but it failed; they will be"
                                        + " delivered once more",
                                references.size(),
                                failure));
        held.addAndGet(-references.size());
        heldBytes.addAndGet(-bytes);
        if (refused && open && held.get() <= MAX_HELD / 2 && heldBytes.get() <= maxBytes / 2) {
            refused = false;
            queue.deliverAsync();
        }
    }

    /** Takes nothing more, and calls back as {@link #settle} does. */
    void stop(Runnable stopped) {
        run(() -> open = false);
        settle(stopped);
    }

    /** Puts everything onto the shelf, and calls back once the journal has forgotten it. */
    void settle(Runnable settled) {
        run(
                () -> {
                    if (!shelving) {
                        shelve(Long.MAX_VALUE);
                    }
                    if (shelving && room.shelf.problem().isEmpty()) {
                        // behind what the shelf will run
                        room.shelf.synced().whenComplete((done, failure) -> settle(settled));
                    } else {
                        // behind what was dropped
                        run(
                                () ->
                                        journal.run(
                                                transaction -> {},
                                                settled,
                                                failure -> settled.run()));
                    }
                });
    }

    @Override
    public void disconnect() {
        open = false;
    }
}
