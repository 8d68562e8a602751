/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.mqtt.MqttBroker;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishing to another broker, a real one: what arrives, what is refused, what an outage does. */
class MqttSinkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;
    private MqttBroker broker;
    private SinkRoutes sinks;

    @BeforeEach
    void start() throws Exception {
        broker = new MqttBroker(folder.resolve("broker"), "topic readwrite from/#");
        sinks = new SinkRoutes();
    }

    @AfterEach
    void stop() {
        sinks.close();
        broker.close();
    }

    private void add(String... more) throws Exception {
        Map<String, String> base =
                Map.of("url", broker.url(), "topic", "from/{device}/{topic}", "timeout", "2s");
        sinks.add("other", "air-mqtt-sink", SinkRoutes.with(base, more));
    }

    private DeliveryException send(Object body) throws Exception {
        return sinks.send("other", body).get(60, TimeUnit.SECONDS);
    }

    @Test
    void publishesHeadersAsTheyWouldHaveComeIn() throws Exception {
        add();
        broker.subscribe("sub", "from/#");
        Message message = sinks.message("thermo-1", "id-1", "hot");
        message.setHeader(AirHeaders.PRIORITY, 8);
        message.setHeader(AirHeaders.USER_PREFIX + "colour", "red");

        assertThat(send(message)).isNull();

        await().atMost(PATIENCE).until(() -> !broker.heard("sub").isEmpty());
        assertThat(broker.heard("sub").get(0))
                .startsWith("heard|from/thermo-1/sensors/thermo-1/temperature|")
                .contains("air-id:id-1", "air-priority:8", "colour:red")
                .doesNotContain("AirTenant", "plant-a")
                .endsWith("|application/json|hot");
    }

    @Test
    void refusesWhatTheBrokerFindsTooLargeOrForbidsForItsTopic() throws Exception {
        add("topic", "{door}/{device}");

        Message large = sinks.message("thermo-1", "id-1", "x".repeat(30_000));
        large.setHeader(AirHeaders.DOOR, "from");
        assertThat(send(large).isAway()).isFalse();
        DeliveryException forbidden = send(sinks.message("thermo-1", "id-2", "x"));

        assertThat(forbidden.isAway()).isFalse();
        assertThat(forbidden).hasMessageContaining("AIR-5130").hasMessageContaining("0x87");
    }

    @Test
    void speaksTlsWithAClientCertificate() throws Exception {
        Path pem = broker.certificate.writeCertificate(folder.resolve("ca.pem"));
        Path key = Files.writeString(folder.resolve("key.pem"), broker.certificate.key());
        String url = "mqtts://127.0.0.1:" + broker.securePort;
        add("url", url, "caFile", "" + pem, "certFile", "" + pem, "keyFile", "" + key);
        sinks.add(
                "nameless",
                "air-mqtt-sink",
                Map.of("url", url, "caFile", "" + pem, "timeout", "2s"));
        sinks.add("distrusting", "air-mqtt-sink", Map.of("url", url, "timeout", "2s"));

        assertThat(send(sinks.message("thermo-1", "id-1", "x"))).isNull();
        for (String wrong : List.of("nameless", "distrusting")) {
            DeliveryException verdict =
                    sinks.send(wrong, sinks.message("d", "id", "x")).get(20, TimeUnit.SECONDS);
            assertThat(verdict.isAway()).isTrue();
        }
    }

    @Test
    void losesNothingWhileTheBrokerIsKilledAndReturns() throws Exception {
        add();
        broker.subscribe("sub", "from/#");
        broker.save();
        int devices = 30;
        int each = 40;
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger away = new AtomicInteger();
        ExecutorService lanes = Executors.newFixedThreadPool(devices);
        List<Future<?>> streams = new ArrayList<>();
        for (int d = 0; d < devices; d++) {
            String device = "device-" + d;
            streams.add(lanes.submit(() -> stream(device, each, accepted, away)));
        }
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .until(() -> accepted.get() > devices * 5);
        broker.kill();
        // Paho's own receiver thread may fail when its connection is closed under it
        await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> away.get() > devices);
        int before = accepted.get();
        assertThat(before).isLessThan(devices * each);
        broker.start();
        for (Future<?> stream : streams) {
            stream.get(60, TimeUnit.SECONDS);
        }
        lanes.shutdown();
        assertThat(accepted).hasValue(devices * each);
        // what the broker itself loses when it is killed is its own; this one comes after
        assertThat(send(sinks.message("device-0", "last", "last"))).isNull();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .until(() -> broker.heard("sub").stream().anyMatch(line -> line.endsWith("|last")));
    }

    /** As a lane does: one message of a device at a time, the same again until it is accepted. */
    private Void stream(String device, int count, AtomicInteger accepted, AtomicInteger away)
            throws Exception {
        for (int n = 0; n < count; n++) {
            String id = device + "/" + n;
            while (send(sinks.message(device, id, id)) != null) {
                away.incrementAndGet();
            }
            accepted.incrementAndGet();
        }
        return null;
    }

    @ParameterizedTest
    @CsvSource({
        "url, broker.example, AIR-5120",
        "url, mqtts://user:topsecret@broker.example, AIR-5120",
        "url, mqtt://broker.example, AIR-5121",
        "topic, a/+, AIR-5122",
        "topic, a/{nobody}, AIR-5122",
        "qos, 2, AIR-5123",
        "timeout, 1h, AIR-5124",
        "caFile, /does/not/exist, AIR-5126",
        "keyFile, /does/not/exist, AIR-5127",
        "password, topsecret, AIR-5128",
    })
    void refusesToStartWith(String name, String value, String code) {
        assertThatThrownBy(() -> add(name, value))
                .rootCause()
                .hasMessageContaining(code)
                .hasMessageNotContaining("topsecret");
    }
}
