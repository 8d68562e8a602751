/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.api.RouteKeeper.Reading;
import org.airmessenger.control.api.RouteKeeper.RouteChange;
import org.airmessenger.control.files.DevicesFile;
import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.files.FourFiles.Check;
import org.airmessenger.control.files.FourFiles.Loaded;
import org.airmessenger.control.files.Suggestion;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.DeviceRegistry;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Lanes;
import org.airmessenger.message.Quoted;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Changes the running gateway: one change at a time, each whole or not at all. A change of one
 * device touches nothing else of what is in force, whatever the files say meanwhile.
 */
public final class GatewayControl {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN = "airControl";

    private static final Logger LOG = LoggerFactory.getLogger(GatewayControl.class);

    private final Path home;
    private final LiveModel live;
    private final DeviceRegistry registry;
    private final Authority authority;
    private final Tokens tokens;
    private final DevicesFile file;
    private final Reloads reloads;
    private volatile Supplier<Broker> broker = () -> null;
    private volatile Supplier<Lanes> lanes = () -> null;

    /**
     * What a reload did.
     *
     * @param destinations how many there are now
     * @param rules how many there are now
     * @param policies how many there are now
     * @param devices how many there are now
     * @param changed files that are new, changed or gone, one phrase for each; empty if none
     */
    public record Reloaded(
            int destinations, int rules, int policies, int devices, List<String> changed) {}

    /**
     * What a revocation did.
     *
     * @param device the device
     * @param certificates how many certificates were revoked now
     * @param sessions how many live sessions were ended by the broker now
     */
    public record Revoked(String device, int certificates, int sessions) {}

    /**
     * Takes the parts.
     *
     * @param home {@code AIR_HOME}
     * @param checks what other rooms check in the four files at a reload
     */
    public GatewayControl(
            Path home,
            LiveModel live,
            DeviceRegistry registry,
            Authority authority,
            Tokens tokens,
            List<Check> checks) {
        this.home = home;
        this.live = live;
        this.registry = registry;
        this.authority = authority;
        this.tokens = tokens;
        List<Check> kept = List.copyOf(checks);
        file = new DevicesFile(home);
        reloads = new Reloads(new Parts(), before -> fourFiles(kept));
    }

    /** Where the broker and the lanes are found once they are there; each may give null. */
    void partners(Supplier<Broker> whereBroker, Supplier<Lanes> whereLanes) {
        broker = whereBroker;
        lanes = whereLanes;
    }

    /** Who keeps the routes from now on; until then a reload changes the four files alone. */
    public void routes(RouteKeeper keeper) {
        reloads.keeper(keeper);
    }

    /** Where reloads are counted. */
    void measure(MeterRegistry meters) {
        reloads.measure(meters);
    }

    /** How the last reload ended. */
    LastReload lastReload() {
        return reloads.last();
    }

    /** Whether a reload is under way, so that a lane may stand still for a moment. */
    boolean isReloading() {
        return reloads.isRunning();
    }

    /** The model in force. */
    public Model model() {
        return live.current();
    }

    /** Adds a device to the file and to what is in force. */
    public synchronized Device add(String id, String policy, String tenant) {
        Set<String> policies = live.current().policies().keySet();
        if (!policies.contains(policy)) {
            throw new ControlException(
                    Kind.INVALID,
                    "AIR-6009 the policy of a device must be in force but "
                            + Quoted.of(policy)
                            + " is not; "
                            + Suggestion.of(policy, policies));
        }
        Device device = file.add(id, policy, tenant);
        apply(id, device);
        return device;
    }

    /**
     * Revokes a device, all its certificates and all its tokens, and ends its sessions. What can be
     * done is done even if a file cannot be written: then the device is out, and the error says
     * that the file does not say so yet.
     */
    public synchronized Revoked revoke(String id) {
        Device device = known(id);
        ControlException trouble = null;
        int certificates = 0;
        try {
            certificates = authority.revoke(id);
            registry.revokedSerials(authority.revokedSerials());
            // should the device be let in again one day, its old tokens are not
            tokens.revokeAll(id);
        } catch (ControlException e) {
            trouble = e;
        }
        apply(id, new Device(id, device.policy(), device.tenant(), true, device.place()));
        int sessions = evict(id, "revoked");
        // the file last: it may be large, and the device must be out at once
        try {
            file.revoke(id);
        } catch (ControlException e) {
            trouble = trouble == null ? e : trouble;
        }
        if (trouble != null) {
            throw new ControlException(
                    Kind.FAILED,
                    "AIR-6025 the revocation of "
                            + id
                            + " is in force but not all of it is on disk; mend and repeat: "
                            + trouble.getMessage(),
                    trouble.problems());
        }
        return new Revoked(id, certificates, sessions);
    }

