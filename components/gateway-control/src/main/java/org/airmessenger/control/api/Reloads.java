/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.api.GatewayControl.Reloaded;
import org.airmessenger.control.api.RouteKeeper.Reading;
import org.airmessenger.control.api.RouteKeeper.RouteChange;
import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.Model;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Puts what the files say in force, as a whole or not at all, one reload at a time; remembers, logs
 * and counts how it ended. Devices can be revoked all the while.
 */
final class Reloads {

    private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

    private final ReentrantLock one = new ReentrantLock();
    private final Running running;
    private volatile RouteKeeper keeper;
    private volatile MeterRegistry meters = new SimpleMeterRegistry();
    private volatile LastReload last = LastReload.NONE;

    /** What a reload changes. */
    interface Running {

        /** The model in force. */
        Model model();

        /** Replaces the model; what was done to single devices since is kept. */
        void replace(Model from, Model to);

        /** Throws if a destination that is to go still holds messages. */
        void requireNoBacklog(Set<String> leaving);

        /** Reads which certificates are revoked. */
        void rereadRevoked();
    }

    Reloads(Running running, RouteKeeper first) {
        this.running = running;
        keeper = first;
    }

    void keeper(RouteKeeper routes) {
        keeper = routes;
    }

    void measure(MeterRegistry registry) {
        meters = registry;
    }

    LastReload last() {
        return last;
    }

    boolean isRunning() {
        return one.isLocked();
    }

    Reloaded reload() {
        one.lock();
        try {
            List<String> files = apply();
            tell(LastReload.applied(Instant.now(), files));
            Model now = running.model();
            return new Reloaded(
                    now.destinations().size(),
                    now.rules().size(),
                    now.policies().size(),
                    now.devices().size(),
                    files);
        } catch (ControlException e) {
            tell(LastReload.refused(Instant.now(), e));
            throw e;
        } catch (RuntimeException e) {
            LOG.error("AIR-6031 a reload failed; what ran before runs on", e);
            ControlException failed =
                    new ControlException(
                            Kind.FAILED,
                            "AIR-6031 a reload must end well or be refused but failed; what ran"
                                    + " before runs on, the log says why");
            tell(LastReload.refused(Instant.now(), failed));
            throw failed;
        } finally {
            one.unlock();
        }
    }

    private List<String> apply() {
        Model before = running.model();
        Reading reading = keeper.read(before);
        if (!reading.problems().isEmpty()) {
            throw new ControlException(
                    Kind.UNSOUND,
                    "AIR-6026 the files must have no problem but have "
                            + reading.problems().size()
                            + "; nothing was changed",
                    reading.problems());
        }
        Model next = reading.model();
        List<String> files = new ArrayList<>(reading.change().files());
        files.addAll(changed(before, next));
        // first: if they cannot be read, nothing is to have changed
        running.rereadRevoked();
        if (!files.isEmpty()) {
            change(before, next, reading.change());
        }
        return files;
    }

    private void change(Model before, Model next, RouteChange change) {
        Set<String> leaving =
                before.destinations().keySet().stream()
                        .filter(name -> !next.destinations().containsKey(name))
                        .collect(Collectors.toSet());
        running.requireNoBacklog(leaving);
        Consumer<String> isEmpty = gone -> running.requireNoBacklog(Set.of(gone));
        boolean inForce = false;
        try {
            change.open();
            running.replace(before, next);
            inForce = true;
            change.close(isEmpty);
        } catch (RuntimeException e) {
            if (inForce) {
                running.replace(next, before);
            }
            change.undo();
            throw e;
        }
        change.done();
    }

    private static List<String> changed(Model before, Model next) {
        List<String> files = new ArrayList<>();
        if (!before.destinations().equals(next.destinations())) {
            files.add("conf/destinations.yaml changed");
        }
        if (!before.rules().equals(next.rules())) {
            files.add("conf/rules.yaml changed");
        }
        if (!before.policies().equals(next.policies())) {
            files.add("conf/policies.yaml changed");
        }
        if (!isSame(before.devices(), next.devices())) {
            files.add("conf/devices.yaml changed");
        }
        return files;
    }

    /** A device that was added by itself stands in the file too, maybe at another line. */
    private static boolean isSame(Map<String, Device> one, Map<String, Device> other) {
        return one.keySet().equals(other.keySet())
                && one.values().stream().allMatch(device -> isSame(device, other.get(device.id())));
    }

    private static boolean isSame(Device one, Device other) {
        return one.policy().equals(other.policy())
                && Objects.equals(one.tenant(), other.tenant())
                && one.revoked() == other.revoked();
    }

    /** Said once: the same again, because somebody tries again, is no news. */
    private void tell(LastReload now) {
        LastReload before = last;
        last = now;
        meters.counter("air_control_reloads_total", "outcome", now.outcome()).increment();
        if (now.isRefused()) {
            if (!now.isSameAs(before)) {
                LOG.warn("{}", String.join("\n  ", now.degraded()));
            }
        } else if (now.outcome().equals("applied")) {
            LOG.info("reloaded: {}", now.text());
        } else if (before.isRefused()) {
            LOG.info("reloaded: the files say again what runs");
        }
    }
}
