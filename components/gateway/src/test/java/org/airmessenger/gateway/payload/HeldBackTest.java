/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Endings;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A message that the deadband holds back ends well in the whole line, not only in its Kamelet. */
class HeldBackTest {

    private static final String ROOT = System.getProperty("air.project.root");

    private final List<String> lanes = new ArrayList<>();
    private final List<String> after = new ArrayList<>();
    private final AtomicBoolean full = new AtomicBoolean();
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        camel.disableJMX();
        camel.getComponent("kamelet", KameletComponent.class)
                .setLocation("file:" + ROOT + "/kamelets");
        camel.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("direct:door").to("direct:guard").process(e -> after.add("door"));
                        from("direct:guard")
                                .to("kamelet:air-payload-deadband-action?field=/celsius&absolute=1")
                                .process(e -> after.add("guard"))
                                .to("direct:lanes");
                        from("direct:lanes")
                                .process(
                                        e -> {
                                            if (full.get()) {
                                                throw new RefusedException(
                                                        Refusal.LANE_FULL, "AIR-3102 full");
                                            }
                                            lanes.add(e.getMessage().getBody(String.class));
                                        });
                    }
                });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Exchange send(int celsius) {
        Endings endings = new Endings();
        try (FluentProducerTemplate door = camel.createFluentProducerTemplate()) {
            Exchange ended =
                    door.to("direct:door")
                            .withExchangeProperty(AirHeaders.ENDINGS, endings)
                            .withHeader(AirHeaders.DEVICE, "thermo-1")
                            .withHeader(AirHeaders.TOPIC, "t")
                            .withBody(("{\"celsius\":" + celsius + "}").getBytes())
                            .send();
            endings.ended(!ended.isFailed());
            return ended;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theDeviceHearsThatAllIsInOrderAndNoRoomSeesTheMessage() {
        assertThat(send(20).getException()).isNull();
        assertThat(after).containsExactly("guard", "door");
        Exchange held = send(20);
        assertThat(held.getException()).isNull();
        assertThat(held.isFailed()).isFalse();
        assertThat(lanes).hasSize(1);
        assertThat(after).as("no step after it ran").hasSize(2);
        assertThat(send(25).getException()).isNull();
        assertThat(lanes).hasSize(2);
    }

    @Test
    void aMessageThatTheLanesRefusedIsNoReference() {
        full.set(true);
        assertThat(send(20).getException(RefusedException.class)).isNotNull();
        full.set(false);
        send(20);
        assertThat(lanes).as("the device sent it again").hasSize(1);
    }
}
