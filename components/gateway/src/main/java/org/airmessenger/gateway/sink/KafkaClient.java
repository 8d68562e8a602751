/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.kafka.KafkaSecurity;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How Kafka's producer is set up: nothing lost, nothing overtaken, nothing without bound. */
final class KafkaClient {

    /** Largest record that is tried; what a topic takes is the broker's to say. */
    static final int MAX_REQUEST_BYTES = 32 * 1024 * 1024;

    private static final long BUFFER_BYTES = 64L * 1024 * 1024;
    // a topic that takes less than this would make the client split without end
    private static final int BATCH_BYTES = 16 * 1024;
    private static final long MOST_BLOCK_MILLIS = 5000;
    private static final long MOST_BACKOFF_MILLIS = 1000;

    private KafkaClient() {}

    /** A producer of these settings; files are read now. */
    static Producer<byte[], byte[]> open(KafkaSinkSettings settings) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            // Kafka looks for the classes it is told by name here
            thread.setContextClassLoader(KafkaProducer.class.getClassLoader());
            return new KafkaProducer<>(
                    properties(settings), new ByteArraySerializer(), new ByteArraySerializer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Kafka's own configuration. */
    static Map<String, Object> properties(KafkaSinkSettings settings) throws IOException {
        long timeout = settings.timeout().toMillis();
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.compress());
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(timeout, MOST_BLOCK_MILLIS));
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) timeout);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.max(timeout / 2, 50));
        all.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, MOST_BACKOFF_MILLIS);
        all.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        all.put("auto.include.jmx.reporter", false);
        all.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        new KafkaSecurity(
                        settings.tls(),
                        settings.caFile(),
                        settings.certFile(),
                        settings.keyFile(),
                        settings.sasl())
                .addTo(all);
        return all;
    }
}
