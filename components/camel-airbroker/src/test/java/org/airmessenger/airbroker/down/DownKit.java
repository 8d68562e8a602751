/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.AirbrokerComponent;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Ids;
import org.airmessenger.message.MessageHeaders;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A broker with mailboxes and no door; restartable. */
final class DownKit implements AutoCloseable {

    final Path directory;
    final DownIdentities identities = new DownIdentities();
    private final Consumer<CommandsConfiguration> options;
    MeterRegistry meters;
    DefaultCamelContext context;
    private AsyncProducer producer;

    private DownKit(Path directory, Consumer<CommandsConfiguration> options) {
        this.directory = directory;
        this.options = options;
    }

    static DownKit open(Path directory) throws Exception {
        return open(directory, options -> {});
    }

    static DownKit open(Path directory, Consumer<CommandsConfiguration> options) throws Exception {
        DownKit kit = new DownKit(directory, options);
        kit.start();
        return kit;
    }

    void start() throws Exception {
        meters = new SimpleMeterRegistry();
        context = new DefaultCamelContext();
        AirbrokerComponent component = new AirbrokerComponent();
        component.getConfiguration().setDataDirectory(directory.toString());
        component.getConfiguration().setMqttEnabled(false);
        component.getConfiguration().setMinDiskFreeBytes(0);
        component.getConfiguration().setMaxDiskUsagePercent(100);
        options.accept(component.getCommands());
        context.getRegistry().bind("identities", identities);
        context.getRegistry().bind("meters", meters);
        context.addComponent("airbroker", component);
        context.start();
        component.start();
        producer = context.getEndpoint("airbroker:topic").createAsyncProducer();
        producer.start();
    }

    Downlink downlink() {
        return context.getRegistry().lookupByNameAndType(Downlink.BEAN, Downlink.class);
    }

    /** The same, from inside. */
    DownlinkRoom room() {
        return (DownlinkRoom) downlink();
    }

    TestLine line(String device, int credit) {
        return TestLine.open(downlink(), device, credit);
    }

    CompletableFuture<Exchange> send(String topic, String body, int qos) {
        return send(topic, body, qos, Map.of());
    }

    CompletableFuture<Exchange> send(
            String topic, String body, int qos, Map<String, Object> headers) {
        Exchange exchange = new DefaultExchange(context);
        MessageHeaders all = new MessageHeaders();
        all.put(AirHeaders.ID, Ids.next(System.currentTimeMillis()));
        all.put(AirHeaders.DEVICE, "sender");
        all.put(AirHeaders.TOPIC, topic);
        all.put(AirHeaders.QOS, qos);
        all.put(AirHeaders.TIME, System.currentTimeMillis());
        all.putAll(headers);
        exchange.getMessage().setHeaders(all);
        exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
        CompletableFuture<Exchange> kept = new CompletableFuture<>();
        producer.process(
                exchange,
                sync -> {
                    if (exchange.getException() == null) {
                        kept.complete(exchange);
                    } else {
                        kept.completeExceptionally(exchange.getException());
                    }
                });
        return kept.orTimeout(30, TimeUnit.SECONDS);
    }

    /** Sends commands one after the other, and waits until all are kept. */
    List<String> sendMany(String topic, int from, int to) {
        List<String> bodies = IntStream.range(from, to).mapToObj(Integer::toString).toList();
        List<CompletableFuture<Exchange>> kept = new ArrayList<>();
        bodies.forEach(body -> kept.add(send(topic, body, 1)));
        CompletableFuture.allOf(kept.toArray(CompletableFuture[]::new)).join();
        return bodies;
    }

    void restart() throws Exception {
        close();
        start();
    }

    @Override
    public void close() {
        context.stop();
    }
}
