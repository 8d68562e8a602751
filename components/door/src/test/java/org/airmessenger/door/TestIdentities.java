/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Revocation;
import org.airmessenger.message.Topics;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Lets everybody in whose certificate names him, but the revoked; forbids what is listed. */
public final class TestIdentities implements Identities {

    public final Set<String> revoked = ConcurrentHashMap.newKeySet();
    public final Set<String> forbiddenFilters = ConcurrentHashMap.newKeySet();
    public final Set<String> forbiddenTopics = ConcurrentHashMap.newKeySet();

    /** What tokens prove, by token. */
    public final Map<String, Identity> tokens = new ConcurrentHashMap<>();

    private volatile boolean own;
    private volatile BiPredicate<String, String> forbidden = (device, filter) -> false;
    private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();

    /** Forbids filters by device and filter. */
    public void forbid(BiPredicate<String, String> rule) {
        forbidden = rule;
    }

    /** Ends what the revocation means. */
    public void revoke(Revocation revocation) {
        listeners.forEach(listener -> listener.accept(revocation));
    }

    public void revoke(String device) {
        revoked.add(device);
        listeners.forEach(listener -> listener.accept(Revocation.ofDevice(device)));
    }

    /** Each device has {@code commands/<device>/#} for its own from now on. */
    public void own() {
        own = true;
    }

    @Override
    public Identity prove(X509Certificate certificate, String claimed, String door) {
        String name = certificate.getSubjectX500Principal().getName().replaceFirst("^CN=", "");
        if (claimed != null && !claimed.equals(name)) {
            throw new RefusedException(Refusal.NOT_AUTHENTICATED, "AIR-6001 not you");
        }
        return known(name, door);
    }

    @Override
    public Identity bearer(String token, X509Certificate certificate, String claimed, String door) {
        Identity proven = tokens.get(token);
        if (proven == null || revoked.contains(proven.device())) {
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-6150 a token must be one of the test but is not");
        }
        return new Identity(
                proven.device(), proven.tenant(), proven.policy(), door, proven.proof());
    }

    @Override
    public Identity anonymous(String claimed, String door) {
        return known(claimed, door);
    }

    private Identity known(String device, String door) {
        if (revoked.contains(device)) {
            throw new RefusedException(Refusal.BANNED, "AIR-6002 revoked");
        }
        if (device.startsWith("stranger")) {
            throw new RefusedException(Refusal.NOT_AUTHENTICATED, "AIR-6001 unknown");
        }
        return new Identity(device, "plant-a", "any", door);
    }

    @Override
    public boolean maySubscribe(Identity identity, String filter) {
        return !forbiddenFilters.contains(filter) && !forbidden.test(identity.device(), filter);
    }

    @Override
    public boolean mayPublish(Identity identity, String topic) {
        return !forbiddenTopics.contains(topic);
    }

    @Override
    public boolean isOwn(Identity identity, String filter) {
        return own && Topics.contains("commands/" + identity.device() + "/#", filter);
    }

    @Override
    public List<String> ownFilters(Identity identity) {
        return List.of("commands/" + identity.device() + "/#");
    }

    @Override
    public List<Addressee> addressees(String topic) {
        String[] levels = topic.split("/", -1);
        boolean command = own && levels.length > 1 && levels[0].equals("commands");
        return command ? List.of(new Addressee(levels[1], true)) : List.of();
    }

    @Override
    public boolean hasOwn(String device) {
        return own && !revoked.contains(device);
    }

    @Override
    public boolean holds(Identity identity) {
        return !revoked.contains(identity.device());
    }

    @Override
    public void onRevoked(Consumer<Revocation> listener) {
        listeners.add(listener);
    }
}
