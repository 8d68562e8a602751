/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Policy;
import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Revocation;

import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Who may come in: the devices of the model in force, less the revoked certificates. Asking costs
 * the same for one device and for a million, and blocks nobody.
 *
 * <p>A device is to be evicted when it is revoked or removed, when its certificate is revoked, when
 * its policy or tenant changes (its sessions carry the old ones), when its policy lets it publish
 * or subscribe elsewhere than before (its subscriptions were made under the old one), and, where
 * anonymous devices are allowed, when its id becomes that of a configured device.
 */
public final class DeviceRegistry implements Identities {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN = "airIdentities";

    private final PolicyBook policies;
    private final Tokens tokens;
    private final String anonymousPolicy;
    private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, Device> devices;
    private Map<String, Policy> known = Map.of();
    private volatile Map<BigInteger, String> revokedSerials = Map.of();

    /** Follows the model from now on; without tokens. */
    public DeviceRegistry(LiveModel live, PolicyBook policies, String anonymousPolicy) {
        this(live, policies, anonymousPolicy, null);
    }

    /**
     * Follows the model from now on.
     *
     * @param policies compiled from the same model; made before, so that it knows a change first
     * @param anonymousPolicy policy of anonymous devices ({@code air.source.mqtt.plain.policy}), or
     *     null: there are none
     * @param tokens what may stand for a certificate; null: nothing may
     */
    public DeviceRegistry(
            LiveModel live, PolicyBook policies, String anonymousPolicy, Tokens tokens) {
        this.tokens = tokens;
        this.policies = policies;
        this.anonymousPolicy = anonymousPolicy;
        live.follow(this::replace);
    }

    /**
     * Puts a set of revoked certificates in force; devices of those that are new in it are evicted.
     *
     * @param serials as {@link Authority#revokedSerials()} gives them
     */
    public synchronized void revokedSerials(Map<BigInteger, String> serials) {
        Map<BigInteger, String> before = revokedSerials;
        revokedSerials = Map.copyOf(serials);
        Set<String> evicted = new HashSet<>();
        serials.forEach(
                (serial, device) -> {
                    if (!before.containsKey(serial)) {
                        evicted.add(device);
                    }
                });
        evicted.forEach(this::evict);
    }

    private synchronized void replace(Model model) {
        Map<String, Device> before = devices;
        Map<String, Device> now = model.devices();
        devices = now;
        Set<String> changed = changed(known, model.policies());
        known = model.policies();
        if (before == null) {
            return;
        }
        before.forEach(
                (id, old) -> {
                    boolean same = isSame(old, now.get(id)) && !changed.contains(old.policy());
                    if (!old.revoked() && !same) {
                        evict(id);
                    }
                });
        if (anonymousPolicy != null) {
            now.keySet().stream().filter(id -> !before.containsKey(id)).forEach(this::evict);
        }
    }

    /** Rates, sizes and priorities are asked for anew with every message: they end no session. */
    private static Set<String> changed(Map<String, Policy> before, Map<String, Policy> now) {
        Set<String> changed = new HashSet<>();
        before.forEach(
                (name, old) -> {
                    Policy next = now.get(name);
                    if (next == null
                            || !old.publish().equals(next.publish())
                            || !old.subscribe().equals(next.subscribe())) {
                        changed.add(name);
                    }
                });
        return changed;
    }

    private static boolean isSame(Device old, Device now) {
        return now != null
                && !now.revoked()
                && old.policy().equals(now.policy())
                && Objects.equals(old.tenant(), now.tenant());
    }

    private void evict(String id) {
        Revocation revocation = Revocation.ofDevice(id);
        listeners.forEach(listener -> listener.accept(revocation));
    }

    @Override
    public Identity prove(X509Certificate certificate, String claimed, String door) {
        String id = commonName(certificate);
        if (!DeviceIds.isValid(id)) {
            throw unknown(
                    "AIR-6101 the common name of a certificate must be a device id but was "
                            + Quoted.of(id));
        }
        Identity identity = identify(id, door);
        if (revokedSerials.containsKey(certificate.getSerialNumber())) {
            throw revoked(id);
        }
        if (claimed != null && !claimed.equals(id)) {
            throw unknown(
                    "AIR-6104 a device must name itself as its certificate does ("
                            + id
                            + ") but said "
                            + Quoted.of(claimed));
        }
        try {
            certificate.checkValidity();
        } catch (CertificateException e) {
            throw unknown("AIR-6105 the certificate of " + id + " must be valid now but is not");
        }
        return identity;
    }

    /**
     * The identity that a device gets once its certificate has proven it; explains use it without
     * one.
     *
     * @param id the proven device id
     * @param door the word of the asking door
     * @throws RefusedException as {@link #prove} does
     */
    public Identity identify(String id, String door) {
        Device device = devices.get(id);
        if (device == null) {
            throw unknown("AIR-6102 a device must be registered but " + id + " is not; add it");
        }
        if (device.revoked()) {
            throw revoked(id);
        }
        return new Identity(id, device.tenant(), device.policy(), door);
    }

