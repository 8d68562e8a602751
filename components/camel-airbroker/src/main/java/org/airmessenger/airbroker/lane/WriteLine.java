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

import java.util.ArrayList;
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
    private List<LaneWrite> gathered = new ArrayList<>();
    private Turn last;

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

    /** Takes a write that goes into lanes alone: it is written now, or when its row ends. */
    void add(LaneWrite write) {
        Row row = Row.current();
        boolean waits = row != null && row.isStraight();
        synchronized (this) {
            gathered.add(write);
            waits &=
                    gathered.size() < MOST
                            && write.started() - gathered.get(0).started() < MOST_NANOS;
        }
        if (waits) {
            row.atEnd(this);
            write.placed();
        } else {
            run();
        }
    }

    /** Writes what is gathered. */
    @Override
    public void run() {
        List<Runnable> ended = new ArrayList<>(0);
        synchronized (this) {
            if (gathered.isEmpty()) {
                return;
            }
            List<LaneWrite> writes = gathered;
            gathered = new ArrayList<>();
            write(writes, ended);
        }
        ended.forEach(Runnable::run);
    }

    /**
     * Writes some, all or none of them; if none, each for itself.
     *
     * @param ended gets what is to be told without waiting for the disk, and not under a lock
     */
    private void write(List<LaneWrite> writes, List<Runnable> ended) {
        List<LaneWrite> durable = new ArrayList<>(writes.size());
        for (LaneWrite write : writes) {
            if (write.isDurable()) {
                durable.add(write);
            } else {
                ended.add(write::done);
            }
        }
        try {
            inContext(() -> route(writes), durable.isEmpty() ? null : new Kept(durable));
        } catch (Exception e) {
            ended.clear();
            if (writes.size() == 1) {
                ended.add(() -> writes.get(0).failed(e));
            } else {
                apart(writes, ended);
            }
        }
    }

    private void apart(List<LaneWrite> writes, List<Runnable> ended) {
        List<Runnable> each = new ArrayList<>(1);
        for (LaneWrite write : writes) {
            write(List.of(write), each);
            ended.addAll(each);
            each.clear();
        }
    }

    /**
     * Two messages never share a context without sharing a transaction: what is counted for the one
     * would let the other into its queue before those of the context before.
     */
    private void route(List<LaneWrite> writes) throws Exception {
        if (writes.size() == 1 && writes.get(0).isAlone()) {
            writes.get(0).route(null);
        } else {
            inTransaction(writes);
        }
        writes.forEach(LaneWrite::placed);
    }

    private void inTransaction(List<LaneWrite> writes) throws Exception {
        Transaction transaction = new TransactionImpl(storage);
        try {
            duplicates.remember(writes, transaction);
            for (LaneWrite write : writes) {
                write.route(transaction);
            }
            transaction.commit();
        } catch (Exception e) {
            transaction.tryRollback();
            throw e;
        }
    }

    /** Runs work of another kind, after what is gathered. */
    void write(BrokerWork work, IOCallback kept) throws Exception {
        run();
        inContext(work, kept);
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
        turn.after(next(turn));
        storage.setContext(turn.context);
        try {
            work.run();
            turn.tells(kept);
        } finally {
            turn.context.executeOnCompletion(turn);
            storage.setContext(before);
        }
    }

    private synchronized Turn next(Turn turn) {
        Turn before = last;
        last = turn;
        return before;
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
