/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Reason;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a failure of Kafka's producer says. Only what concerns the record's content counts against
 * its message; and where messages name their own topic, a topic that is not there does too: it must
 * not hold up those of all others.
 */
final class KafkaVerdicts {

    private static final List<Class<? extends Exception>> CONTENT =
            List.of(
                    RecordTooLargeException.class,
                    RecordBatchTooLargeException.class,
                    InvalidRecordException.class,
                    InvalidTimestampException.class,
                    SerializationException.class);

    private static final long UNKNOWN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_UNKNOWN = 1000;
    private static final int MAX_DEPTH = 8;

    private final String peer;
    private final boolean fixedTopic;
    private final LongSupplier nanos;
    private final Map<String, Unknown> unknown = new ConcurrentHashMap<>();

    private record Unknown(String reason, long until) {}

    /**
     * Verdicts on one destination.
     *
     * @param peer brokers, for texts
     * @param fixedTopic whether every message goes to the same topic
     * @param nanos a clock
     */
    KafkaVerdicts(String peer, boolean fixedTopic, LongSupplier nanos) {
        this.peer = peer;
        this.fixedTopic = fixedTopic;
        this.nanos = nanos;
    }

    /** The brokers. */
    String peer() {
        return peer;
    }

    /** Why a topic is refused without asking for it again so soon, or null. */
    String knownUnknown(String topic) {
        if (fixedTopic) {
            return null;
        }
        Unknown known = unknown.get(topic);
        if (known == null || known.until() - nanos.getAsLong() < 0) {
            return null;
        }
        return known.reason();
    }

    /** Why a record is refused for its content, or null if the destination is away. */
    String refusal(String topic, Exception failure) {
        for (Class<? extends Exception> type : CONTENT) {
            if (type.isInstance(failure)) {
                return "AIR-5110 %s refused the record: %s".formatted(peer, why(failure));
            }
        }
        if (fixedTopic || !isOfTopic(failure)) {
            return null;
        }
        String reason =
                "AIR-5112 the topic %s must be there and writable but is not at %s"
                        .formatted(Quoted.of(topic), peer);
        if (unknown.size() >= MOST_UNKNOWN) {
            long now = nanos.getAsLong();
            unknown.values().removeIf(old -> old.until() - now < 0);
        }
        if (unknown.size() < MOST_UNKNOWN) {
            unknown.put(topic, new Unknown(reason, nanos.getAsLong() + UNKNOWN_NANOS));
        }
        return reason;
    }

    /** The destination is away. */
    DeliveryException away(Exception failure) {
        if (failure instanceof DeliveryException verdict) {
            return verdict;
        }
        if (isOfTopic(failure)) {
            return away("AIR-5113 %s has no such topic, or none to write to: %s", failure);
        }
        if (caused(failure, AuthenticationException.class)
                || caused(failure, AuthorizationException.class)) {
            return away("AIR-5114 %s does not let the gateway in: %s", failure);
        }
        if (caused(failure, TimeoutException.class)) {
            return away("AIR-5115 %s gave no answer in time: %s", failure);
        }
        return away("AIR-5116 %s cannot be written to: %s", failure);
    }

    private DeliveryException away(String text, Exception failure) {
        return DeliveryException.away(text.formatted(peer, why(failure)), 0);
    }

    private static boolean isOfTopic(Exception failure) {
        return caused(failure, UnknownTopicOrPartitionException.class)
                || caused(failure, InvalidTopicException.class)
                || caused(failure, TopicAuthorizationException.class);
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String why(Exception failure) {
        String text = failure.getMessage();
        return Reason.of(text == null ? failure.getClass().getSimpleName() : text);
    }
}
