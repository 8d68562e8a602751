/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.Bodies;
import org.airmessenger.gateway.payload.ContentType;
import org.airmessenger.gateway.payload.EventAttributes;
import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One message as a record, in CloudEvents binary mode (Kafka protocol binding, section 3.2): the
 * body is the value, untouched, the attributes are headers. The key is the device, so that one
 * device's records keep their order in one partition. The record's own time is left to Kafka: a
 * record that waited for a week must not be older than the topic's retention when it arrives.
 *
 * @param attempt the request it belongs to
 * @param message where it came from
 * @param record as Kafka takes it
 */
record KafkaRecord(KafkaAttempt attempt, Message message, ProducerRecord<byte[], byte[]> record) {

    /**
     * Makes the record of a message.
     *
     * @throws IllegalArgumentException if it has no id, no topic or a body that is not bytes
     */
    static KafkaRecord of(KafkaAttempt attempt, Message message, KafkaTopic topic)
            throws IOException {
        Headers headers = new RecordHeaders();
        EventAttributes.write(message, new RecordTarget(headers));
        headers.add(
                "content-type",
                utf8(ContentType.orOctets(message.getHeader(AirHeaders.CONTENT_TYPE))));
        Object device = message.getHeader(AirHeaders.DEVICE);
        byte[] key = device == null ? null : utf8(device.toString());
        return new KafkaRecord(
                attempt,
                message,
                new ProducerRecord<>(
                        topic.of(message), null, null, key, Bodies.bytes(message), headers));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record RecordTarget(Headers headers) implements EventAttributes.Target {
        @Override
        public void text(String name, String value) {
            headers.add("ce_" + name, utf8(value));
        }

        @Override
        public void number(String name, int value) {
            headers.add("ce_" + name, utf8(Integer.toString(value)));
        }
    }
}
