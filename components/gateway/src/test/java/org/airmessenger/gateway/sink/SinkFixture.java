/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.demo.function.CloudFunction;
import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.demo.function.Received;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.main.Main;
import org.apache.camel.spi.ResourceLoader;
import org.apache.camel.spi.RoutesLoader;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real templates and the real Kamelet in a Camel context, against a real function. */
final class SinkFixture implements AutoCloseable {

    static final ThrowawayCertificate CERTIFICATE = ThrowawayCertificate.make();
    static final String KEY = "an-hmac-key-of-tests-0123456789";

    final CloudFunction function;
    final CamelContext camel;
    final List<Received> received = new CopyOnWriteArrayList<>();
    private final Main main = new Main();
    private final Path caFile;

    SinkFixture(Path folder, FunctionOptions options) throws Exception {
        caFile = CERTIFICATE.writeCertificate(folder.resolve("ca.pem"));
        function = CloudFunction.start(options);
        function.watch(received::add);
        Path root = Path.of(System.getProperty("air.project.root"));
        main.configure().withRoutesIncludePattern("file:" + root + "/routes/5-sink-*.camel.yaml");
        main.addInitialProperty(
                "camel.component.kamelet.location", "file:" + root.resolve("kamelets"));
        main.addInitialProperty("air.home", folder.toString());
        main.start();
        camel = main.getCamelContext();
    }

    /** The parameters that reach the function; the pairs come on top, a null value takes away. */
    Map<String, String> parameters(String... pairs) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("url", function.url());
        if (function.url().startsWith("https")) {
            parameters.put("caFile", caFile.toString());
        }
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] == null) {
                parameters.remove(pairs[i]);
            } else {
                parameters.put(pairs[i], pairs[i + 1]);
            }
        }
        return parameters;
    }

    /** Adds a destination as the hub does. */
    void add(String destination, Map<String, String> parameters) throws Exception {
        SinkParameters.set(camel, destination, parameters);
        camel.addRouteFromTemplate(
                "5-sink-" + destination, "5-sink-http", Map.of("destination", destination));
    }

    /** Removes a destination as the hub does: its route and the one inside its Kamelet. */
    void remove(String destination) throws Exception {
        for (String route : List.of("5-sink-" + destination, SinkParameters.routeId(destination))) {
            camel.getRouteController().stopRoute(route);
            camel.removeRoute(route);
        }
        SinkParameters.remove(camel, destination);
    }

    /** Adds a destination that any Kamelet serves, as the hub does. */
    void addKamelet(Path file, String destination, String kamelet, Map<String, String> parameters)
            throws Exception {
        camel.getCamelContextExtension()
                .getContextPlugin(RoutesLoader.class)
                .loadRoutes(
                        camel.getCamelContextExtension()
                                .getContextPlugin(ResourceLoader.class)
                                .resolveResource("file:" + file));
        SinkParameters.set(camel, destination, parameters);
        camel.addRouteFromTemplate(
                "5-sink-" + destination,
                "5-sink-kamelet",
                Map.of("destination", destination, "sink", kamelet));
    }

    /** Sends, and completes when the sink has a verdict. */
    CompletableFuture<Exchange> sendLater(String destination, Object body, Message... headersOf) {
        Exchange exchange = camel.getEndpoint("direct:sink-" + destination).createExchange();
        if (headersOf.length > 0) {
            exchange.getMessage().setHeaders(headersOf[0].getHeaders());
        }
        exchange.getMessage().setBody(body);
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        try {
            AsyncProducer producer =
                    camel.getEndpoint("direct:sink-" + destination).createAsyncProducer();
            producer.start();
            producer.process(exchange, sync -> done.complete(exchange));
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    Exchange send(String destination, Message message) {
        return sendLater(destination, message.getBody(), message).join();
    }

    Exchange send(String destination, List<Message> batch) {
        return sendLater(destination, batch).join();
    }

    DeliveryException verdict(Exchange exchange) {
        return exchange.getException(DeliveryException.class);
    }

    Message message(String id, String json) {
        return message(id, json.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    Message message(String id, byte[] body, String contentType) {
        Message message = camel.getEndpoint("direct:none").createExchange().getMessage();
        message.setBody(body);
        message.setHeader(AirHeaders.ID, id);
        message.setHeader(AirHeaders.DEVICE, "thermo-1");
        message.setHeader(AirHeaders.TENANT, "plant-a");
        message.setHeader(AirHeaders.TOPIC, "sensors/thermo-1/temperature");
        message.setHeader(AirHeaders.DOOR, "mqtt");
        message.setHeader(AirHeaders.QOS, 1);
        message.setHeader(AirHeaders.PRIORITY, 4);
        message.setHeader(AirHeaders.TIME, 1_790_000_000_123L);
        if (contentType != null) {
            message.setHeader(AirHeaders.CONTENT_TYPE, contentType);
        }
        return message;
    }

    List<Message> batch(int size) {
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            batch.add(message("id-" + i, "{\"seq\":" + i + ",\"celsius\":21.5}"));
        }
        return batch;
    }

    Received last() {
        return received.get(received.size() - 1);
    }

    @Override
    public void close() {
        main.stop();
        function.close();
    }
}
