/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.FarEnd;
import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.server.KafkaNode;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A real Kafka, and what stands in its log. */
final class KafkaFarEnd implements FarEnd {

    private static final String TOPIC = "events";

    private final Path folder = Folders.create("air-far-");
    private final Tally tally;
    private final KafkaNode node;
    private long records;

    KafkaFarEnd(Tally tally) throws IOException, InterruptedException {
        this.tally = tally;
        node = new KafkaNode(List.of(TOPIC), folder);
    }

    @Override
    public String sink() {
        return """
        sink: air-kafka-sink
        parameters: { brokers: "%s", topic: %s, tls: false, timeout: 2s }
        """
                .formatted(node.address(), TOPIC);
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
    public long progress() {
        for (ConsumerRecord<String, byte[]> each : node.poll()) {
            records++;
            tally.receive(Payload.read(ByteBuffer.wrap(each.value())));
        }
        return records;
    }

    /** A consumer that was not there under load has all of it to read. */
    @Override
    public void count() {
        do {
            progress();
        } while (!node.isRead());
    }

    @Override
    public void close() throws IOException {
        node.close();
        Folders.remove(folder);
    }
}
