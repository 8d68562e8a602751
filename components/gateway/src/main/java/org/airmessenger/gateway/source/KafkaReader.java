/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Kafka's own consumer, kept from giving up and from reading past what was not kept. Camel makes a
 * new one after every failure, so {@code troubled} is its source's.
 */
final class KafkaReader extends KafkaConsumer<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
    private static final long AGAIN_MILLIS = 2_000;

    private final AtomicBoolean troubled;

    KafkaReader(Properties properties, AtomicBoolean troubled) {
        super(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.troubled = troubled;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (!records.isEmpty() && troubled.compareAndSet(true, false)) {
                LOG.info("AIR-1124 records of Kafka come again");
            }
            return records;
        } catch (WakeupException | InterruptException stopped) {
            throw stopped;
        } catch (KafkaException failure) {
            throw trouble(failure);
        }
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        try {
            super.commitSync(offsets, timeout);
        } catch (WakeupException | InterruptException stopped) {
            throw stopped;
        } catch (KafkaException failure) {
            throw trouble(failure);
        }
    }

    private KafkaException trouble(KafkaException failure) {
        if (troubled.compareAndSet(false, true)) {
            LOG.warn(
                    "AIR-1123 Kafka must let the source read and commit but does not: {}; it is"
                            + " asked again, and this is told once",
                    failure.getClass().getSimpleName());
        }
        rest();
        // Camel gives up for ever on a login that failed; rights are mended while we run
        return failure instanceof AuthenticationException
                ? new KafkaException("the login failed", failure)
                : failure;
    }

    private static void rest() {
        try {
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Camel goes back to the last commit first; without one that is the oldest record. */
    @Override
    public void resume(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(new HashSet<>(partitions));
        seekToBeginning(partitions.stream().filter(one -> committed.get(one) == null).toList());
        super.resume(partitions);
    }
}
