/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import java.util.List;

/** A device and a gateway, and the line between them. */
final class Pair {

    static final int ALL = Integer.MAX_VALUE;

    static final Limits LIMITS =
            new Limits(65536, 64, 16, 64, 262144, 60, 0, false, List.of(), false, null);

    final Device device;
    final Gateway gateway;
    long now = 1_000_000;

    Pair() {
        this(LIMITS, LIMITS);
    }

    Pair(Limits deviceLimits, Limits gatewayLimits) {
        device = new Device(deviceLimits);
        gateway = new Gateway(gatewayLimits);
    }

    Pair connected() {
        connect();
        settle();
        return this;
    }

    void connect() {
        gateway.listen(now);
        device.connect(now);
    }

    /** The line breaks: what was on its way is lost. */
    void cut() {
        device.connection.broken(now);
        gateway.connection.broken(now);
    }

    void reconnect() {
        cut();
        connect();
        settle();
    }

    void flush() {
        device.connection.flush(now);
        gateway.connection.flush(now);
    }

    /** Device to gateway, everything. */
    void up() {
        device.connection.flush(now);
        device.line.deliver(ALL, gateway.connection, now);
        gateway.connection.flush(now);
    }

    /** Gateway to device, everything. */
    void down() {
        gateway.connection.flush(now);
        gateway.line.deliver(ALL, device.connection, now);
        device.connection.flush(now);
    }

    /** Until nothing is on its way any more. */
    void settle() {
        flush();
        while (device.line.onTheWay() + gateway.line.onTheWay() > 0) {
            up();
            down();
        }
    }

    /** Time goes by, at both ends. */
    void pass(long millis) {
        now += millis;
        device.connection.tick(now);
        gateway.connection.tick(now);
    }
}
