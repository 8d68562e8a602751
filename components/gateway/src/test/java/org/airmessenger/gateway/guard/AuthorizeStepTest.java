/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import static org.airmessenger.gateway.guard.GuardFixture.LIMITS;
import static org.airmessenger.gateway.guard.GuardFixture.THERMO;
import static org.airmessenger.gateway.guard.GuardFixture.model;
import static org.airmessenger.gateway.guard.GuardFixture.policy;
import static org.airmessenger.gateway.guard.GuardFixture.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class AuthorizeStepTest {

    private final GuardFixture fixture =
            new GuardFixture(policy(LIMITS, 6, "sensors/${device}/#", "plants/${tenant}/+/state"));
    private final AuthorizeStep step = fixture.start(new AuthorizeStep());

    private RefusedException publish(Identity identity, String topic) {
        return verdict(step, fixture.message(identity, topic, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sensors/thermo-2/t",
                "sensors/thermo-10/t",
                "sensors/thermo-1x",
                "sensors",
                "sensors/",
                "Sensors/thermo-1/t",
                "plants/plant-b/x/state",
                "plants/plant-a/x/y/state",
                "plants/plant-a/x/state/z",
                "plants/plant-a/state",
                "commands/thermo-1/on"
            })
    void refusesTopicThatNoFilterAllows(String topic) {
        RefusedException refusal = publish(THERMO, topic);
        assertThat(refusal.refusal()).isEqualTo(Refusal.NOT_ALLOWED);
        assertThat(refusal).hasMessageStartingWith("AIR-2003").hasMessageContaining(topic);
        assertThat(fixture.refused("not-allowed")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sensors/thermo-1",
                "sensors/thermo-1/",
                "sensors/thermo-1/a/b",
                "plants/plant-a//state"
            })
    void allowsTopicOfItsOwn(String topic) {
        assertThat(publish(THERMO, topic)).isNull();
    }

    @Test
    void refusesMessageWithoutProvenIdentityWhateverItsHeadersSay() {
        Exchange forged = fixture.message(null, "sensors/thermo-1/t", 1);
        forged.getMessage().setHeader(AirHeaders.DEVICE, "thermo-1");
        forged.getMessage().setHeader(AirHeaders.IDENTITY, THERMO);
        RefusedException refusal = verdict(step, forged);
        assertThat(refusal.refusal()).isEqualTo(Refusal.NOT_AUTHENTICATED);
        assertThat(refusal).hasMessageStartingWith("AIR-2001");
    }

    @Test
    void refusesHeadersThatContradictTheProvenIdentity() {
        Exchange device = fixture.message(THERMO, "sensors/thermo-1/t", 1);
        device.getMessage().setHeader(AirHeaders.DEVICE, "thermo-2");
        assertThat(verdict(step, device)).hasMessageStartingWith("AIR-2005");
        Exchange tenant = fixture.message(THERMO, "sensors/thermo-1/t", 1);
        tenant.getMessage().setHeader(AirHeaders.TENANT, "plant-b");
        assertThat(verdict(step, tenant)).hasMessageStartingWith("AIR-2005");
    }

    @Test
    void aGatewayBringsWhatOthersSentWithinItsOwnPolicyAndTenant() {
        Exchange other = fixture.message(THERMO, "sensors/thermo-1/t", 1);
        other.setProperty(AirHeaders.ON_BEHALF, true);
        other.getMessage().setHeader(AirHeaders.DEVICE, "thermo-2");
        assertThat(verdict(step, other)).isNull();

        other.getMessage().setHeader(AirHeaders.TOPIC, "sensors/thermo-2/t");
        assertThat(verdict(step, other)).hasMessageStartingWith("AIR-2003");

        other.getMessage().setHeader(AirHeaders.TOPIC, "sensors/thermo-1/t");
        other.getMessage().setHeader(AirHeaders.TENANT, "plant-b");
        assertThat(verdict(step, other)).hasMessageStartingWith("AIR-2005");
    }

    @Test
    void aHeaderMakesNoGateway() {
        Exchange other = fixture.message(THERMO, "sensors/thermo-1/t", 1);
        other.getMessage().setHeader(AirHeaders.ON_BEHALF, true);
        other.getMessage().setHeader(AirHeaders.DEVICE, "thermo-2");
        assertThat(verdict(step, other)).hasMessageStartingWith("AIR-2005");
    }

    @Test
    void refusesDeviceWhosePolicyIsGone() {
        Identity orphan = new Identity("thermo-1", null, "removed", "mqtt");
        assertThat(publish(orphan, "sensors/thermo-1/t")).hasMessageStartingWith("AIR-2002");
    }

    @Test
    void refusesFilterWithTenantForDeviceWithoutTenant() {
        Identity lonely = new Identity("thermo-1", null, "sensor", "mqtt");
        assertThat(publish(lonely, "plants/null/x/state").refusal()).isEqualTo(Refusal.NOT_ALLOWED);
        assertThat(publish(lonely, "plants//x/state").refusal()).isEqualTo(Refusal.NOT_ALLOWED);
        assertThat(publish(lonely, "sensors/thermo-1/t")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sensors/thermo-1/+", "sensors/thermo-1/#", "#", "$SYS/x", ""})
    void refusesTopicThatIsNoName(String topic) {
        assertThat(publish(THERMO, topic).refusal()).isEqualTo(Refusal.MALFORMED);
        assertThat(publish(THERMO, topic)).hasMessageStartingWith("AIR-2004");
    }

    @Test
    void tenantThatLooksLikeWildcardIsPlainText() {
        Identity odd = new Identity("thermo-1", "+", "sensor", "mqtt");
        assertThat(publish(odd, "plants/plant-a/x/state").refusal()).isEqualTo(Refusal.NOT_ALLOWED);
    }

    @Test
    void aTokensScopeConfinesWhatThePolicyAllowsAndWidensNothing() {
        Proof proof = new Proof("t", "k", Proof.FOREVER, List.of("#"));
        Proof narrow = new Proof("t", "k", Proof.FOREVER, List.of("sensors/+/fine", "doors/#"));
        Identity wide = new Identity("thermo-1", "plant-a", "sensor", "mqtt", proof);
        Identity confined = new Identity("thermo-1", "plant-a", "sensor", "mqtt", narrow);
        assertThat(publish(confined, "sensors/thermo-1/fine")).isNull();
        assertThat(publish(confined, "sensors/thermo-1/coarse").refusal())
                .isEqualTo(Refusal.NOT_ALLOWED);
        assertThat(publish(confined, "sensors/thermo-1/coarse")).hasMessageStartingWith("AIR-2013");
        assertThat(publish(confined, "doors/thermo-1")).hasMessageStartingWith("AIR-2003");
        assertThat(publish(wide, "doors/thermo-1")).hasMessageStartingWith("AIR-2003");
    }

    @Test
    void followsTheModelFromOneMessageToTheNext() {
        assertThat(publish(THERMO, "sensors/thermo-1/t")).isNull();
        fixture.model.replace(model(policy(LIMITS, 6)));
        assertThat(publish(THERMO, "sensors/thermo-1/t").refusal()).isEqualTo(Refusal.NOT_ALLOWED);
        fixture.model.replace(model(policy(LIMITS, 6, "#")));
        assertThat(publish(THERMO, "anything/at/all")).isNull();
    }
}
