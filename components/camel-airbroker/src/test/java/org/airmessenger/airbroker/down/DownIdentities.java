/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Revocation;
import org.airmessenger.message.Topics;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Every device has {@code commands/<device>/#}, and may subscribe to everything but secrets. */
final class DownIdentities implements Identities {

    final Set<String> strangers = ConcurrentHashMap.newKeySet();
    final Set<String> removed = ConcurrentHashMap.newKeySet();
    private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();

    static Identity identity(String device) {
        return new Identity(device, "plant-a", "any", "test");
    }

    void remove(String device) {
        removed.add(device);
        listeners.forEach(listener -> listener.accept(Revocation.ofDevice(device)));
    }

    @Override
    public Identity prove(X509Certificate certificate, String claimed, String door) {
        throw new RefusedException(Refusal.NOT_AUTHENTICATED, "AIR-6001 no certificates here");
    }

    @Override
    public Identity bearer(String token, X509Certificate certificate, String claimed, String door) {
        throw new RefusedException(Refusal.NOT_AUTHENTICATED, "AIR-6150 no tokens here");
    }

    @Override
    public Identity anonymous(String claimed, String door) {
        return new Identity(claimed, "plant-a", "any", door);
    }

    @Override
    public boolean maySubscribe(Identity identity, String filter) {
        return !filter.startsWith("secret");
    }

    @Override
    public boolean mayPublish(Identity identity, String topic) {
        return true;
    }

    @Override
    public List<String> ownFilters(Identity identity) {
        return List.of("commands/" + identity.device() + "/#");
    }

    @Override
    public boolean isOwn(Identity identity, String filter) {
        return Topics.contains("commands/" + identity.device() + "/#", filter);
    }

    @Override
    public List<Addressee> addressees(String topic) {
        String[] levels = topic.split("/", -1);
        if (levels.length < 2 || !levels[0].equals("commands") || removed.contains(levels[1])) {
            return List.of();
        }
        return List.of(new Addressee(levels[1], !strangers.contains(levels[1])));
    }

    @Override
    public boolean hasOwn(String device) {
        return !strangers.contains(device) && !removed.contains(device);
    }

    @Override
    public boolean holds(Identity identity) {
        return !removed.contains(identity.device());
    }

    @Override
    public void onRevoked(Consumer<Revocation> listener) {
        listeners.add(listener);
    }
}