    /** Removes a device: its certificates and tokens are revoked, its entry goes. */
    public synchronized Revoked remove(String id) {
        known(id);
        int certificates = authority.revoke(id);
        registry.revokedSerials(authority.revokedSerials());
        tokens.revokeAll(id);
        file.remove(id);
        apply(id, null);
        return new Revoked(id, certificates, evict(id, "removed"));
    }

    /**
     * Reads all files again and puts them in force as a whole: what is new or differs is served as
     * the files say when this returns, the lanes keep what waits.
     *
     * @throws ControlException UNSOUND with all problems, CONFLICT if a destination with a backlog
     *     would go or requests do not end, INVALID if a route or destination cannot start; then
     *     nothing has changed
     */
    public Reloaded reload() {
        return reloads.reload();
    }

    private Reading fourFiles(List<Check> checks) {
        Loaded loaded = FourFiles.load(home, checks);
        return new Reading(loaded.model(), loaded.problems(), new NoRoutes());
    }

    /**
     * A device that is registered.
     *
     * @throws ControlException NOT_FOUND if it is not
     */
    Device require(String id) {
        return known(id);
    }

    private Device known(String id) {
        Device device = live.current().devices().get(id);
        if (device == null) {
            throw new ControlException(
                    Kind.NOT_FOUND,
                    "AIR-6021 a device must be registered but "
                            + Quoted.of(id)
                            + " is not; air device list shows all");
        }
        return device;
    }

    private int evict(String id, String reason) {
        Broker now = broker.get();
        return now == null ? 0 : now.evict(id, reason);
    }

    private void requireNoBacklog(Set<String> leaving) {
        Lanes now = lanes.get();
        if (now == null || leaving.isEmpty()) {
            return;
        }
        String backlog =
                now.accounts().stream()
                        .filter(account -> leaving.contains(account.destination()))
                        .filter(account -> account.waiting() + account.dead() > 0)
                        .map(Lanes.Account::destination)
                        .collect(Collectors.joining(", "));
        if (!backlog.isEmpty()) {
            throw new ControlException(
                    Kind.CONFLICT,
                    "AIR-6024 a destination must be empty to be removed but messages wait in "
                            + backlog
                            + "; deliver or purge them first");
        }
    }

    private void apply(String id, Device device) {
        Model now = live.current();
        Map<String, Device> devices = new LinkedHashMap<>(now.devices());
        if (device == null) {
            devices.remove(id);
        } else {
            devices.put(id, device);
        }
        replace(
                new Model(
                        now.destinations(),
                        now.rules(),
                        now.policies(),
                        Collections.unmodifiableMap(devices)));
    }

    /** What was added, revoked or removed by itself since the files were read stays so. */
    private synchronized void replaceAll(Model from, Model to) {
        Map<String, Device> then = from.devices();
        Map<String, Device> now = live.current().devices();
        if (now.equals(then)) {
            replace(to);
            return;
        }
        Map<String, Device> devices = new LinkedHashMap<>(to.devices());
        then.keySet().stream().filter(id -> !now.containsKey(id)).forEach(devices::remove);
        now.forEach(
                (id, device) -> {
                    if (!device.equals(then.get(id))) {
                        devices.put(id, device);
                    }
                });
        replace(
                new Model(
                        to.destinations(),
                        to.rules(),
                        to.policies(),
                        Collections.unmodifiableMap(devices)));
    }

    /** If a room cannot compile the model, all go back to the last one that they could. */
    private void replace(Model next) {
        Model before = live.current();
        try {
            live.replace(next);
        } catch (RuntimeException e) {
            LOG.error(
                    "AIR-6027 a room could not put the new model in force; the old one runs on", e);
            live.replace(before);
            throw new ControlException(
                    Kind.FAILED,
                    "AIR-6027 every room must put the new model in force but one could not; the old"
                            + " one runs on, the log says why");
        }
    }

    /** What a reload sees and changes of this. */
    private final class Parts implements Reloads.Running {

        @Override
        public Model model() {
            return live.current();
        }

        @Override
        public void replace(Model from, Model to) {
            replaceAll(from, to);
        }

        @Override
        public void requireNoBacklog(Set<String> leaving) {
            GatewayControl.this.requireNoBacklog(leaving);
        }

        @Override
        public void rereadRevoked() {
            registry.revokedSerials(authority.revokedSerials());
            tokens.reread();
        }
    }

    /** Before the routes are there. */
    private static final class NoRoutes implements RouteChange {

        @Override
        public List<String> files() {
            return List.of();
        }

        @Override
        public void open() {}

        @Override
        public void close(Consumer<String> isEmpty) {}

        @Override
        public void undo() {}

        @Override
        public void done() {}
    }
}
