/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.AirHeaders;

import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.config.PersistedAddressSettingJSON;
import org.apache.activemq.artemis.core.postoffice.DuplicateIDCache;
import org.apache.activemq.artemis.core.postoffice.impl.PostOfficeImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.camel.Message;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows the ids that devices sent already. An id is remembered in the transaction that keeps the
 * message, in a window per device that survives restarts; an id in flight holds its duplicates
 * until its own outcome is known. The windows in all are bounded: the device that was quiet longest
 * is forgotten first.
 */
final class Duplicates {

    private static final String PREFIX = "$air-dup/";
    private static final SimpleString SETTINGS = SimpleString.of(PREFIX + "#");

    private final ActiveMQServer server;
    private final int maxIds;
    private final Map<Key, Deque<LaneWrite>> inFlight = new HashMap<>();
    private final LinkedHashMap<Owner, DuplicateWindow> windows =
            new LinkedHashMap<>(64, 0.75f, true);
    private int ids;
    private int recordedWindow;

    /** Whose id: the tenant's device. */
    record Key(Owner owner, String id) {

        static Key of(Message message) {
            return new Key(
                    new Owner(text(message, AirHeaders.TENANT), text(message, AirHeaders.DEVICE)),
                    text(message, AirHeaders.ID));
        }

        private static String text(Message message, String header) {
            return message.getHeader(header) instanceof String text ? text : "";
        }
    }

    /** Whose window; empty for no tenant. */
    record Owner(String tenant, String device) {

        SimpleString address() {
            return SimpleString.of(PREFIX + tenant + '/' + device);
        }
    }

    Duplicates(ActiveMQServer server, int maxIds) {
        this.server = server;
        this.maxIds = maxIds > 0 ? maxIds : (int) Math.min(1 << 24, heap() >> 10);
    }

    private static long heap() {
        return Runtime.getRuntime().maxMemory();
    }

    /** Starts a message whose id can be known: writes it, ends it, or lets it wait. */
    void begin(LaneWrite write) {
        if (write.isNew()) {
            write.place();
            return;
        }
        boolean known;
        synchronized (this) {
            Deque<LaneWrite> waiting = inFlight.get(write.key());
            if (waiting == null && !write.isAtMostOnce() && write.line().news().own(write.key())) {
                waiting = new ArrayDeque<>(1);
                inFlight.put(write.key(), waiting);
            }
            if (waiting != null && !write.isAtMostOnce()) {
                waiting.add(write);
                return;
            }
            known = window(write).knows(write.key().id());
            if (!known && !write.isAtMostOnce()) {
                inFlight.put(write.key(), new ArrayDeque<>(0));
                write.own();
            }
        }
        if (known) {
            write.duplicate();
        } else {
            write.place();
        }
    }

    /** Remembers the ids of those that want it with their messages, from the commit on. */
    void remember(List<LaneWrite> writes, Transaction transaction) throws Exception {
        Owner owner = null;
        DuplicateWindow window = null;
        List<String> together = new ArrayList<>(writes.size());
        for (LaneWrite write : writes) {
            if (!write.isRemembered()) {
                continue;
            }
            if (!write.key().owner().equals(owner)) {
                if (!together.isEmpty()) {
                    window.remember(together, transaction);
                    together = new ArrayList<>(writes.size());
                }
                owner = write.key().owner();
                synchronized (this) {
                    window = window(write);
                }
            }
            together.add(write.key().id());
        }
        if (!together.isEmpty()) {
            window.remember(together, transaction);
        }
    }

    /**
     * The outcome of a message: its duplicates share a success; else the first of them takes over.
     *
     * @param kept whether the journal has the id, with a durable copy
     */
    void end(LaneWrite write, boolean kept) {
        List<LaneWrite> known = new ArrayList<>(0);
        LaneWrite next = null;
        synchronized (this) {
            Deque<LaneWrite> waiting = inFlight.get(write.key());
            if (waiting == null) {
                return;
            }
            if (kept) {
                known.addAll(waiting);
                inFlight.remove(write.key());
            } else {
                next = waiting.poll();
                if (next == null) {
                    inFlight.remove(write.key());
                }
            }
        }
        known.forEach(LaneWrite::duplicate);
        if (next != null) {
            next.own();
            next.place();
        }
    }

    private DuplicateWindow window(LaneWrite write) {
        Owner owner = write.key().owner();
        int size = write.duplicateWindow();
        DuplicateWindow window = windows.get(owner);
        if (window == null || window.size() != size) {
            try {
                window = open(owner, window, size);
            } catch (Exception e) {
                throw new IllegalStateException("the journal must remember ids but failed", e);
            }
        }
        return window;
    }

    private DuplicateWindow open(Owner owner, DuplicateWindow before, int size) throws Exception {
        record(size);
        DuplicateWindow window =
                new DuplicateWindow(
                        owner.address(),
                        size,
                        server.getStorageManager(),
                        before == null ? loaded(owner) : before.records());
        ids += size - (before == null ? 0 : before.size());
        windows.put(owner, window);
        Iterator<DuplicateWindow> oldest = windows.values().iterator();
        while (ids > maxIds && windows.size() > 1) {
            DuplicateWindow forgotten = oldest.next();
            oldest.remove();
            ids -= forgotten.size();
            forgotten.clear();
        }
        return window;
    }

    /** The broker loads the windows at its start; it must know then how long they are. */
    private void record(int size) throws Exception {
        if (size > recordedWindow) {
            recordedWindow = size;
            AddressSettings settings = new AddressSettings().setIDCacheSize(size);
            server.getAddressSettingsRepository().addMatch(SETTINGS.toString(), settings);
            server.getStorageManager()
                    .storeAddressSetting(
                            new PersistedAddressSettingJSON(SETTINGS, settings, settings.toJSON()));
        }
    }

    /** What the broker itself loaded at its start. */
    private List<Pair<byte[], Long>> loaded(Owner owner) {
        DuplicateIDCache known =
                ((PostOfficeImpl) server.getPostOffice())
                        .getDuplicateIDCaches()
                        .remove(owner.address());
        return known == null ? List.of() : known.getMap();
    }
}
