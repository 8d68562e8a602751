/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.control.model.Policy;
import org.airmessenger.control.model.Policy.Limits;
import org.airmessenger.message.Identities.Addressee;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From a topic back to the device that it names. */
class AddresseesTest {

    private static final Place PLACE = new Place("conf/policies.yaml", 1);
    private static final Identity D1 = new Identity("d1", "acme", "p", "mqtt");

    private static DeviceRegistry registry(String anonymous, Map<String, List<String>> policies) {
        Map<String, Policy> byName = new HashMap<>();
        policies.forEach(
                (name, filters) ->
                        byName.put(
                                name,
                                new Policy(
                                        name,
                                        List.of(),
                                        filters,
                                        new Limits(1, 1, 1, 1, 1),
                                        6,
                                        PLACE)));
        Map<String, Device> devices =
                Map.of(
                        "d1", new Device("d1", "p", "acme", false, PLACE),
                        "d2", new Device("d2", "q", null, false, PLACE),
                        "gone", new Device("gone", "p", null, true, PLACE));
        LiveModel live = new LiveModel(new Model(Map.of(), List.of(), byName, devices));
        return new DeviceRegistry(live, new PolicyBook(live), anonymous);
    }

    private static DeviceRegistry registry(String filter) {
        return registry(null, Map.of("p", List.of(filter), "q", List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        // filter of the policy,       topic,                device
        "commands/${device}/#,         commands/d1/a/b,      d1",
        "commands/${device}/#,         commands/d1,          d1",
        "commands/${device}/#,         commands/d10/a,       ",
        "commands/${device}/#,         commands/d2/a,        ",
        "commands/${device}/#,         commands/gone/a,      ",
        "commands/${device}/#,         commands/nobody/a,    ",
        "commands/${device}/#,         commands//a,          ",
        "commands/${device}/#,         'commands/d 1/a',     ",
        "commands/${device}/#,         commands,             ",
        "commands/${device}/#,         command/d1/a,         ",
        "commands/${device}/+/x,       commands/d1/a/x,      d1",
        "commands/${device}/+/x,       commands/d1/a,        ",
        "+/${device}/x,                any/d1/x,             d1",
        "${device},                    d1,                   d1",
        "c/dev-${device}-x/y,          c/dev-d1-x/y,         d1",
        "c/dev-${device}-x/y,          c/dev-d1/y,           ",
        "c/dev-${device}-x/y,          c/dev--x/y,           ",
        "${tenant}/${device}/#,        acme/d1/x,            d1",
        "${tenant}/${device}/#,        other/d1/x,           ",
        "commands/+,                   commands/d1,          ",
        "commands/#,                   commands/d1,          ",
        // which part of the level is the device cannot be read back
        "${tenant}${device}/x,         acmed1/x,             ",
    })
    void findsTheDeviceThatATopicNames(String filter, String topic, String device) {
        assertThat(registry(filter).addressees(topic).stream().map(Addressee::device))
                .isEqualTo(device == null ? List.of() : List.of(device));
    }

    @ParameterizedTest
    @CsvSource({
        // filter of the policy,       filter asked,         own
        "commands/${device}/#,         commands/d1/#,        true",
        "commands/${device}/#,         commands/d1/+/x,      true",
        "commands/${device}/#,         commands/d2/#,        false",
        "commands/${device}/#,         commands/#,           false",
        "commands/#,                   commands/d1/#,        false",
        "${tenant}${device}/x,         acmed1/x,             false",
    })
    void knowsTheFiltersThatAreADevicesOwn(String filter, String asked, boolean own) {
        assertThat(registry(filter).isOwn(D1, asked)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({
        "commands/${device}/#,      commands/d1",
        "${tenant}/${device}/+/x,   acme/d1/command/x",
        "c/dev-${device},           c/dev-d1",
        "commands/#,                ",
    })
    void namesATopicForWhoeverDoesNotCareWhich(String filter, String topic) {
        DeviceRegistry registry = registry(filter);
        assertThat(registry.ownTopic("d1")).isEqualTo(topic);
        if (topic != null) {
            assertThat(registry.addressees(topic)).containsExactly(new Addressee("d1", true));
        }
    }

    @Test
    void takesAStrangerForAnAnonymousDeviceWhereThereAreSome() {
        DeviceRegistry registry =
                registry("q", Map.of("p", List.of("c/${device}"), "q", List.of("a/${device}")));
        assertThat(registry.addressees("a/x")).containsExactly(new Addressee("x", false));
        assertThat(registry.addressees("c/x")).isEmpty();
        assertThat(registry.addressees("a/d1")).isEmpty();
        assertThat(registry.addressees("a/d2")).containsExactly(new Addressee("d2", true));
    }

    @Test
    void namesEveryDeviceOfATopicOnce() {
        DeviceRegistry registry =
                registry(
                        null,
                        Map.of(
                                "p", List.of("c/${device}/#", "c/${device}/d2"),
                                "q", List.of("c/+/${device}")));
        assertThat(registry.addressees("c/d1/d2"))
                .containsExactlyInAnyOrder(new Addressee("d1", true), new Addressee("d2", true));
    }

    @Test
    void knowsWhoHasAMailbox() {
        DeviceRegistry registry =
                registry(null, Map.of("p", List.of("c/${device}/#"), "q", List.of("c/#")));
        assertThat(registry.hasOwn("d1")).isTrue();
        assertThat(registry.hasOwn("d2")).isFalse();
        assertThat(registry.hasOwn("gone")).isFalse();
        assertThat(registry.hasOwn("nobody")).isFalse();
    }

    @Test
    void namesTheFiltersOfADeviceAsFarAsItsProofReaches() {
        DeviceRegistry registry =
                registry(
                        null,
                        Map.of(
                                "p",
                                List.of(
                                        "commands/${device}/#",
                                        "news/#",
                                        "${tenant}/x-${device}/+"),
                                "q",
                                List.of("others/${device}")));
        assertThat(registry.ownFilters(D1)).containsExactly("commands/d1/#", "acme/x-d1/+");
        Proof narrow = new Proof("t", null, Proof.FOREVER, List.of("commands/#"));
        assertThat(registry.ownFilters(new Identity("d1", "acme", "p", "mqtt", narrow)))
                .containsExactly("commands/d1/#");
        assertThat(registry.ownFilters(new Identity("d1", null, "p", "mqtt")))
                .containsExactly("commands/d1/#");
        assertThat(registry.ownFilters(new Identity("d1", "acme", "gone", "mqtt"))).isEmpty();
    }
}
