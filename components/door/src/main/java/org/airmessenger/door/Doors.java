/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.Identities;
import org.airmessenger.message.Revocation;

import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all doors of one gateway share: who is banned, and that a device which must go goes from
 * every door. Bound in Camel's registry as {@value #BEAN}. Thread-safe and never blocking.
 */
public final class Doors {

    /** Name of the bean. */
    public static final String BEAN = "airDoors";

    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

    private final Bans bans;
    private final ScheduledExecutorService timer;
    private final Map<String, CertificateRefusals> certificates = new ConcurrentHashMap<>();
    private final List<Evictor> evictors = new CopyOnWriteArrayList<>();

    /** One door's way to end what a device has there. */
    @FunctionalInterface
    public interface Evictor {

        /**
         * Ends every live connection that the revocation means; must not block.
         *
         * @param reason one word: {@code revoked}, {@code removed}, {@code banned}, …
         * @return how many were ended
         */
        int evict(Revocation revocation, String reason);
    }

    /**
     * No door yet.
     *
     * @param identities tell whom to evict; null if nobody tells
     * @param timer for what doors do in time; they must not block on it
     */
    public Doors(Bans bans, Identities identities, ScheduledExecutorService timer) {
        this.bans = bans;
        this.timer = timer;
        if (identities != null) {
            identities.onRevoked(revocation -> evict(revocation, "revoked"));
        }
    }

    /**
     * Those of a context; made for the first door that asks, with the gateway's keys {@code
     * air.source.refusalsBeforeBan}, {@code refusalWindow} and {@code banTime} (milliseconds).
     */
    public static Doors of(CamelContext context) {
        synchronized (context.getRegistry()) {
            Doors found = context.getRegistry().lookupByNameAndType(BEAN, Doors.class);
            if (found == null) {
                Bans bans =
                        new Bans(
                                (int) setting(context, "refusalsBeforeBan", 100),
                                setting(context, "refusalWindow", 10_000),
                                setting(context, "banTime", 60_000),
                                System::currentTimeMillis);
                found =
                        new Doors(
                                bans,
                                context.getRegistry().findSingleByType(Identities.class),
                                context.getExecutorServiceManager()
                                        .newScheduledThreadPool(context, "air-doors", 1));
                context.getRegistry().bind(BEAN, Doors.class, found);
            }
            return found;
        }
    }

    private static long setting(CamelContext context, String name, long standard) {
        return Long.parseLong(
                context.resolvePropertyPlaceholders(
                        "{{air.source." + name + ":" + standard + "}}"));
    }

    /** A door opens; its evictor is asked from now on. */
    public void join(Evictor evictor) {
        evictors.add(evictor);
    }

    /** A door is gone for good. */
    public void leave(Evictor evictor) {
        evictors.remove(evictor);
    }

    /** A device was refused for rights or form; when that was too often it is banned everywhere. */
    public void strike(String device) {
        if (bans.strike(device)) {
            LOG.warn(
                    "AIR-1014 device {} was refused {} times within {} ms and is banned for {} s",
                    device,
                    bans.limit(),
                    bans.windowMillis(),
                    bans.banSeconds());
            evict(Revocation.ofDevice(device), "banned");
        }
    }

    /** Tells of the certificates that do not let their devices in at a listener, by its word. */
    public CertificateRefusals certificates(String listener) {
        return certificates.computeIfAbsent(listener, CertificateRefusals::new);
    }

    /** Whether the device is to be kept out now. */
    public boolean isBanned(String device) {
        return bans.isBanned(device);
    }

    /** For what doors do in time; they must not block on it. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    /** How long a ban lasts. */
    public long banSeconds() {
        return bans.banSeconds();
    }

    /**
     * Ends what a revocation means, at every door.
     *
     * @return how many connections were ended
     */
    public int evict(Revocation revocation, String reason) {
        int ended = 0;
        for (Evictor evictor : evictors) {
            ended += evictor.evict(revocation, reason);
        }
        return ended;
    }
}
