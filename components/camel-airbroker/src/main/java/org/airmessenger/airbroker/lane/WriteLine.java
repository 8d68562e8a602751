/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.Row;

import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.activemq.artemis.utils.ArtemisCloseable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The writes of the devices that share it, in the order in which they come. What a door starts in a
 * row is gathered and written together: one transaction where one is needed, one completion.
 */
final class WriteLine implements Runnable {

    /** Writes that are gathered at most. */
    private static final int MOST = 64;

    /** How long the first of them waits at most before the next comes, in nanoseconds. */
    private static final long MOST_NANOS = 500_000;

    private final StorageManager storage;
    private final Duplicates duplicates;
    private final Executor executor;
    private final Deque<LaneWrite> waiting = new ArrayDeque<>();
    private final News news = new News();
    private Turn last;

    /** The last one went into pages without a transaction. */
    private boolean lastInPages;

    /** It goes on when the last one is over. */
    private boolean held;

    /**
     * Nothing yet.
     *
     * @param executor tells, one after the other, what became of the writes
     */
    WriteLine(StorageManager storage, Duplicates duplicates, Executor executor) {
        this.storage = storage;
        this.duplicates = duplicates;
        this.executor = executor;
    }

    /** Its writes under way with ids that nobody sent before. */
    News news() {
        return news;
    }

    /** Takes a write: it is written now, or when its row ends. */
    void add(LaneWrite write) {
        Row row = Row.current();
        boolean waits = write.isPlain() && row != null && row.isStraight();
        synchronized (this) {
            waiting.add(write);
            waits &=
                    waiting.size() < MOST
                            && write.started() - waiting.peek().started() < MOST_NANOS;
        }
        if (waits) {
            row.atEnd(this);
            write.placed();
        } else {
            run();
        }
    }

    /** Writes what waits. */
    @Override
    public void run() {
        List<Runnable> ended = new ArrayList<>(0);
        synchronized (this) {
            while (!held && !waiting.isEmpty()) {
                List<LaneWrite> next = next();
                boolean pages = isPaging(next);
                boolean alone = pages && isAlone(next);
                held =
                        pages
                                && !(alone && lastInPages)
                                && last != null
                                && last.whenOver(this::goOn);
                if (!held) {
                    next.forEach(write -> waiting.poll());
                    if (alone) {
                        apart(next, ended);
                    } else {
                        write(next, ended);
                    }
                    lastInPages = alone && isPaging(next);
                }
            }
        }
        ended.forEach(Runnable::run);
    }

    private void goOn() {
        synchronized (this) {
            held = false;
        }
        run();
    }

    /** What is written together: plain ones, or one that is not. */
    private List<LaneWrite> next() {
        List<LaneWrite> next = new ArrayList<>(Math.min(waiting.size(), MOST));
        for (LaneWrite write : waiting) {
            if (next.size() == MOST || !next.isEmpty() && !write.isPlain()) {
                break;
            }
            next.add(write);
            if (!write.isPlain()) {
                break;
            }
        }
        return next;
    }

    /**
     * Whether a lane has pages. What goes into them can be read at once, or with its transaction;
     * so it would overtake those that went elsewhere before it and wait for the journal.
     */
    private static boolean isPaging(List<LaneWrite> writes) {
        for (LaneWrite write : writes) {
            if (write.isPaging()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAlone(List<LaneWrite> writes) {
        for (LaneWrite write : writes) {
            if (!write.isAlone()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes all or none of them; if none, each for itself.
     *
     * @param ended gets what is to be told without waiting for the disk, and not under a lock
     */
    private void write(List<LaneWrite> writes, List<Runnable> ended) {
        List<LaneWrite> durable = new ArrayList<>(writes.size());
        List<Runnable> others = new ArrayList<>(0);
        for (LaneWrite write : writes) {
            if (write.isDurable()) {
                durable.add(write);
            } else {
                others.add(write::done);
            }
        }
        try {
            inContext(() -> route(writes), durable.isEmpty() ? null : new Kept(durable));
            ended.addAll(others);
        } catch (Exception e) {
            if (writes.size() == 1) {
                ended.add(() -> writes.get(0).failed(e));
            } else {
                apart(writes, ended);
            }
        }
    }

    private void apart(List<LaneWrite> writes, List<Runnable> ended) {
        for (LaneWrite write : writes) {
            write(List.of(write), ended);
        }
    }

    /**
     * Two messages never share a context without sharing a transaction: what is counted for the one
     * would let the other into its queue before those of the context before.
     */
    private void route(List<LaneWrite> writes) throws Exception {
        LaneWrite first = writes.get(0);
        if (!first.isPlain()) {
            first.routeApart();
        } else if (writes.size() == 1 && first.isAlone()) {
            routeUnderOneLock(writes, null);
        } else {
            inTransaction(writes);
        }
        writes.forEach(LaneWrite::placed);
    }

    private void inTransaction(List<LaneWrite> writes) throws Exception {
        Transaction transaction = new TransactionImpl(storage);
        try {
            duplicates.remember(writes, transaction);
            routeUnderOneLock(writes, transaction);
        } catch (Exception e) {
            transaction.tryRollback();
            throw e;
        }
    }

    /**
     * The storage takes its lock three times for each message, and a time with it, unless the
     * thread has it already.
     *
     * @param transaction is committed; null if there is one message and nothing beside it
     */
    private void routeUnderOneLock(List<LaneWrite> writes, Transaction transaction)
            throws Exception {
        ArtemisCloseable lock = storage.closeableReadLock();
        try {
            for (LaneWrite write : writes) {
                write.route(transaction);
            }
            if (transaction != null) {
                transaction.commit();
            }
        } finally {
            lock.close();
        }
    }

    /**
     * Runs broker work in an operation context of its own, whose completions come in the order in
     * which the work was run.
     *
     * @param kept told once the journal has what the work wrote, perhaps at once; null if nobody
     *     waits for it
     */
    private void inContext(BrokerWork work, IOCallback kept) throws Exception {
        OperationContext before = OperationContextImpl.getContext();
        Turn turn = new Turn(storage.newContext(executor));
        turn.after(last);
        last = turn;
        storage.setContext(turn.context);
        try {
            work.run();
            turn.tells(kept);
        } finally {
            turn.context.executeOnCompletion(turn);
            storage.setContext(before);
        }
    }

    /** What the journal was told to keep together. */
    private record Kept(List<LaneWrite> writes) implements IOCallback {

        @Override
        public void done() {
            writes.forEach(LaneWrite::done);
        }

        @Override
        public void onError(int code, String text) {
            writes.forEach(write -> write.onError(code, text));
        }
    }
}
