/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.component.kafka.KafkaComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What stops a Kafka destination's start, and that its secrets stay secret. */
class KafkaSinkStartTest {

    private static final Map<String, String> GOOD =
            Map.of("brokers", "kafka-1.example:9093,[::1]:9093", "topic", "air-{tenant}");

    private SinkRoutes sinks;

    @BeforeEach
    void start() throws Exception {
        sinks = new SinkRoutes();
    }

    @AfterEach
    void stop() {
        sinks.close();
    }

    @Test
    void startsWhileTheClusterIsAway() throws Exception {
        sinks.add("events", "air-kafka-sink", GOOD);

        assertThat(sinks.camel.getRoute("5-sink-events")).isNotNull();
    }

    @Test
    void keepsItsClientFromOtherKafkaEndpoints() throws Exception {
        sinks.add("events", "air-kafka-sink", GOOD);

        assertThat(sinks.camel.getComponent("kafka", KafkaComponent.class).getKafkaClientFactory())
                .isNotInstanceOf(KafkaSink.class);
    }

    @ParameterizedTest
    @CsvSource({
        "brokers, kafka.example, AIR-5101",
        "brokers, kafka.example:99999, AIR-5101",
        "brokers, 'kafka.example:9093,', AIR-5101",
        "topic, a b, AIR-5102",
        "topic, .., AIR-5102",
        "topic, air-{nobody}, AIR-5102",
        "topic, air-{tenant, AIR-5102",
        "tls, false, AIR-5103",
        "timeout, 1h, AIR-5104",
        "compress, brotli, AIR-5105",
        "caFile, /does/not/exist, AIR-5106",
        "keyFile, /does/not/exist, AIR-5107",
        "saslMechanism, GSSAPI, AIR-5108",
        "saslPassword, topsecret, AIR-5108",
    })
    void refusesToStartWith(String name, String value, String code) {
        assertThatThrownBy(
                        () ->
                                sinks.add(
                                        "events",
                                        "air-kafka-sink",
                                        SinkRoutes.with(GOOD, name, value)))
                .rootCause()
                .hasMessageContaining(code)
                .hasMessageNotContaining("topsecret");
    }

    @Test
    void reportsAllProblemsAtOnceAndNoSecret() {
        Map<String, String> bad =
                SinkRoutes.with(
                        GOOD, "tls", "false", "timeout", "never", "saslPassword", "#topsecret");

        assertThatThrownBy(() -> sinks.add("events", "air-kafka-sink", bad))
                .satisfies(
                        failure ->
                                assertThat(trace(failure))
                                        .contains("AIR-5103", "AIR-5104", "AIR-5108")
                                        .doesNotContain("topsecret"));
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
