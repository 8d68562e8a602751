/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Hops;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.codec.UserProperty;
import org.airmessenger.door.HeldStep;
import org.airmessenger.door.TestPki;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** From one gateway to another by {@code airwire:host:port}. */
class LinkTest {

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private final DefaultCamelContext edge = new DefaultCamelContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private WireKit region;
    private CuttingLine line;
    private AsyncProducer out;

    @AfterEach
    void stop() throws Exception {
        if (out != null) {
            out.stop();
        }
        edge.stop();
        if (line != null) {
            line.close();
        }
        if (region != null) {
            region.close();
        }
    }

    private void link(String more) throws Exception {
        startRegion();
        show(TestPki.device("edge-1", region.authority));
        connect(region.port(), more);
    }

    private void startRegion() throws Exception {
        region =
                WireKit.start(
                        directory,
                        kit -> {
                            kit.options.setGateways("edge-1");
                            kit.options.setNode("region");
                        },
                        step);
    }

    /** Puts a certificate and its key where the link looks for them. */
    private void show(TestPki.Identity me) throws Exception {
        me.writeCertificate(directory.resolve("edge.pem"));
        me.writeKey(directory.resolve("edge.key"));
    }

    private void connect(int port, String more) throws Exception {
        String uri =
                "airwire:127.0.0.1:%d?certFile=%s&keyFile=%s&caFile=%s&node=edge%s"
                        .formatted(
                                port,
                                directory.resolve("edge.pem"),
                                directory.resolve("edge.key"),
                                directory.resolve("ca.pem"),
                                more);
        edge.getRegistry().bind("meters", meters);
        edge.addComponent("airwire", new AirwireComponent());
        edge.getShutdownStrategy().setTimeout(5);
        edge.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("direct:out").to(uri);
                    }
                });
        edge.start();
        out = edge.getEndpoint("direct:out").createAsyncProducer();
        out.start();
    }

    private Message message(String id, String text) {
        Message message = new DefaultMessage(edge);
        message.setHeader(AirHeaders.ID, id);
        message.setHeader(AirHeaders.TOPIC, "sensors/thermo-1/t");
        message.setHeader(AirHeaders.DEVICE, "thermo-1");
        message.setHeader(AirHeaders.TENANT, "plant-a");
        message.setHeader(AirHeaders.DOOR, "mqtt");
        message.setHeader(AirHeaders.QOS, 1);
        message.setHeader(AirHeaders.PRIORITY, 5);
        message.setHeader(AirHeaders.TIME, 1767225600000L);
        message.setHeader(AirHeaders.USER_PREFIX + "unit", "celsius");
        message.setBody(text.getBytes());
        return message;
    }

    /** On this thread: what cannot be sent is back when this returns. */
    private CompletableFuture<Exchange> send(Object body) {
        Exchange exchange = out.getEndpoint().createExchange();
        if (body instanceof Message message) {
            exchange.setIn(message);
        } else {
            exchange.getIn().setBody(body);
        }
        CompletableFuture<Exchange> sent = new CompletableFuture<>();
        out.process(exchange, sync -> sent.complete(exchange));
        return sent;
    }

    /** Waits until the line is up: a message that cannot be sent comes back at once. */
    private CompletableFuture<Exchange> sendWhenUp(Object body) {
        return Awaitility.await()
                .atMost(WireKit.LIMIT)
                .until(() -> send(body), sent -> !sent.isDone() || !isAway(sent));
    }

    private static boolean isAway(CompletableFuture<Exchange> sent) {
        return sent.join().getException() instanceof DeliveryException failure
                && failure.getMessage().contains("must be up");
    }

    private static Exchange end(CompletableFuture<Exchange> sent) throws Exception {
        return sent.get(WireKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aMessageArrivesAsItWasAndIsAcceptedWhenItIsKept() throws Exception {
        link("");
        CompletableFuture<Exchange> sent = sendWhenUp(message("m-1", "21.5"));
        HeldStep.Held held = step.next();
        assertThat(sent).isNotDone();
        var in = held.exchange().getIn();
        assertThat(held.text()).isEqualTo("21.5");
        assertThat(in.getHeader(AirHeaders.ID)).isEqualTo("m-1");
        assertThat(in.getHeader(AirHeaders.DEVICE)).isEqualTo("thermo-1");
        assertThat(in.getHeader(AirHeaders.TENANT)).isEqualTo("plant-a");
        assertThat(in.getHeader(AirHeaders.DOOR)).isEqualTo("wire");
        assertThat(in.getHeader(AirHeaders.PRIORITY)).isEqualTo(5);
        assertThat(in.getHeader(AirHeaders.TIME)).isEqualTo(1767225600000L);
        assertThat(in.getHeader(AirHeaders.USER_PREFIX + "unit")).isEqualTo("celsius");
        assertThat(in.getHeader(AirHeaders.VIA)).isEqualTo("edge");
        assertThat(in.getHeader(AirHeaders.HOPS)).isEqualTo(1);
        assertThat(held.exchange().getProperty(AirHeaders.ON_BEHALF)).isEqualTo(true);
        held.keep();
        assertThat(end(sent).getException()).isNull();
    }

    @Test
    void aBatchIsAcceptedWhenAllOfItIsKept() throws Exception {
        link("");
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            batch.add(message("m-" + i, "{\"celsius\": 21.5, \"number\": " + i + "}"));
        }
        CompletableFuture<Exchange> sent = sendWhenUp(batch);
        for (int i = 0; i < 50; i++) {
            assertThat(sent).isNotDone();
            step.next().keep();
        }
        assertThat(end(sent).getException()).isNull();
    }

    @Test
    void whatIsRefusedForGoodIsNamed() throws Exception {
        link("");
        CompletableFuture<Exchange> sent =
                sendWhenUp(List.of(message("m-1", "1"), message("m-2", "2")));
        step.next().keep();
        step.next().refuse(new RefusedException(Refusal.NOT_ALLOWED, "AIR-2003 no"));
        DeliveryException failure = (DeliveryException) end(sent).getException();
        assertThat(failure.isAway()).isFalse();
        assertThat(failure.refused()).containsOnlyKeys("m-2");
        assertThat(failure.refused().get("m-2")).contains("AIR-1413").contains("AIR-2003 no");
    }

    @Test
    void whatIsRefusedForNowIsAwayAndSaysWhen() throws Exception {
        link("");
        CompletableFuture<Exchange> sent = sendWhenUp(message("m-1", "1"));
        step.next().refuse(new RefusedException(Refusal.LANE_FULL, "AIR-3004 full", 700));
        DeliveryException failure = (DeliveryException) end(sent).getException();
        assertThat(failure.isAway()).isTrue();
        assertThat(failure.retryAfterMillis()).isEqualTo(700);
    }

    @Test
    void aGatewayThatDoesNotAnswerIsAway() throws Exception {
        link("&timeoutMillis=500");
        CompletableFuture<Exchange> sent = sendWhenUp(message("m-1", "1"));
        HeldStep.Held held = step.next();
        DeliveryException failure = (DeliveryException) end(sent).getException();
        assertThat(failure.isAway()).isTrue();
        held.keep();
    }

    @Test
    void aMessageThatComesBackIsRefusedAndCounted() throws Exception {
        link("");
        Message round = message("m-1", "1");
        round.setHeader(AirHeaders.VIA, "region,other");
        DeliveryException failure = (DeliveryException) end(sendWhenUp(round)).getException();
        assertThat(failure.isAway()).isFalse();
        assertThat(failure.getMessage()).contains("AIR-1411");
        assertThat(step.held).isEmpty();
        assertThat(region.count("air_source_circles_total", "door", "wire")).isEqualTo(1);
    }

    @Test
    void bridgesThatKeepNoNameCountToo() throws Exception {
        link("");
        Message message = message("m-1", "1");
        message.setHeader(AirHeaders.VIA, "other");
        message.setHeader(AirHeaders.HOPS, 3);
        sendWhenUp(message);
        HeldStep.Held held = step.next();
        assertThat(held.exchange().getIn().getHeader(AirHeaders.VIA)).isEqualTo("other,-,-,edge");
        assertThat(held.exchange().getIn().getHeader(AirHeaders.HOPS)).isEqualTo(4);
        held.keep();
    }

    @Test
    void refusalsOfWhatDevicesSentDoNotShutTheGatewayOut() throws Exception {
        link("");
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Exchange> sent = sendWhenUp(message("m-" + i, "1"));
            step.next().refuse(new RefusedException(Refusal.NOT_ALLOWED, "AIR-2003 no"));
            assertThat(((DeliveryException) end(sent).getException()).isAway()).isFalse();
        }
    }

    private Message word(String id) {
        Message word = message(id, "{\"state\":\"connected\"}");
        word.setHeader(AirHeaders.TOPIC, "presence/thermo-1");
        return word;
    }

    private double stayed() {
        return meters.counter("air_sink_presence_stayed_total").count();
    }

    @Test
    void theGatewaysWordsOfWhoIsHereStayHere() throws Exception {
        link("");
        CompletableFuture<Exchange> sent =
                sendWhenUp(List.of(word("m-1"), message("m-2", "2"), word("m-3")));
        HeldStep.Held held = step.next();
        assertThat(held.text()).isEqualTo("2");
        held.keep();
        assertThat(end(sent).getException()).isNull();
        assertThat(end(sendWhenUp(word("m-4"))).getException()).isNull();
        assertThat(step.held).isEmpty();
        assertThat(stayed()).isEqualTo(3);
    }

    @Test
    void theGatewaysWordsOfWhoIsHereGoBelowATopicOfTheirOwn() throws Exception {
        link("&presence=gateways/edge-1");
        CompletableFuture<Exchange> sent = sendWhenUp(word("m-1"));
        HeldStep.Held held = step.next();
        assertThat(held.header(AirHeaders.TOPIC)).isEqualTo("gateways/edge-1/presence/thermo-1");
        assertThat(held.header(AirHeaders.DEVICE)).isEqualTo("thermo-1");
        held.keep();
        assertThat(end(sent).getException()).isNull();
        assertThat(stayed()).isZero();
    }

    @Test
    void aTopicThatOnlyLooksLikeItGoesAsItIs() throws Exception {
        link("");
        Message message = message("m-1", "1");
        message.setHeader(AirHeaders.TOPIC, "presences/thermo-1");
        CompletableFuture<Exchange> sent = sendWhenUp(message);
        HeldStep.Held held = step.next();
        assertThat(held.header(AirHeaders.TOPIC)).isEqualTo("presences/thermo-1");
        held.keep();
        assertThat(end(sent).getException()).isNull();
    }

    @Test
    void anotherCertificateIsShownFromTheNextConnectionOn() throws Exception {
        startRegion();
        line = new CuttingLine(region.port());
        show(TestPki.device("edge-1", TestPki.authority("somebody-else")));
        connect(line.port(), "");
        // it is refused, and tried again, until the files are good
        Awaitility.await().atMost(WireKit.LIMIT).until(() -> line.begun() > 1);
        assertThat(isAway(send(message("m-0", "0")))).isTrue();
        show(TestPki.device("edge-1", region.authority));
        CompletableFuture<Exchange> sent = sendWhenUp(message("m-1", "1"));
        step.next().keep();
        assertThat(end(sent).getException()).isNull();
        // files of no use change nothing
        Files.writeString(directory.resolve("edge.pem"), "no certificate");
        int before = line.begun();
        line.cut();
        Awaitility.await().atMost(WireKit.LIMIT).until(() -> line.begun() > before);
        sent = sendWhenUp(message("m-2", "2"));
        step.next().keep();
        assertThat(end(sent).getException()).isNull();
    }

    @Test
    void theTenantOfAGatewayHoldsForAllThatItBrings() throws Exception {
        startRegion();
        try (WireKit.Device gateway = region.device("edge-1")) {
            gateway.client.publish(
                    "t",
                    new byte[1],
                    Attributes.builder().with(SendAttributes.DEVICE, "thermo-1").build(),
                    1,
                    0);
            HeldStep.Held held = step.next();
            assertThat(held.header(AirHeaders.DEVICE)).isEqualTo("thermo-1");
            assertThat(held.header(AirHeaders.TENANT)).isEqualTo("plant-a");
            held.keep();
        }
    }

    @Test
    void aDeviceThatIsNoGatewaySpeaksForItselfOnly() throws Exception {
        region = WireKit.start(directory, kit -> kit.options.setNode("region"), step);
        Attributes others =
                Attributes.builder()
                        .with(SendAttributes.DEVICE, "thermo-2")
                        .with(SendAttributes.TENANT, "plant-b")
                        .with(SendAttributes.TIME, 1L)
                        .with(SendAttributes.HOPS, new Hops(List.of("region")))
                        .with(SendAttributes.USER, new UserProperty("via", "region"))
                        .with(SendAttributes.USER, new UserProperty("AirVia", "region"))
                        .build();
        try (WireKit.Device device = region.device("thermo-1")) {
            device.client.publish("t", new byte[1], others, 1, 0);
            HeldStep.Held held = step.next();
            assertThat(held.header(AirHeaders.DEVICE)).isEqualTo("thermo-1");
            assertThat(held.header(AirHeaders.TENANT)).isEqualTo("plant-a");
            assertThat(held.exchange().getIn().getHeaders())
                    .doesNotContainKeys(AirHeaders.VIA, AirHeaders.HOPS)
                    .doesNotContainEntry(AirHeaders.TIME, 1L)
                    .containsEntry(AirHeaders.USER_PREFIX + "via", "region");
            assertThat(held.exchange().getProperty(AirHeaders.ON_BEHALF)).isNull();
            held.keep();
        }
    }
}
