/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.mqtt.MqttBroker;
import org.airmessenger.gateway.mqtt.Publisher;
import org.airmessenger.message.Links;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A real Mosquitto, a publisher, and a source that reads from it. */
final class MqttSourceFixture implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    final MqttBroker broker;
    final Publisher publisher;
    SourceFixture source;
    Links links;

    MqttSourceFixture(Path folder) throws Exception {
        broker = new MqttBroker(folder.resolve("broker"));
        publisher = new Publisher(broker.port);
        fresh();
    }

    /** The next life of the gateway. */
    void fresh() {
        source = new SourceFixture();
        links = new Links();
        source.camel.getRegistry().bind(Links.BEAN, links);
    }

    @Override
    public void close() {
        source.close();
        publisher.close();
        broker.close();
    }

    /** The Kamelet's URI with parameters beside, or instead of, the usual ones. */
    String uri(String... pairs) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("url", broker.url());
        all.put("filter", "plant/#");
        all.put("clientId", "air");
        all.put("device", "service-1");
        for (int i = 0; i < pairs.length; i += 2) {
            all.put(pairs[i], pairs[i + 1]);
        }
        return all.entrySet().stream()
                .map(one -> one.getKey() + "=RAW(" + one.getValue() + ")")
                .collect(Collectors.joining("&", "kamelet:air-mqtt-source?", ""));
    }

    void start(String... more) throws Exception {
        source.start(uri(more));
        awaitUp();
    }

    void awaitUp() {
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(links.all())
                                        .extracting(Links.Link::state)
                                        .containsExactly("up"));
    }

    void awaitBodies(List<String> bodies) {
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(new LinkedHashSet<>(source.bodies()))
                                        .containsExactlyElementsOf(bodies));
    }

    static List<String> bodies(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    void publish(int from, int to) {
        bodies(from, to).forEach(body -> publisher.publish("plant/a/t", body));
    }
}
