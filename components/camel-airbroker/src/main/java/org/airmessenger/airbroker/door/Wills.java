/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.Journal;
import org.airmessenger.airbroker.broker.Records;
import org.airmessenger.message.Ids;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Revocation;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The wills of all devices, on disk from CONNECT until they are sent or taken back: those of the
 * devices that are here, and those that wait for their delay (MQTT 5.0, 3.1.3.2.2), one per device.
 * When the gateway dies the connections die with it, so the next start sends what they left.
 */
final class Wills {

    private static final long AGAIN_MILLIS = 5_000;

    private final Door door;
    private final ActiveMQServer server;
    private final Journal journal;
    private final Records records;
    private final long limit;
    private final EventExecutor loop =
            new DefaultEventExecutor(new DefaultThreadFactory("air-wills", true));
    private final AtomicLong bytes = new AtomicLong();
    private final ConcurrentHashMap<String, Waiting> waiting = new ConcurrentHashMap<>();
    private List<Will> found = new ArrayList<>();

    private static final class Waiting {

        private final Will will;
        private volatile Future<?> timer;

        private Waiting(Will will) {
            this.will = will;
        }

        private void end() {
            Future<?> set = timer;
            if (set != null) {
                set.cancel(false);
            }
        }
    }

    /**
     * None yet.
     *
     * @param limit most bytes of all wills
     */
    Wills(Door door, ActiveMQServer server, long limit) {
        this.door = door;
        this.server = server;
        this.journal = new Journal(server);
        this.records = new Records(server, "will");
        this.limit = limit;
    }

    /**
     * Takes over what the journal has; once, before anybody comes.
     *
     * @throws Exception if the broker cannot say
     */
    void load() throws Exception {
        for (Map.Entry<String, byte[]> each : records.load().entrySet()) {
            Will will = new Will(this, each.getKey(), WillRecord.decode(each.getValue()));
            bytes.addAndGet(will.bytes());
            found.add(will);
        }
    }

    /** The door is open: what the last run left is sent when it is due. */
    synchronized void begin() {
        List<Will> left = found;
        found = new ArrayList<>();
        for (Will will : left) {
            WillRecord record = WillRecord.decode(will.encoded());
            long due = record.due();
            if (!door.identities().holds(record.identity())) {
                // it was revoked while nobody was there to hear of it
                takeBack(will);
            } else if (due == 0) {
                // its device was here when the gateway died
                leave(will);
            } else {
                hold(will, due - System.currentTimeMillis());
            }
        }
    }

    void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    Door door() {
        return door;
    }

    Records records() {
        return records;
    }

    /** Where the answers to wills belong. */
    EventExecutor loop() {
        return loop;
    }

    /**
     * A device is here with a will. Writes to the journal.
     *
     * @throws RefusedException if all wills together are too large
     */
    Will arm(WillRecord record) {
        Will will = new Will(this, Ids.next(System.currentTimeMillis()), record);
        if (bytes.addAndGet(will.bytes()) > limit || will.encoded().length > Records.MAX_BYTES) {
            bytes.addAndGet(-will.bytes());
            throw new RefusedException(
                    Refusal.LANE_FULL,
                    "AIR-1073 the wills of all devices must have at most %d bytes but have as many; send smaller ones, or raise air.source.mqtt.maxInFlightBytes"
                            .formatted(limit));
        }
        write(will);
        return will;
    }

    private void write(Will will) {
        journal.write(
                will.lock(), transaction -> records.put(transaction, will.key(), will.encoded()));
    }

    /** It will not be sent: its device took it back, or is not to be heard any more. */
    void takeBack(Will will) {
        server.getThreadPool().execute(() -> settled(will, false));
    }

    /**
     * It is over with a will. Writes to the journal.
     *
     * @param gone the disk has it no more
     */
    void settled(Will will, boolean gone) {
        bytes.addAndGet(-will.bytes());
        if (!gone) {
            server.getThreadPool()
                    .execute(
                            () ->
                                    journal.write(
                                            will.lock(),
                                            transaction ->
                                                    records.remove(transaction, will.key())));
        }
    }

    /** Its device's connection is over. */
    void leave(Will will) {
        if (will.delaySeconds() == 0) {
            will.send();
            return;
        }
        long millis = TimeUnit.SECONDS.toMillis(will.delaySeconds());
        will.dueAt(System.currentTimeMillis() + millis);
        server.getThreadPool().execute(() -> writeIfWaiting(will));
        hold(will, millis);
    }

    private void writeIfWaiting(Will will) {
        journal.write(
                will.lock(),
                transaction -> {
                    if (records.contains(will.key())) {
                        records.put(transaction, will.key(), will.encoded());
                    }
                });
    }

    /** It could not be kept now; it stays on disk, should the gateway go down before. */
    void tryAgain(Will will) {
        if (!door.isGoingDown()) {
            loop.schedule(will::send, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void hold(Will will, long millis) {
        Waiting next = new Waiting(will);
        Waiting before = waiting.put(will.device(), next);
        if (before != null) {
            before.end();
            before.will.send();
        }
        next.timer = loop.schedule(() -> due(next), Math.max(0, millis), TimeUnit.MILLISECONDS);
    }

    private void due(Waiting due) {
        // in one step with the look-up: whoever finds none is behind it in the device's order
        waiting.computeIfPresent(
                due.will.device(),
                (device, held) -> {
                    if (held != due) {
                        return held;
                    }
                    due.will.send();
                    return null;
                });
    }

    /** The will that waits for a device, taken out; null if there is none. */
    Will take(String device) {
        Waiting held = waiting.remove(device);
        if (held == null) {
            return null;
        }
        held.end();
        return held.will;
    }

    /** Takes back what is not to be heard any more. */
    void remove(Revocation revocation) {
        for (Waiting held : List.copyOf(waiting.values())) {
            if (revocation.ends(held.will.identity()) && waiting.remove(held.will.device(), held)) {
                held.end();
                takeBack(held.will);
            }
        }
    }

    long bytes() {
        return bytes.get();
    }
}
