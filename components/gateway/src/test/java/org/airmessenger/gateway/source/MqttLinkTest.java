/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.mqtt.ScriptedBroker;
import org.airmessenger.message.Links;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A link is up while the broker answers, not while a socket is open. */
class MqttLinkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Links links = new Links();
    private ScriptedBroker broker;
    private SourceFixture fixture;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker();
        fixture = new SourceFixture();
        fixture.camel.getRegistry().bind(Links.BEAN, links);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        broker.close();
    }

    private void awaitLink(String state, String reason) {
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(links.all())
                                        .singleElement()
                                        .satisfies(
                                                link -> {
                                                    assertThat(link.state()).isEqualTo(state);
                                                    assertThat(link.reason()).contains(reason);
                                                }));
    }

    private void open() throws Exception {
        fixture.start(
                "kamelet:air-mqtt-source?filter=RAW(t)&clientId=air&device=service-1&url=RAW(%s)"
                        .formatted(broker.url()));
    }

    @Test
    void aRefusedSubscriptionIsDownUntilItIsGranted() throws Exception {
        broker.answers.add(0x87);
        broker.answers.add(1);
        open();
        awaitLink("down", "it refuses the filter \"t\" with 0x87");
        awaitLink("up", "");
    }

    @Test
    void aBrokerThatAnswersPingsButIsDeafIsDown() throws Exception {
        broker.answers.add(1);
        open();
        awaitLink("up", "");
        awaitLink("down", "no answer within 10000 ms");
    }

    @Test
    void whatComesWithTheConnectionIsKept() throws Exception {
        broker.answers.add(1);
        open();
        await().atMost(PATIENCE).until(() -> broker.acknowledged.get() == 1);
        assertThat(fixture.bodies()).containsExactly("x");
    }
}
