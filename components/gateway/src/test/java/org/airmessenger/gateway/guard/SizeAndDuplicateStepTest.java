/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import static org.airmessenger.gateway.guard.GuardFixture.LIMITS;
import static org.airmessenger.gateway.guard.GuardFixture.THERMO;
import static org.airmessenger.gateway.guard.GuardFixture.policy;
import static org.airmessenger.gateway.guard.GuardFixture.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

class SizeAndDuplicateStepTest {

    private final GuardFixture fixture = new GuardFixture(policy(LIMITS, 6, "#"));

    @Test
    void refusesBodyAbovePolicyOrGateway() {
        SizeStep step = fixture.start(new SizeStep());
        assertThat(verdict(step, fixture.message(THERMO, "t", 1_000))).isNull();
        assertThat(verdict(step, fixture.message(THERMO, "t", 1_001)))
                .hasMessage(
                        "AIR-2006 body and user properties must be ≤ 1000 bytes but were 1001, send"
                                + " less or raise maxMessageBytes of its policy");
        step.setMaxBytes(500);
        assertThat(verdict(step, fixture.message(THERMO, "t", 501)).refusal())
                .isEqualTo(Refusal.TOO_LARGE);
        assertThat(fixture.refused("too-large")).isEqualTo(2);
    }

    @Test
    void countsWhatUserPropertiesCarry() {
        SizeStep step = fixture.start(new SizeStep());
        Exchange exchange = fixture.message(THERMO, "t", 990);
        exchange.getMessage().setHeader(AirHeaders.USER_PREFIX + "note", "12345ü");
        assertThat(verdict(step, exchange)).hasMessageContaining("were 1001");
    }

    @Test
    void takesBodyThatAStepMadeTextOrNothing() {
        SizeStep step = fixture.start(new SizeStep());
        Exchange text = fixture.message(THERMO, "t", 0);
        text.getMessage().setBody("ü".repeat(501));
        assertThat(verdict(step, text)).hasMessageContaining("1002");
        Exchange none = fixture.message(THERMO, "t", 0);
        none.getMessage().setBody(null);
        assertThat(verdict(step, none)).isNull();
    }

    @Test
    void refusesSizesOutsideTheirRange() {
        SizeStep step = new SizeStep();
        assertThatThrownBy(() -> step.setMaxBytes(0)).hasMessageContaining("AIR-2020");
    }

    @Test
    void refusesIdThatIsNoId() {
        DeduplicateStep step = fixture.start(new DeduplicateStep());
        for (Object id : new Object[] {null, "", "x".repeat(129), 7}) {
            Exchange exchange = fixture.message(THERMO, "t", 1);
            exchange.setProperty(AirHeaders.ID_GIVEN, true);
            exchange.getMessage().setHeader(AirHeaders.ID, id);
            assertThat(verdict(step, exchange)).hasMessageStartingWith("AIR-2012");
        }
    }

    @Test
    void asksForTheCheckOnlyIfTheDeviceGaveTheId() {
        DeduplicateStep step = fixture.start(new DeduplicateStep());
        step.setWindow(50);
        Exchange given = fixture.message(THERMO, "t", 1);
        given.setProperty(AirHeaders.ID_GIVEN, true);
        given.getMessage().setHeader(AirHeaders.ID, "a-1");
        assertThat(verdict(step, given)).isNull();
        assertThat(given.getProperty(AirHeaders.DUPLICATE_WINDOW)).isEqualTo(50);
        Exchange made = fixture.message(THERMO, "t", 1);
        made.getMessage().setHeader(AirHeaders.ID, "a-1");
        assertThat(verdict(step, made)).isNull();
        assertThat(made.getProperty(AirHeaders.DUPLICATE_WINDOW)).isNull();
    }
}
