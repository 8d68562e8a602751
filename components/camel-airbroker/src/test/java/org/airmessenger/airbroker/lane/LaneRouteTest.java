/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.AirbrokerComponent;
import org.airmessenger.airbroker.AirbrokerEndpoint;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Lanes;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** The lanes as an engineer sees them: URIs in routes. */
class LaneRouteTest {

    @TempDir Path directory;
    private DefaultCamelContext context;

    @BeforeEach
    void open() {
        context = new DefaultCamelContext();
        context.getShutdownStrategy().setTimeout(5);
        AirbrokerComponent component = new AirbrokerComponent();
        component.getConfiguration().setDataDirectory(directory.toString());
        component.getConfiguration().setMqttEnabled(false);
        context.addComponent("airbroker", component);
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void readsEveryKindOfOption() {
        LaneConfiguration lane =
                context.getEndpoint(
                                "airbroker:lane/cloud?normalMaxMessages=7&retryMax=2m&order=none"
                                        + "&bulkOverflow=drop-oldest&urgentCapBytes=12345"
                                        + "&normalMaxDelay=1500",
                                AirbrokerEndpoint.class)
                        .getLane();
        assertThat(lane.getNormalMaxMessages()).isEqualTo(7);
        assertThat(lane.getRetryMax()).isEqualTo(120_000);
        assertThat(lane.getNormalMaxDelay()).isEqualTo(1500);
        assertThat(lane.getUrgentCapBytes()).isEqualTo(12345);
        assertThat(lane.getBulkOverflow()).isEqualTo("drop-oldest");
        assertThat(lane.ordered()).isFalse();
    }

    @Test
    void saysAllThatIsWrongAtOnce() throws Exception {
        AirbrokerEndpoint endpoint =
                context.getEndpoint(
                        "airbroker:lane/cloud?concurrency=0&maxAttempts=0&bulkOverflow=burn",
                        AirbrokerEndpoint.class);
        assertThatThrownBy(() -> endpoint.createConsumer(exchange -> {}))
                .hasMessageContaining("AIR-3110")
                .hasMessageContaining("concurrency must be 1–256 but was 0")
                .hasMessageContaining("maxAttempts must be 1–1000 but was 0")
                .hasMessageContaining("bulkOverflow must be one of");
    }

    @Test
    void carriesAMessageFromOneRouteToTheOther() throws Exception {
        Sink sink = Sink.accepting();
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:lanes").to("airbroker:lanes");
                        from("airbroker:lane/cloud?normalMaxDelay=10").process(sink);
                    }
                });
        context.start();
        Exchange sent =
                context.createProducerTemplate()
                        .send(
                                "direct:lanes",
                                exchange -> {
                                    exchange.getMessage().setBody(new byte[] {1, 2, 3});
                                    exchange.getMessage().setHeader(AirHeaders.ID, "a");
                                    exchange.getMessage().setHeader(AirHeaders.DEVICE, "d1");
                                    exchange.getMessage().setHeader(AirHeaders.QOS, 1);
                                    exchange.setProperty(AirHeaders.PLAN, House.plan(4, "cloud"));
                                });
        assertThat(sent.getException()).isNull();
        await().until(() -> sink.accepted().contains("a"));
        Lanes lanes = context.getRegistry().lookupByNameAndType(Lanes.BEAN, Lanes.class);
        await().untilAsserted(() -> assertThat(lanes.accounts().get(0).delivered()).isEqualTo(1));
    }
}
