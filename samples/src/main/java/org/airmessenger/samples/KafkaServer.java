/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.bench.server.KafkaNode;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Kafka of one node, in a Java of its own: {@code …_BROKERS}. */
final class KafkaServer implements Server {

    private final List<Arrived> arrived = new ArrayList<>();
    private final KafkaNode node;

    KafkaServer(List<String> topics, Path scratch) throws IOException, InterruptedException {
        node = new KafkaNode(topics, scratch);
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("BROKERS", node.address());
    }

    @Override
    public List<Arrived> arrived() {
        for (ConsumerRecord<String, byte[]> each : node.poll()) {
            arrived.add(
                    new Arrived(
                            header(each, "ce_id"),
                            each.key(),
                            header(each, "ce_subject"),
                            Events.laneClass(header(each, "ce_priority")),
                            new String(each.value(), StandardCharsets.UTF_8)));
        }
        return List.copyOf(arrived);
    }

    private static String header(ConsumerRecord<String, byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void goAway() throws InterruptedException {
        node.kill();
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
        node.start();
    }

    @Override
    public void close() {
        node.close();
    }
}
