/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.BrokerConfiguration;
import org.airmessenger.airbroker.door.Reading.Pause;

import io.netty.util.concurrent.ScheduledFuture;

import java.util.concurrent.TimeUnit;

/**
 * What a device is sent and does not read waits in memory. So while its socket takes no more, it is
 * not read either, as whatever it sends wants an answer; and who never reads is ended. Belongs to
 * the event loop.
 */
final class Unread {

    private final Link link;
    private final long limitMillis;
    private ScheduledFuture<?> end;

    /**
     * All is read.
     *
     * @param limitMillis longest time that the socket may take no more
     */
    Unread(Link link, long limitMillis) {
        this.link = link;
        this.limitMillis = limitMillis;
    }

    /**
     * A device waits no longer for an answer to its ping than its keep-alive (MQTT 5.0, 3.1.2.10).
     */
    static long limitMillis(int keepAliveSeconds, BrokerConfiguration options) {
        long most = options.getUnreadDeadlineMillis();
        return keepAliveSeconds == 0 ? most : Math.min(most, keepAliveSeconds * 1500L);
    }

    /** The socket takes no more, or takes more again. */
    void look() {
        boolean full = !link.ctx().channel().isWritable();
        link.reading().set(Pause.UNREAD, full);
        if (!full) {
            stop();
        } else if (end == null) {
            end = link.ctx().executor().schedule(this::end, limitMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void end() {
        link.end(
                Replies.UNREAD,
                "AIR-1051 what a device is sent must be read within %d ms but was not; read it, or raise air.source.mqtt.unreadDeadline"
                        .formatted(limitMillis));
    }

    void stop() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }
}
