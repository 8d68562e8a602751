/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.lane.Mail;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.MessageReference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The mailboxes that have something in them, or somebody at them; and what room is left. */
final class Mailboxes {

    /** Parts that work side by side. */
    static final int SHARDS = 4;

    /** What the headers of a command take on disk, about. */
    static final int HEADER_BYTES = 400;

    private static final long RETRY_MILLIS = 1_000;

    /** How far beyond its cap a mailbox may be that drops its oldest. */
    private static final int BEHIND = 100;

    private final DownlinkRoom room;
    private final CommandsConfiguration configuration;
    private final List<Shard> shards;
    private final ConcurrentHashMap<String, Mailbox> boxes = new ConcurrentHashMap<>();

    Mailboxes(DownlinkRoom room, CommandsConfiguration configuration, List<Shard> shards) {
        this.room = room;
        this.configuration = configuration;
        this.shards = shards;
    }

    int size() {
        return boxes.size();
    }

    void forEach(Consumer<Mailbox> visitor) {
        boxes.values().forEach(visitor);
    }

    /**
     * Takes room for a message.
     *
     * @param retain it was published to be retained
     * @return null if nobody is to get it
     * @throws RefusedException if somebody has no room
     */
    Mail.Claim claim(List<Identities.Addressee> all, int size, boolean retain) {
        List<Mailbox> claimed = new ArrayList<>(1);
        try {
            for (Identities.Addressee each : all) {
                if (each.registered() || room.isAwaited(each.device())) {
                    claimed.add(claim(each.device(), size));
                }
            }
        } catch (RefusedException e) {
            claimed.forEach(box -> release(box, size));
            throw e;
        }
        return claimed.isEmpty() ? null : new Claimed(room, claimed, size, retain);
    }

    /** Takes room for a message of the gateway's own, however full the mailbox is. */
    void take(Mailbox box, int size) {
        room.tally.bytes.addAndGet(size);
        box.claim(size, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private Mailbox claim(String device, int size) {
        if (!room.shelf.problem().isEmpty()) {
            throw new RefusedException(Refusal.LANE_FULL, room.shelf.problem(), RETRY_MILLIS);
        }
        if (room.tally.bytes.addAndGet(size) > configuration.getMaxTotalCommandBytes()) {
            room.tally.bytes.addAndGet(-size);
            throw new RefusedException(
                    Refusal.LANE_FULL,
                    "AIR-1503 what waits for all devices must be at most %d bytes but is %d; try again later or raise air.source.commands.maxTotalBytes"
                            .formatted(
                                    configuration.getMaxTotalCommandBytes(),
                                    room.tally.bytes.get()),
                    RETRY_MILLIS);
        }
        int more = configuration.dropsOldest() ? BEHIND : 0;
        boolean[] fits = new boolean[1];
        Mailbox box =
                boxes.compute(
                        device,
                        (id, found) -> {
                            Mailbox mine = found == null ? box(id) : found;
                            fits[0] =
                                    mine.claim(
                                            size,
                                            configuration.getMaxCommands() + more,
                                            configuration.getMaxCommandBytes()
                                                    + (long) more * size);
                            return mine;
                        });
        if (!fits[0]) {
            room.tally.bytes.addAndGet(-size);
            throw new RefusedException(
                    Refusal.LANE_FULL,
                    "AIR-1503 what waits for %s must be at most %d commands and %d bytes but is %d and %d; let it connect, or raise air.source.commands.maxMessages and maxBytes"
                            .formatted(
                                    device,
                                    configuration.getMaxCommands(),
                                    configuration.getMaxCommandBytes(),
                                    box.messages(),
                                    box.bytes()),
                    RETRY_MILLIS);
        }
        return box;
    }

    /** Whether the oldest must go. */
    boolean isBeyond(Mailbox box) {
        return configuration.dropsOldest()
                && (box.messages() > configuration.getMaxCommands()
                        || box.bytes() > configuration.getMaxCommandBytes() && box.messages() > 1);
    }

    void release(Mailbox box, int size) {
        room.tally.bytes.addAndGet(-size);
        box.release(size);
        forgetIfIdle(box);
    }

    private void forgetIfIdle(Mailbox box) {
        if (box.isIdle()) {
            boxes.computeIfPresent(box.device, (id, mine) -> mine.isIdle() ? null : mine);
        }
    }

    private Mailbox box(String device) {
        int hash = device.hashCode();
        return new Mailbox(device, shards.get(((hash ^ hash >>> 16) & Integer.MAX_VALUE) % SHARDS));
    }

    /** A device's mailbox, kept for a line. */
    Mailbox pinned(String device) {
        return boxes.compute(device, (id, found) -> (found == null ? box(id) : found).pin());
    }

    void unpin(Mailbox box) {
        box.unpin();
        forgetIfIdle(box);
    }

    /** A device's mailbox, made if need be. */
    Mailbox of(String device) {
        return boxes.computeIfAbsent(device, this::box);
    }

    /** A device's mailbox; null if nothing is in it and nobody at it. */
    Mailbox find(String device) {
        return boxes.get(device);
    }

    /**
     * A command came out of the journal.
     *
     * @param recovered it was there at the start, so nobody claimed room for it
     */
    Letter letter(String device, MessageReference reference, boolean recovered) {
        Message message = reference.getMessage();
        int size = Shard.sizeOf(reference);
        Mailbox box =
                boxes.compute(
                        device,
                        (id, found) -> {
                            Mailbox mine = found == null ? box(id) : found;
                            if (recovered) {
                                mine.claim(size, Integer.MAX_VALUE, Long.MAX_VALUE);
                                room.tally.bytes.addAndGet(size);
                            }
                            return mine;
                        });
        Object expiry = message.getObjectProperty(AirHeaders.EXPIRY);
        long end =
                expiry instanceof Long millis
                        ? millis
                        : message.getTimestamp() + configuration.getCommandExpiryMillis();
        Letter letter = new Letter(box, room.nextNumber(), size, end);
        if (!room.watches.isEmpty()) {
            room.watches.took(
                    String.valueOf(message.getObjectProperty(AirHeaders.ID)), letter.number);
        }
        return letter;
    }
}
