/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** By the wire protocol, with the component's producer as the client. */
final class WireSensor implements Sensor {

    private static final long AGAIN_MILLIS = 100;
    private static final int ATTEMPTS = 300;

    private final AsyncProducer producer;
    private final ScheduledExecutorService clock;

    WireSensor(
            String id,
            int port,
            Path certificates,
            CamelContext camel,
            ScheduledExecutorService clock)
            throws Exception {
        this.clock = clock;
        Endpoint endpoint =
                camel.getEndpoint(
                        "airwire:localhost:%d?pack=false&caFile=RAW(%s)&certFile=RAW(%s)&keyFile=RAW(%s)"
                                .formatted(
                                        port,
                                        certificates.resolve("ca.pem"),
                                        certificates.resolve(id + ".pem"),
                                        certificates.resolve(id + ".key")));
        producer = endpoint.createAsyncProducer();
    }

    @Override
    public CompletableFuture<?> connect() {
        producer.start();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<?> publish(String topic, String id, String body) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        attempt(topic, id, body.getBytes(StandardCharsets.UTF_8), answer, 1);
        return answer;
    }

    /** A line that is not up yet comes up by itself. */
    private void attempt(
            String topic, String id, byte[] body, CompletableFuture<Void> answer, int number) {
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getIn().setBody(body);
        exchange.getIn().setHeader(AirHeaders.ID, id);
        exchange.getIn().setHeader(AirHeaders.TOPIC, topic);
        exchange.getIn().setHeader(AirHeaders.QOS, 1);
        exchange.getIn().setHeader(AirHeaders.CONTENT_TYPE, "application/json");
        producer.process(
                exchange,
                doneSync -> {
                    Exception failure = exchange.getException();
                    if (failure == null) {
                        answer.complete(null);
                    } else if (number < ATTEMPTS && !clock.isShutdown()) {
                        clock.schedule(
                                () -> attempt(topic, id, body, answer, number + 1),
                                AGAIN_MILLIS,
                                TimeUnit.MILLISECONDS);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
    }

    @Override
    public void close() {
        producer.stop();
    }
}
