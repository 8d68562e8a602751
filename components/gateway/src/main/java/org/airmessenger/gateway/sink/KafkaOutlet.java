/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.DeliveryException;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * What Camel's Kafka component takes for its producer. It never blocks its caller: one thread per
 * destination hands records over, and only that one waits for a cluster that does not answer. What
 * becomes of a record stands in its {@link Attempt}; Camel only hears that it has ended.
 */
final class KafkaOutlet implements Producer<Object, Object> {

    private final ExecutorService thread;
    private final Supplier<Producer<byte[], byte[]>> factory;
    private final KafkaVerdicts verdicts;
    private volatile KafkaLine line;

    /**
     * An outlet.
     *
     * @param factory makes Kafka's own producer
     */
    KafkaOutlet(Supplier<Producer<byte[], byte[]>> factory, KafkaVerdicts verdicts) {
        this.factory = factory;
        this.verdicts = verdicts;
        this.line = new KafkaLine(factory);
        this.thread =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread made = new Thread(task, "AirKafka-" + verdicts.peer());
                            made.setDaemon(true);
                            return made;
                        });
    }

    /** The line of requests that begin now. */
    KafkaLine line() {
        return line;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<Object, Object> carrier, Callback ended) {
        KafkaRecord record = (KafkaRecord) carrier.value();
        try {
            thread.execute(() -> handOver(record, ended));
        } catch (RejectedExecutionException e) {
            fail(record, ended, new IllegalStateException("the destination is stopped", e));
        }
        return CompletableFuture.completedFuture(null);
    }

    private void handOver(KafkaRecord record, Callback ended) {
        KafkaAttempt attempt = record.attempt();
        DeliveryException broken = attempt.line().broken();
        if (broken != null || attempt.isAway()) {
            if (broken != null) {
                attempt.away(broken);
            }
            ended.onCompletion(null, null);
            return;
        }
        String known = verdicts.knownUnknown(record.record().topic());
        if (known != null) {
            attempt.refuse(record.message(), known);
            ended.onCompletion(null, null);
            return;
        }
        try {
            attempt.line()
                    .send(
                            record.record(),
                            (metadata, failure) -> {
                                if (failure == null) {
                                    ended.onCompletion(null, null);
                                } else {
                                    fail(record, ended, failure);
                                }
                            });
        } catch (RuntimeException e) {
            fail(record, ended, e);
        }
    }

    private void fail(KafkaRecord record, Callback ended, Exception failure) {
        KafkaAttempt attempt = record.attempt();
        String refusal = verdicts.refusal(record.record().topic(), failure);
        if (refusal != null) {
            attempt.refuse(record.message(), refusal);
        } else {
            attempt.away(breakOff(attempt.line(), verdicts.away(failure)));
        }
        ended.onCompletion(null, null);
    }

    private DeliveryException breakOff(KafkaLine old, DeliveryException reason) {
        synchronized (this) {
            if (line == old) {
                line = new KafkaLine(factory);
            }
        }
        return old.breakOff(reason);
    }

    @Override
    public void close() {
        // what is still queued fails at once on the closed line
        line.close();
        thread.shutdown();
    }

    @Override
    public void close(Duration timeout) {
        close();
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<Object, Object> carrier) {
        return send(carrier, (metadata, failure) -> {});
    }

    @Override
    public void flush() {
        // each record ends for itself
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        throw unsupported();
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return Map.of();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw unsupported();
    }

    @Override
    public void initTransactions() {
        throw unsupported();
    }

    @Override
    public void beginTransaction() {
        throw unsupported();
    }

    @Override
    @Deprecated
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, String group) {
        throw unsupported();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        throw unsupported();
    }

    @Override
    public void commitTransaction() {
        throw unsupported();
    }

    @Override
    public void abortTransaction() {
        throw unsupported();
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("the sink only sends, without transactions");
    }
}
