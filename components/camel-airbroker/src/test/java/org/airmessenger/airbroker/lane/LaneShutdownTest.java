/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.AirbrokerComponent;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Lanes;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The end of the process as an operator sees it: Camel stops, with sinks that do not answer. */
class LaneShutdownTest {

    private static final int WAIT_SECONDS = 2;
    private static final int BACKLOG = 50;

    @TempDir Path directory;
    private DefaultCamelContext context;
    private final Map<String, Sink> sinks = new LinkedHashMap<>();

    private void open(boolean holding, String... destinations) throws Exception {
        context = new DefaultCamelContext();
        context.getShutdownStrategy().setTimeout(WAIT_SECONDS);
        AirbrokerComponent component = new AirbrokerComponent();
        component.getConfiguration().setDataDirectory(directory.toString());
        component.getConfiguration().setMqttEnabled(false);
        context.addComponent("airbroker", component);
        for (String name : destinations) {
            Sink sink = holding ? Sink.holding() : Sink.accepting();
            sinks.put(name, sink);
            context.addRoutes(
                    new RouteBuilder() {
                        @Override
                        public void configure() {
                            errorHandler(noErrorHandler());
                            from("airbroker:lane/" + name + "?normalMaxDelay=0&normalMaxMessages=1")
                                    .routeId(name)
                                    .process(sink);
                        }
                    });
        }
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:lanes").to("airbroker:lanes");
                    }
                });
        context.start();
    }

    @AfterEach
    void close() {
        context.stop();
    }

    private void send(String id, String device, String... destinations) {
        assertThat(
                        context.createProducerTemplate()
                                .send(
                                        "direct:lanes",
                                        exchange -> {
                                            exchange.getMessage().setBody(new byte[] {1});
                                            exchange.getMessage().setHeader(AirHeaders.ID, id);
                                            exchange.getMessage()
                                                    .setHeader(AirHeaders.DEVICE, device);
                                            exchange.getMessage().setHeader(AirHeaders.QOS, 1);
                                            exchange.setProperty(
                                                    AirHeaders.PLAN, House.plan(4, destinations));
                                        })
                                .getException())
                .isNull();
    }

    private Lanes lanes() {
        return context.getRegistry().lookupByNameAndType(Lanes.BEAN, Lanes.class);
    }

    private Lanes.Account account(String name) {
        return lanes().accounts().stream()
                .filter(account -> account.destination().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stopsInTimeThoughSinksNeverAnswerAndKeepsTheBacklog() throws Exception {
        String[] names = {"one", "two", "three", "four"};
        open(true, names);
        for (int i = 0; i < BACKLOG; i++) {
            send("m" + i, "d" + i % 10, names);
        }
        for (Sink sink : sinks.values()) {
            sink.next();
        }
        long began = System.nanoTime();
        context.stop();
        // what is in flight has its time once, for all lanes together; the rest is closing
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(Duration.ofSeconds(WAIT_SECONDS + 3));

        open(false, names);
        for (String name : names) {
            await().untilAsserted(() -> assertThat(account(name).waiting()).isZero());
            assertThat(sinks.get(name).accepted()).hasSize(BACKLOG).doesNotHaveDuplicates();
            await().untilAsserted(() -> assertThat(account(name).difference()).isZero());
            assertThat(account(name).accepted()).isEqualTo(BACKLOG);
        }
    }

    @Test
    void givesALaneItsTimeThoughAnotherNeverAnswers() throws Exception {
        open(true, "first", "stuck", "last");
        send("m", "d1", "first", "stuck", "last");
        List<Sink.Held> held =
                List.of(
                        sinks.get("first").next(),
                        sinks.get("stuck").next(),
                        sinks.get("last").next());
        Lanes lanes = lanes();
        Thread stopper = new Thread(context::stop);
        stopper.start();
        await().atMost(Duration.ofSeconds(WAIT_SECONDS))
                .until(() -> lanes.lanes().stream().allMatch(it -> it.state().equals("stopped")));
        held.get(0).accept();
        held.get(2).accept();
        stopper.join();

        open(false, "first", "stuck", "last");
        assertThat(account("first").delivered()).isEqualTo(1);
        assertThat(account("last").delivered()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(account("stuck").delivered()).isEqualTo(1));
        assertThat(sinks.get("first").accepted()).isEmpty();
        assertThat(sinks.get("stuck").accepted()).containsExactly("m");
        assertThat(sinks.get("last").accepted()).isEmpty();
    }

    @Test
    void stopsAtOnceWhenNothingIsInFlight() throws Exception {
        open(false, "cloud");
        send("m", "d1", "cloud");
        await().untilAsserted(() -> assertThat(account("cloud").delivered()).isEqualTo(1));
        long began = System.nanoTime();
        context.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(Duration.ofSeconds(WAIT_SECONDS));
    }
}
