/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.Revocation;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The wills that wait for their delay (MQTT 5.0, 3.1.3.2.2): one per device, and a bounded number
 * of bytes of all; what does not fit is sent without waiting.
 */
final class Wills {

    private final long limit;
    private final AtomicLong bytes = new AtomicLong();
    private final ConcurrentHashMap<String, Waiting> waiting = new ConcurrentHashMap<>();

    private final class Waiting {
        private final Will will;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile java.util.concurrent.Future<?> timer;

        private Waiting(Will will) {
            this.will = will;
        }

        /** True for the one that ends the wait. */
        private boolean end() {
            if (!over.compareAndSet(false, true)) {
                return false;
            }
            bytes.addAndGet(-will.bytes());
            if (timer != null) {
                timer.cancel(false);
            }
            return true;
        }
    }

    Wills(long limit) {
        this.limit = limit;
    }

    /** Sends the will after its delay, unless it is taken out by then. */
    void hold(Will will) {
        if (bytes.addAndGet(will.bytes()) > limit) {
            bytes.addAndGet(-will.bytes());
            will.send();
            return;
        }
        Waiting next = new Waiting(will);
        Waiting before = waiting.put(will.device(), next);
        if (before != null && before.end()) {
            before.will.send();
        }
        next.timer = will.loop().schedule(() -> due(next), will.delaySeconds(), TimeUnit.SECONDS);
    }

    private void due(Waiting due) {
        // in one step with the look-up: whoever finds none is behind it in the device's order
        waiting.computeIfPresent(
                due.will.device(),
                (device, found) -> {
                    if (found != due) {
                        return found;
                    }
                    if (due.end()) {
                        due.will.send();
                    }
                    return null;
                });
    }

    /** The will that waits for a device, taken out; null if there is none. */
    Will take(String device) {
        Waiting found = waiting.remove(device);
        return found != null && found.end() ? found.will : null;
    }

    /** Takes out what is not to be heard any more. */
    void remove(Revocation revocation) {
        Collection<Waiting> some =
                revocation.device() == null
                        ? waiting.values()
                        : Stream.ofNullable(waiting.get(revocation.device())).toList();
        for (Waiting one : some) {
            if (revocation.ends(one.will.identity()) && waiting.remove(one.will.device(), one)) {
                one.end();
            }
        }
    }

    long bytes() {
        return bytes.get();
    }
}
