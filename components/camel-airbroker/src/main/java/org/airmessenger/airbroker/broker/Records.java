/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.config.AbstractPersistedAddressSetting;
import org.apache.activemq.artemis.core.persistence.config.PersistedAddressSettingJSON;
import org.apache.activemq.artemis.core.postoffice.DuplicateIDCache;
import org.apache.activemq.artemis.core.postoffice.impl.PostOfficeImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Small values by key in the broker's journal: written and removed in a transaction, with a message
 * or alone, and found again after a restart. Each write costs the same, however many there are. The
 * broker's journal has one kind of record that holds any bytes, and that it loads by itself: the
 * one of the ids that it watches for duplicates.
 *
 * <p>Writes of one key must be ordered: whoever writes holds {@link #lock} from before the write
 * until the transaction is committed.
 */
public final class Records {

    /** Longest value. */
    public static final int MAX_BYTES = 16 << 20;

    private static final String PREFIX = "$air-record/";
    private static final SimpleString SETTINGS = SimpleString.of(PREFIX + "#");
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int CHUNKS = MAX_BYTES / CHUNK_BYTES;

    /** Of each chunk: which write it belongs to, its number, and how many there are. */
    private static final int HEADER_BYTES = Long.BYTES + 2 * Integer.BYTES;

    private static final int LOCKS = 256;

    private final ActiveMQServer server;
    private final String prefix;
    private final ConcurrentHashMap<String, long[]> ids = new ConcurrentHashMap<>();
    private final Object[] locks = new Object[LOCKS];

    /**
     * The values of one kind.
     *
     * @param server a running broker
     * @param kind a word without {@code /}
     */
    public Records(ActiveMQServer server, String kind) {
        this.server = server;
        this.prefix = PREFIX + kind + '/';
        Arrays.setAll(locks, number -> new Object());
    }

    /**
     * Takes over what the journal has; once, before the first write.
     *
     * @return the values by key
     * @throws Exception if the broker cannot say
     */
    public Map<String, byte[]> load() throws Exception {
        announce();
        ConcurrentMap<SimpleString, DuplicateIDCache> loaded =
                ((PostOfficeImpl) server.getPostOffice()).getDuplicateIDCaches();
        Map<String, byte[]> values = new HashMap<>();
        List<Long> stale = new ArrayList<>();
        for (SimpleString owner : List.copyOf(loaded.keySet())) {
            if (owner.toString().startsWith(prefix)) {
                String key = owner.toString().substring(prefix.length());
                byte[] value = value(key, loaded.remove(owner).getMap(), stale);
                if (value != null) {
                    values.put(key, value);
                }
            }
        }
        StorageManager storage = server.getStorageManager();
        for (long id : stale) {
            storage.deleteDuplicateID(id);
        }
        return values;
    }

    /** The broker loads the values at its start; it must know then how many chunks one can have. */
    private void announce() throws Exception {
        AddressSettings settings = new AddressSettings().setIDCacheSize(CHUNKS);
        AbstractPersistedAddressSetting known =
                server.getStorageManager().recoverAddressSettings(SETTINGS);
        if (known == null || !known.getSetting().toJSON().equals(settings.toJSON())) {
            server.getAddressSettingsRepository().addMatch(SETTINGS.toString(), settings);
            server.getStorageManager()
                    .storeAddressSetting(
                            new PersistedAddressSettingJSON(SETTINGS, settings, settings.toJSON()));
        }
    }

    /** Puts the chunks of the newest whole write together; all others are stale. */
    private byte[] value(String key, List<Pair<byte[], Long>> chunks, List<Long> stale) {
        Map<Long, List<Pair<byte[], Long>>> writes = new HashMap<>();
        for (Pair<byte[], Long> chunk : chunks) {
            long write = ByteBuffer.wrap(chunk.getA()).getLong();
            writes.computeIfAbsent(write, id -> new ArrayList<>(1)).add(chunk);
        }
        long newest = -1;
        for (Map.Entry<Long, List<Pair<byte[], Long>>> write : writes.entrySet()) {
            int count = ByteBuffer.wrap(write.getValue().get(0).getA()).getInt(Long.BYTES + 4);
            if (write.getValue().size() == count) {
                newest = Math.max(newest, write.getKey());
            }
        }
        byte[] value = null;
        for (Map.Entry<Long, List<Pair<byte[], Long>>> write : writes.entrySet()) {
            if (write.getKey() == newest) {
                value = joined(write.getValue());
                ids.put(key, write.getValue().stream().mapToLong(Pair::getB).toArray());
            } else {
                write.getValue().forEach(chunk -> stale.add(chunk.getB()));
            }
        }
        return value;
    }

    private static byte[] joined(List<Pair<byte[], Long>> chunks) {
        int size = chunks.stream().mapToInt(it -> it.getA().length - HEADER_BYTES).sum();
        byte[] value = new byte[size];
        for (Pair<byte[], Long> chunk : chunks) {
            byte[] bytes = chunk.getA();
            int number = ByteBuffer.wrap(bytes).getInt(Long.BYTES);
            System.arraycopy(
                    bytes, HEADER_BYTES, value, number * CHUNK_BYTES, bytes.length - HEADER_BYTES);
        }
        return value;
    }

    /** What is held from before a write of the key until its transaction is committed. */
    public Object lock(String key) {
        int hash = key.hashCode();
        return locks[(hash ^ hash >>> 16) & LOCKS - 1];
    }

    /** Whether the key has a value. */
    public boolean contains(String key) {
        return ids.containsKey(key);
    }

    /** How many keys have a value. */
    public int size() {
        return ids.size();
    }

    /**
     * Writes a value in place of the one before.
     *
     * @param value at most {@value #MAX_BYTES} bytes
     * @throws Exception if the journal does not take it
     */
    public void put(Transaction transaction, String key, byte[] value) throws Exception {
        if (value.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a value must have at most " + MAX_BYTES + " bytes but had " + value.length);
        }
        StorageManager storage = server.getStorageManager();
        SimpleString owner = SimpleString.of(prefix + key);
        int count = Math.max(1, (value.length + CHUNK_BYTES - 1) / CHUNK_BYTES);
        long[] written = new long[count];
        long write = storage.generateID();
        for (int number = 0; number < count; number++) {
            int from = number * CHUNK_BYTES;
            int length = Math.min(CHUNK_BYTES, value.length - from);
            byte[] chunk =
                    ByteBuffer.allocate(HEADER_BYTES + length)
                            .putLong(write)
                            .putInt(number)
                            .putInt(count)
                            .put(value, from, length)
                            .array();
            written[number] = storage.generateID();
            storage.storeDuplicateIDTransactional(
                    transaction.getID(), owner, chunk, written[number]);
        }
        change(transaction, key, written);
    }

    /**
     * Removes a value, if there is one.
     *
     * @throws Exception if the journal does not take it
     */
    public void remove(Transaction transaction, String key) throws Exception {
        if (ids.containsKey(key)) {
            change(transaction, key, null);
        }
    }

    private void change(Transaction transaction, String key, long[] written) throws Exception {
        long[] before = ids.get(key);
        if (before != null) {
            for (long id : before) {
                server.getStorageManager().deleteDuplicateIDTransactional(transaction.getID(), id);
            }
        }
        transaction.setContainsPersistent();
        transaction.addOperation(
                new TransactionOperationAbstract() {
                    @Override
                    public void beforeCommit(Transaction committed) {
                        set(key, written);
                    }

                    @Override
                    public void afterRollback(Transaction rolledBack) {
                        if (ids.get(key) == written) {
                            set(key, before);
                        }
                    }
                });
    }

    private void set(String key, long[] now) {
        if (now == null) {
            ids.remove(key);
        } else {
            ids.put(key, now);
        }
    }
}
