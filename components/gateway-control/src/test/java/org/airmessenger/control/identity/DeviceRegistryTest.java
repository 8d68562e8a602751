/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.control.model.Policy;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class DeviceRegistryTest {

    private static final Place PLACE = new Place("conf/devices.yaml", 1);

    @TempDir Path home;
    private Authority authority;
    private LiveModel live;
    private DeviceRegistry registry;
    private final List<String> evicted = new ArrayList<>();

    @BeforeEach
    void starts() {
        authority = new Authority(home);
        authority.init(List.of());
        live = new LiveModel(model(device("a", "p", "acme", false), device("b", "p", null, false)));
        registry = registry("p");
    }

    private DeviceRegistry registry(String anonymous) {
        DeviceRegistry made = new DeviceRegistry(live, new PolicyBook(live), anonymous);
        made.onRevoked(revocation -> evicted.add(revocation.device()));
        return made;
    }

    private static Device device(String id, String policy, String tenant, boolean revoked) {
        return new Device(id, policy, tenant, revoked, PLACE);
    }

    private static Model model(Device... devices) {
        Map<String, Device> byId = new HashMap<>();
        for (Device device : devices) {
            byId.put(device.id(), device);
        }
        Policy policy =
                new Policy(
                        "p",
                        List.of("s/${device}"),
                        List.of("c/${device}/#"),
                        new Policy.Limits(1, 1, 1, 1, 1),
                        6,
                        PLACE);
        return new Model(Map.of(), List.of(), Map.of("p", policy), byId);
    }

    private X509Certificate certificate(String id) {
        return Pem.certificate(
                authority
                        .issue(id, "not-acme", Duration.ofDays(1), home.resolve("out"))
                        .certificate());
    }

    private static void assertRefused(Refusal refusal, String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageStartingWith(code)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
    }

    @Test
    void evictsWhoseSubscriptionsANarrowedPolicyNoLongerAllows() {
        Model before = live.current();
        Policy old = before.policies().get("p");
        Policy slower =
                new Policy(
                        "p",
                        old.publish(),
                        old.subscribe(),
                        new Policy.Limits(2, 2, 2, 2, 2),
                        3,
                        PLACE);
        live.replace(with(before, slower));
        assertThat(evicted).isEmpty();
        Policy narrower =
                new Policy("p", old.publish(), List.of(), slower.limits(), 3, old.place());
        live.replace(with(before, narrower));
        assertThat(evicted).containsExactlyInAnyOrder("a", "b");
    }

    private static Model with(Model model, Policy policy) {
        return new Model(Map.of(), List.of(), Map.of("p", policy), model.devices());
    }

    @Test
    void provesADeviceByItsCertificateAndTheModelsTenant() {
        X509Certificate a = certificate("a");
        Identity identity = new Identity("a", "acme", "p", "mqtt");
        assertThat(registry.prove(a, null, "mqtt")).isEqualTo(identity);
        assertThat(registry.prove(a, "a", "mqtt")).isEqualTo(identity);
        assertThat(registry.mayPublish(identity, "s/a")).isTrue();
        assertThat(registry.mayPublish(identity, "s/b")).isFalse();
        assertThat(registry.maySubscribe(identity, "c/a/#")).isTrue();
        assertThat(registry.maySubscribe(identity, "c/#")).isFalse();
    }

    @Test
    void refusesStrangersAndThoseWhoClaimAnotherName() {
        X509Certificate a = certificate("a");
        X509Certificate unknown = certificate("x");
        X509Certificate server = Pem.certificate(authority.serverCertificate());
        assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6104", () -> registry.prove(a, "b", "mqtt"));
        assertRefused(
                Refusal.NOT_AUTHENTICATED, "AIR-6102", () -> registry.prove(unknown, null, "mqtt"));
        assertRefused(
                Refusal.NOT_AUTHENTICATED, "AIR-6101", () -> registry.prove(server, null, "mqtt"));
    }

    @Test
    void refusesACertificateWhoseTimeIsOver() {
        Clock longAgo = Clock.fixed(Instant.now().minus(Duration.ofDays(9)), ZoneOffset.UTC);
        Path out = home.resolve("out");
        X509Certificate old =
                Pem.certificate(
                        new Authority(home, longAgo)
                                .issue("a", null, Duration.ofDays(1), out)
                                .certificate());
        assertRefused(
                Refusal.NOT_AUTHENTICATED, "AIR-6105", () -> registry.prove(old, null, "mqtt"));
    }

    @Test
    void bansTheRevokedDeviceAndTheRevokedCertificate() {
        X509Certificate first = certificate("a");
        authority.revoke("a");
        X509Certificate second = certificate("a");
        registry.revokedSerials(authority.revokedSerials());
        assertThat(evicted).containsExactly("a");
        assertRefused(Refusal.BANNED, "AIR-6103", () -> registry.prove(first, null, "mqtt"));
        assertThat(registry.prove(second, null, "mqtt").device()).isEqualTo("a");
        live.replace(model(device("a", "p", "acme", true), device("b", "p", null, false)));
        assertRefused(Refusal.BANNED, "AIR-6103", () -> registry.prove(second, null, "mqtt"));
        registry.revokedSerials(authority.revokedSerials());
        assertThat(evicted).containsExactly("a", "a");
    }

    @Test
    void evictsWhoIsRemovedOrMayNowDoSomethingElseAndNobodyElse() {
        live.replace(model(device("a", "p", "acme", false)));
        assertThat(evicted).containsExactly("b");
        live.replace(model(device("a", "p", "other", false)));
        live.replace(model(device("a", "q", "other", false)));
        live.replace(model(device("a", "q", "other", true)));
        assertThat(evicted).containsExactly("b", "a", "a", "a");
        live.replace(model());
        assertThat(evicted).as("who was out already is not evicted twice").hasSize(4);
    }

    @Test
    void anonymousDevicesComeInOnlyWhereAllowedAndNeverAsAConfiguredOne() {
        assertThat(registry.anonymous("anybody", "mqtt"))
                .isEqualTo(new Identity("anybody", null, "p", "mqtt"));
        assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6107", () -> registry.anonymous("a", "mqtt"));
        assertRefused(
                Refusal.NOT_AUTHENTICATED, "AIR-6101", () -> registry.anonymous("a/#", "mqtt"));
        assertRefused(
                Refusal.NOT_AUTHENTICATED, "AIR-6101", () -> registry.anonymous(null, "mqtt"));
        DeviceRegistry closed = registry(null);
        DeviceRegistry dangling = registry("nowhere");
        assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6106", () -> closed.anonymous("x", "mqtt"));
        assertRefused(Refusal.NOT_AUTHENTICATED, "AIR-6106", () -> dangling.anonymous("x", "mqtt"));
    }

    @Test
    void anAnonymousDeviceIsEvictedWhenItsNameIsGivenToAnother() {
        live.replace(
                model(
                        device("a", "p", "acme", false),
                        device("b", "p", null, false),
                        device("anybody", "p", null, false)));
        assertThat(evicted).containsExactly("anybody");
    }
}
