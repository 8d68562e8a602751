/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.kafka.KafkaSecurity;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A Kafka destination's checked settings.
 *
 * @param brokers {@code host:port}, separated by commas
 * @param topic where records go
 * @param timeout longest wait until a record is in all replicas
 * @param compress Kafka's word: {@code none}, {@code gzip}, {@code zstd}
 * @param tls whether connections are encrypted
 * @param caFile certificates that are trusted, PEM; null for those of the JDK
 * @param certFile client certificate, PEM; null for none
 * @param keyFile its key, PEM, PKCS #8; null for none
 * @param sasl how to log in; null for not at all
 */
record KafkaSinkSettings(
        String brokers,
        KafkaTopic topic,
        Duration timeout,
        String compress,
        boolean tls,
        Path caFile,
        Path certFile,
        Path keyFile,
        KafkaSecurity.Sasl sasl) {

    /** Without secrets. */
    @Override
    public String toString() {
        return "KafkaSinkSettings[" + brokers + "]";
    }
}
