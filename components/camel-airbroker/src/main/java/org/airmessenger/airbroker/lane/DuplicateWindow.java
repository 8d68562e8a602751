/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.postoffice.DuplicateIDCache;
import org.apache.activemq.artemis.core.postoffice.impl.DuplicateIDCaches;
import org.apache.activemq.artemis.core.server.ActiveMQServerLogger;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ids of one device that the journal remembers: the newest ones, at least as many as its size.
 * Ids of messages that are written together are one record, and are forgotten together; those that
 * count on, as the wire protocol's do, are kept as a {@link Run}. Thread-safe.
 */
final class DuplicateWindow {

    /** Begins a record of several ids; no id does. */
    private static final byte SEVERAL = 0;

    /** Begins a record of a run; no UTF-8 has it. */
    private static final byte RUN = (byte) 0xFF;

    private final DuplicateIDCache journal;
    private final int size;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private final Runs runs = new Runs();
    private int count;

    /** One record of the journal: a run, or ids if that is null. */
    private record Entry(byte[] bytes, List<String> ids, Run run) {

        static Entry of(List<String> ids) {
            Run run = Run.of(ids);
            return run == null
                    ? new Entry(bytesOf(ids), ids, null)
                    : new Entry(bytesOf(run), List.of(), run);
        }

        static Entry of(byte[] record) {
            boolean isRun = record.length > 0 && record[0] == RUN;
            return isRun
                    ? new Entry(record, List.of(), runOf(record))
                    : new Entry(record, idsOf(record), null);
        }

        int count() {
            return run == null ? ids.size() : run.count();
        }
    }

    /**
     * A window with what is known already.
     *
     * @param before records and their numbers in the journal, in any order
     * @throws Exception if the journal fails
     */
    DuplicateWindow(
            SimpleString owner, int size, StorageManager storage, List<Pair<byte[], Long>> before)
            throws Exception {
        this.journal = DuplicateIDCaches.persistent(owner, size, storage);
        this.size = size;
        if (!before.isEmpty()) {
            List<Pair<byte[], Long>> oldestFirst = new ArrayList<>(before);
            oldestFirst.sort(Comparator.comparing(Pair::getB));
            journal.load(oldestFirst);
            for (Pair<byte[], Long> each : journal.getMap()) {
                keep(Entry.of(each.getA()));
            }
        }
    }

    int size() {
        return size;
    }

    synchronized boolean knows(String id) {
        return known.contains(id) || runs.has(id);
    }

    /** Remembers ids from the commit on. */
    void remember(List<String> ids, Transaction transaction) throws Exception {
        Entry entry = Entry.of(ids);
        journal.addToCache(entry.bytes, transaction, false);
        transaction.afterStore(TransactionOperationAbstract.afterCommit(() -> keep(entry)));
    }

    private synchronized void keep(Entry entry) {
        entries.add(entry);
        count += entry.count();
        known.addAll(entry.ids);
        if (entry.run != null) {
            runs.add(entry.run);
        }
        while (count - entries.peek().count() >= size) {
            Entry oldest = entries.poll();
            count -= oldest.count();
            oldest.ids.forEach(known::remove);
            if (oldest.run != null) {
                runs.remove(oldest.run);
            }
            try {
                journal.deleteFromCache(oldest.bytes);
            } catch (Exception e) {
                ActiveMQServerLogger.LOGGER.errorDeletingDuplicateCache(e);
            }
        }
    }

    /** What it remembers, with the numbers of the records. */
    List<Pair<byte[], Long>> records() {
        return journal.getMap();
    }

    /**
     * Forgets everything.
     *
     * @throws Exception if the journal fails
     */
    synchronized void clear() throws Exception {
        entries.clear();
        known.clear();
        runs.clear();
        count = 0;
        journal.clear();
    }

    private static byte[] bytesOf(List<String> ids) {
        if (ids.size() == 1) {
            return ids.get(0).getBytes(StandardCharsets.UTF_8);
        }
        List<byte[]> parts = new ArrayList<>(ids.size());
        int length = 1;
        for (String id : ids) {
            byte[] part = id.getBytes(StandardCharsets.UTF_8);
            parts.add(part);
            length += Integer.BYTES + part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length).put(SEVERAL);
        for (byte[] part : parts) {
            all.putInt(part.length).put(part);
        }
        return all.array();
    }

    private static byte[] bytesOf(Run run) {
        byte[] stem = run.stem().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + stem.length)
                .put(RUN)
                .putLong(run.first())
                .putInt(run.count())
                .put(stem)
                .array();
    }

    private static Run runOf(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record, 1, record.length - 1);
        long first = in.getLong();
        int count = in.getInt();
        return new Run(StandardCharsets.UTF_8.decode(in).toString(), first, count);
    }

    private static List<String> idsOf(byte[] record) {
        if (record.length == 0 || record[0] != SEVERAL) {
            return List.of(new String(record, StandardCharsets.UTF_8));
        }
        List<String> ids = new ArrayList<>();
        ByteBuffer all = ByteBuffer.wrap(record, 1, record.length - 1);
        while (all.hasRemaining()) {
            byte[] part = new byte[all.getInt()];
            all.get(part);
            ids.add(new String(part, StandardCharsets.UTF_8));
        }
        return ids;
    }
}
