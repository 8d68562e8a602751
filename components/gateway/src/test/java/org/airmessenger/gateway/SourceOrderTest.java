/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Endings;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Suspendable;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sources of all kinds under load, in front of rooms that answer late, as a journal does: none may
 * take in what the rooms are not there for, neither at the start nor at the stop.
 */
class SourceOrderTest {

    private static final Device DEVICE =
            new Device("service-1", "p", null, false, new Place("x", 1));

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ScheduledExecutorService journal = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger doorSent = new AtomicInteger();
    private final AtomicInteger doorFailed = new AtomicInteger();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 2);
                    exchange.getResponseBody().write("ok".getBytes());
                    exchange.close();
                });
        server.start();
        camel.disableJMX();
        camel.addModelLifecycleStrategy(new StartOrder());
        camel.getRegistry().bind("meters", meters);
        camel.getRegistry()
                .bind(
                        LiveModel.BEAN,
                        new LiveModel(
                                new Model(
                                        Map.of(),
                                        List.of(),
                                        Map.of(),
                                        Map.of("service-1", DEVICE))));
        KameletComponent kamelets = camel.getComponent("kamelet", KameletComponent.class);
        kamelets.setLocation("file:" + System.getProperty("air.project.root") + "/kamelets");
        // a message that comes too early fails at once, instead of waiting for 30 s
        kamelets.setBlock(false);
        camel.getComponent("direct", DirectComponent.class).setBlock(false);
        camel.addComponent("airbroker", new BusyDoor());
        camel.getManagementStrategy().addEventNotifier(new Recorder());
        camel.getShutdownStrategy().setTimeout(20);
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop(0);
        journal.shutdownNow();
    }

    @RepeatedTest(3)
    void sourcesOpenLastAndCloseFirstAndNothingThatTheyTookFails() throws Exception {
        camel.addRoutes(routes());
        camel.start();
        await().until(
                        () ->
                                kept("timer") > 10
                                        && kept("poll") > 5
                                        && doorSent.get() > 50
                                        && kept.get() > 100);
        camel.stop();

        List<String> opened = events.stream().filter(e -> e.startsWith("open")).toList();
        List<String> closed = events.stream().filter(e -> e.startsWith("close")).toList();
        // the insides of the three source Kamelets, which hold the consumers
        assertThat(opened.subList(opened.size() - 3, opened.size()))
                .allMatch(event -> event.matches("open air-(timer|http-poll|mqtt-door)-source.*"));
        assertThat(opened.subList(opened.size() - 6, opened.size() - 3))
                .allMatch(event -> event.startsWith("open 1-source"));
        assertThat(closed.subList(0, 3))
                .allMatch(event -> event.matches("close air-(timer|http-poll|mqtt-door)-source.*"));
        assertThat(doorFailed).as("the door's messages that failed").hasValue(0);
        assertThat(refusedAndRetried()).as("the sources' messages that failed").isEmpty();
        assertThat(kept.get())
                .as("all that was taken in was kept")
                .isEqualTo(doorSent.get() + kept("timer") + kept("poll"));
    }

    private int kept(String door) {
        return (int)
                meters.counter(
                                "air_source_messages_total",
                                "door",
                                door,
                                "qos",
                                "1",
                                "verdict",
                                "kept")
                        .count();
    }

    private List<String> refusedAndRetried() {
        return meters.getMeters().stream()
                .filter(meter -> meter.getId().getName().matches(".*_(refused|retries)_total"))
                .filter(meter -> meter.measure().iterator().next().getValue() > 0)
                .map(meter -> meter.getId() + " " + meter.measure())
                .toList();
    }

    private RouteBuilder routes() {
        String device = "?device=service-1&topic=t&";
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                // the sources first, as a folder of files might have it
                from("kamelet:air-timer-source" + device + "period=10&delay=0")
                        .routeId("1-source-timer")
                        .to("direct:guard");
                from("kamelet:air-http-poll-source" + device + "period=5&url=" + url)
                        .routeId("1-source-poll")
                        .to("direct:guard");
                from("kamelet:air-mqtt-door-source").routeId("1-source-mqtt").to("direct:guard");
                from("direct:guard")
                        .routeId("2-guard")
                        .to("kamelet:air-payload-compress-action")
                        .to("direct:lanes");
                from("direct:lanes").routeId("3-lanes").process(new Journal());
                from("direct:sink-x").routeId("5-sink-x").to("log:x?level=OFF");
            }
        };
    }

    /** Answers 20 ms later, on its own thread. */
    private final class Journal extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            journal.schedule(
                    () -> {
                        kept.incrementAndGet();
                        callback.done(false);
                    },
                    20,
                    TimeUnit.MILLISECONDS);
            return false;
        }
    }

    private final class Recorder extends SimpleEventNotifierSupport {
        @Override
        public void notify(CamelEvent event) {
            if (event instanceof CamelEvent.RouteStartedEvent started) {
                events.add("open " + started.getRoute().getRouteId());
            } else if (event instanceof CamelEvent.RouteStoppedEvent stopped) {
                events.add("close " + stopped.getRoute().getRouteId());
            }
        }
    }

    /** Stands for {@code airbroker:door}: sends from four threads the moment it is started. */
    private final class BusyDoor extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String rest, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DoorConsumer(this, processor);
                }
            };
        }
    }

    private final class DoorConsumer extends DefaultConsumer implements Suspendable {

        private static final int WINDOW = 8;

        private final AtomicInteger inFlight = new AtomicInteger();
        private volatile boolean open;

        DoorConsumer(Endpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            open = true;
            for (int i = 0; i < WINDOW; i++) {
                inFlight.incrementAndGet();
                new Thread(this::send).start();
            }
        }

        @Override
        protected void doSuspend() {
            open = false;
        }

        @Override
        protected void doStop() throws Exception {
            open = false;
            await().until(() -> inFlight.get() == 0);
            super.doStop();
        }

        private void send() {
            if (!open) {
                inFlight.decrementAndGet();
                return;
            }
            Exchange exchange = createExchange(false);
            exchange.setProperty(AirHeaders.ENDINGS, new Endings());
            exchange.getMessage().setBody(new byte[10]);
            doorSent.incrementAndGet();
            getAsyncProcessor()
                    .process(
                            exchange,
                            sync -> {
                                if (exchange.isFailed()) {
                                    doorFailed.incrementAndGet();
                                }
                                journal.execute(this::send);
                            });
        }
    }
}