    @Override
    public Identity bearer(String token, X509Certificate certificate, String claimed, String door) {
        if (tokens == null) {
            throw unknown("AIR-6150 a token must be wanted here but is not; show a certificate");
        }
        return tokens.prove(token, certificate, claimed, door, this);
    }

    private static RefusedException revoked(String id) {
        return new RefusedException(
                Refusal.BANNED,
                "AIR-6103 a device and its certificate must not be revoked but those of "
                        + id
                        + " are; issue a new certificate");
    }

    /**
     * {@inheritDoc}
     *
     * <p>The id of a configured device, revoked or not, is refused: nobody may be taken for a
     * device whose certificate he cannot show.
     */
    @Override
    public Identity anonymous(String claimed, String door) {
        if (anonymousPolicy == null || !policies.has(anonymousPolicy)) {
            throw unknown(
                    "AIR-6106 anonymous devices must be allowed by a policy that exists but are not"
                            + " (air.source.mqtt.plain.policy)");
        }
        if (!DeviceIds.isValid(claimed)) {
            throw unknown(
                    "AIR-6101 an anonymous device must name itself by a device id but said "
                            + Quoted.of(claimed));
        }
        if (devices.containsKey(claimed)) {
            throw unknown(
                    "AIR-6107 an anonymous device must not take the id of a registered one but"
                            + " said "
                            + claimed
                            + "; use its certificate");
        }
        return new Identity(claimed, null, anonymousPolicy, door);
    }

    @Override
    public boolean maySubscribe(Identity identity, String filter) {
        return policies.maySubscribe(identity, filter);
    }

    @Override
    public boolean mayPublish(Identity identity, String topic) {
        return policies.mayPublish(identity, topic);
    }

    @Override
    public List<String> ownFilters(Identity identity) {
        return policies.ownFilters(identity);
    }

    @Override
    public boolean isOwn(Identity identity, String filter) {
        return policies.isOwn(identity, filter);
    }

    @Override
    public boolean hasOwn(String id) {
        Device device = devices.get(id);
        return device != null && !device.revoked() && policies.hasOwn(device.policy());
    }

    /**
     * A topic of a device's own, for whoever does not care which: from the first filter of its
     * policy that names it.
     *
     * @return null if there is none
     */
    public String ownTopic(String id) {
        Device device = devices.get(id);
        if (device == null) {
            return null;
        }
        List<String> filters =
                policies.ownFilters(new Identity(id, device.tenant(), device.policy(), ""));
        return filters.isEmpty()
                ? null
                : filters.get(0)
                        .replaceFirst("/#$", "")
                        .replaceAll("(?<=^|/)\\+(?=/|$)", "command");
    }

    @Override
    public List<Addressee> addressees(String topic) {
        List<Addressee> found = List.of();
        for (PolicyBook.Own own : policies.own()) {
            String id = own.pattern().deviceOf(topic);
            if (id == null) {
                continue;
            }
            Device device = devices.get(id);
            String policy = device == null ? anonymousPolicy : device.policy();
            if (!own.policy().equals(policy) || device != null && device.revoked()) {
                continue;
            }
            Identity named = new Identity(id, device == null ? null : device.tenant(), policy, "");
            if (own.pattern().contains(topic, named)) {
                found = with(found, new Addressee(id, device != null));
            }
        }
        return found;
    }

    private static List<Addressee> with(List<Addressee> found, Addressee next) {
        if (found.isEmpty()) {
            return List.of(next);
        }
        if (found.contains(next)) {
            return found;
        }
        List<Addressee> more = new ArrayList<>(found);
        more.add(next);
        return more;
    }

    @Override
    public boolean holds(Identity identity) {
        Device device = devices.get(identity.device());
        if (device == null) {
            return anonymousPolicy != null && anonymousPolicy.equals(identity.policy());
        }
        return !device.revoked()
                && device.policy().equals(identity.policy())
                && Objects.equals(device.tenant(), identity.tenant())
                && (identity.proof().id() == null || tokens != null && tokens.holds(identity));
    }

    @Override
    public void onRevoked(Consumer<Revocation> listener) {
        listeners.add(listener);
        if (tokens != null) {
            tokens.onRevoked(listener);
        }
    }

    private static RefusedException unknown(String text) {
        return new RefusedException(Refusal.NOT_AUTHENTICATED, text);
    }

    /** The only common name of the subject; null if there is none, or more than one. */
    static String commonName(X509Certificate certificate) {
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        RDN[] names = subject.getRDNs(BCStyle.CN);
        if (names.length != 1 || names[0].isMultiValued()) {
            return null;
        }
        return IETFUtils.valueToString(names[0].getFirst().getValue());
    }
}
