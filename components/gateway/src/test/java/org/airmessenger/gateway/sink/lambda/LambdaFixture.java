/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import org.airmessenger.gateway.sink.SinkParameters;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.main.Main;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The real template and the real Kamelet in a Camel context, against an Invoke endpoint. */
final class LambdaFixture implements AutoCloseable {

    static final String SECRET = "#topsecret/key+0123?&=%25";

    final InvokeStub function = new InvokeStub();
    final CamelContext camel;
    private final Main main = new Main();

    LambdaFixture() throws Exception {
        Path root = Path.of(System.getProperty("air.project.root"));
        main.configure()
                .withRoutesIncludePattern("file:" + root + "/routes/5-sink-kamelet.camel.yaml");
        main.addInitialProperty(
                "camel.component.kamelet.location", "file:" + root.resolve("kamelets"));
        main.start();
        camel = main.getCamelContext();
    }

    /** The parameters that reach the function; the pairs come on top, a null value takes away. */
    Map<String, String> parameters(String... pairs) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("functionName", "air-ingest");
        parameters.put("region", "eu-central-1");
        parameters.put("endpoint", function.url());
        parameters.put("accessKey", "AKIDEXAMPLE");
        parameters.put("secretKey", SECRET);
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
                "5-sink-" + destination,
                "5-sink-kamelet",
                Map.of("destination", destination, "sink", "air-aws-lambda-sink"));
    }

    /** Sends, and completes when the sink has a verdict. */
    CompletableFuture<Exchange> sendLater(Object body, Message... headersOf) {
        Exchange exchange = camel.getEndpoint("direct:sink-cloud").createExchange();
        if (headersOf.length > 0) {
            exchange.getMessage().setHeaders(headersOf[0].getHeaders());
        }
        exchange.getMessage().setBody(body);
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        try {
            AsyncProducer producer = camel.getEndpoint("direct:sink-cloud").createAsyncProducer();
            producer.start();
            producer.process(exchange, sync -> done.complete(exchange));
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    Exchange send(Message message) {
        return sendLater(message.getBody(), message).join();
    }

    /** Sends a batch; the verdict, null if all were accepted. */
    DeliveryException verdict(List<Message> batch) {
        return verdict(sendLater(batch).join());
    }

    DeliveryException verdict(Exchange exchange) {
        return exchange.getException(DeliveryException.class);
    }

    Message message(String id, String json) {
        Message message = camel.getEndpoint("direct:none").createExchange().getMessage();
        message.setBody(json.getBytes(StandardCharsets.UTF_8));
        message.setHeader(AirHeaders.ID, id);
        message.setHeader(AirHeaders.DEVICE, "thermo-1");
        message.setHeader(AirHeaders.TENANT, "plant-a");
        message.setHeader(AirHeaders.TOPIC, "sensors/thermo-1/temperature");
        message.setHeader(AirHeaders.DOOR, "mqtt");
        message.setHeader(AirHeaders.QOS, 1);
        message.setHeader(AirHeaders.PRIORITY, 4);
        message.setHeader(AirHeaders.TIME, 1_790_000_000_123L);
        message.setHeader(AirHeaders.CONTENT_TYPE, "application/json");
        return message;
    }

    List<Message> batch(int size) {
        return batch(size, 0);
    }

    /** Messages {@code id-0}, {@code id-1}, … with so many more bytes of body each. */
    List<Message> batch(int size, int padding) {
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            batch.add(message("id-" + i, "\"" + "x".repeat(padding) + "\""));
        }
        return batch;
    }

    @Override
    public void close() {
        main.stop();
        function.close();
    }
}
