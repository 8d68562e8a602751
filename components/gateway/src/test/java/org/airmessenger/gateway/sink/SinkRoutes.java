/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultMessage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The real templates and the real Kamelets in a Camel context; destinations as the hub adds. */
final class SinkRoutes implements AutoCloseable {

    final CamelContext camel;
    private final Main main = new Main();
    private final Map<String, AsyncProducer> producers = new HashMap<>();

    SinkRoutes() throws Exception {
        Path root = Path.of(System.getProperty("air.project.root"));
        main.configure().withRoutesIncludePattern("file:" + root + "/routes/5-sink-*.camel.yaml");
        main.addInitialProperty(
                "camel.component.kamelet.location",
                "file:" + root.resolve("kamelets") + ",classpath:kamelets");
        main.addInitialProperty("camel.component.kafka.autowired-enabled", "false");
        main.configure().setShutdownTimeout(5);
        main.start();
        camel = main.getCamelContext();
    }

    void add(String destination, String sink, Map<String, String> parameters) throws Exception {
        SinkParameters.set(camel, destination, parameters);
        camel.addRouteFromTemplate(
                "5-sink-" + destination,
                "5-sink-kamelet",
                Map.of("destination", destination, "sink", sink));
        AsyncProducer producer =
                camel.getEndpoint("direct:sink-" + destination).createAsyncProducer();
        producer.start();
        producers.put(destination, producer);
    }

    /** Sends, and completes when the sink has a verdict: null if it took everything. */
    CompletableFuture<DeliveryException> send(String destination, Object body) {
        AsyncProducer producer = producers.get(destination);
        Exchange exchange = producer.getEndpoint().createExchange();
        if (body instanceof Message message) {
            exchange.setIn(message.copy());
        } else {
            exchange.getIn().setBody(body);
        }
        Object before = exchange.getIn().getBody();
        CompletableFuture<DeliveryException> done = new CompletableFuture<>();
        producer.process(
                exchange,
                sync -> {
                    if (exchange.getException() != null
                            && !(exchange.getException() instanceof DeliveryException)) {
                        done.completeExceptionally(exchange.getException());
                    } else if (exchange.getMessage().getBody() != before) {
                        done.completeExceptionally(new AssertionError("the body is another"));
                    } else {
                        done.complete((DeliveryException) exchange.getException());
                    }
                });
        return done;
    }

    Message message(String device, String id, String body) {
        Message message = new DefaultMessage(camel);
        message.setBody(body.getBytes(StandardCharsets.UTF_8));
        message.setHeader(AirHeaders.ID, id);
        message.setHeader(AirHeaders.DEVICE, device);
        message.setHeader(AirHeaders.TENANT, "plant-a");
        message.setHeader(AirHeaders.TOPIC, "sensors/" + device + "/temperature");
        message.setHeader(AirHeaders.DOOR, "mqtt");
        message.setHeader(AirHeaders.QOS, 1);
        message.setHeader(AirHeaders.PRIORITY, 4);
        message.setHeader(AirHeaders.TIME, 1_790_000_000_123L);
        message.setHeader(AirHeaders.CONTENT_TYPE, "application/json");
        return message;
    }

    /** Parameters from pairs; a null value takes away. */
    static Map<String, String> with(Map<String, String> base, String... pairs) {
        Map<String, String> parameters = new HashMap<>(base);
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] == null) {
                parameters.remove(pairs[i]);
            } else {
                parameters.put(pairs[i], pairs[i + 1]);
            }
        }
        return parameters;
    }

    /** Endpoint URIs that contain a text. */
    List<String> urisWith(String text) {
        return camel.getEndpoints().stream()
                .map(endpoint -> endpoint.getEndpointUri())
                .filter(uri -> uri.contains(text))
                .toList();
    }

    @Override
    public void close() {
        main.stop();
    }
}
