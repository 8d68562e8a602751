/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.DeliveryException;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * One producer, from its first record to the first outage. Then everything that is still in it
 * fails, and what comes later goes over a new line: so no record of a request is stored after one
 * before it was given up, and the order of a device holds over outages.
 */
final class KafkaLine {

    private static final Duration CALM_CLOSE = Duration.ofSeconds(5);

    private final Supplier<Producer<byte[], byte[]>> factory;
    private Producer<byte[], byte[]> producer;
    private DeliveryException broken;

    /**
     * A line that connects with its first record.
     *
     * @param factory makes the producer
     */
    KafkaLine(Supplier<Producer<byte[], byte[]>> factory) {
        this.factory = factory;
    }

    /** Why it is broken, or null. */
    synchronized DeliveryException broken() {
        return broken;
    }

    /**
     * Sends; may block while Kafka's metadata are not known or its buffer is full.
     *
     * @throws RuntimeException if the record is not on its way; the callback is then not called
     */
    void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        producer().send(record, callback);
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (broken != null) {
            throw broken;
        }
        if (producer == null) {
            producer = factory.get();
        }
        return producer;
    }

    /**
     * Breaks the line, once; gives up all that is in it.
     *
     * @return the first reason
     */
    DeliveryException breakOff(DeliveryException reason) {
        Producer<byte[], byte[]> old;
        synchronized (this) {
            if (broken != null) {
                return broken;
            }
            broken = reason;
            old = producer;
            producer = null;
        }
        if (old != null) {
            // may be the producer's own thread: it then ends after this call
            old.close(Duration.ZERO);
        }
        return reason;
    }

    /** Ends it: what is on its way may arrive. */
    void close() {
        Producer<byte[], byte[]> old;
        synchronized (this) {
            old = producer;
            producer = null;
            broken = DeliveryException.away("AIR-5117 the destination is being stopped", 0);
        }
        if (old != null) {
            old.close(CALM_CLOSE);
        }
    }
}
