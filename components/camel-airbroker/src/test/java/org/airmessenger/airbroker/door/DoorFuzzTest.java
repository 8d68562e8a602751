/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import io.netty.util.ResourceLeakDetector;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Thousands of packets that are nearly right: nobody hears of it, and nothing is left behind. */
class DoorFuzzTest {

    private static final int WORKERS = 8;
    private static final int CONVERSATIONS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;

    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    @BeforeEach
    void watchForLeaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterEach
    void watchAsBefore() {
        ResourceLeakDetector.setLevel(before);
    }

    private DoorKit start() throws Exception {
        return DoorKit.start(
                directory,
                options -> {
                    options.setConnectTimeoutMillis(300);
                    options.setPacketDeadlineMillis(1_000);
                    options.setMaxKeepAliveSeconds(1);
                    options.setMaxPacketBytes(4096);
                },
                AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    /** One worker's conversations; how many sockets were not let in. */
    private static int talk(DoorKit kit, long seed) throws IOException {
        Mutations mutations = new Mutations(seed);
        int refused = 0;
        for (int i = 0; i < CONVERSATIONS; i++) {
            byte[] sent = mutations.conversation();
            try (Socket socket = new Socket("127.0.0.1", kit.plainPort())) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                if (!isLetIn(socket, sent)) {
                    refused++;
                }
            }
        }
        return refused;
    }

    /** Sends all of it; waits for CONNACK with code 0, or until it is closed. */
    private static boolean isLetIn(Socket socket, byte[] sent) throws IOException {
        try {
            socket.getOutputStream().write(sent);
            byte[] ack = socket.getInputStream().readNBytes(4);
            return ack.length == 4 && ack[0] == 0x20 && ack[3] == 0;
        } catch (SocketException reset) {
            return false;
        }
    }

    @Test
    void staysCalmAndKeepsNothingOfThousandsOfMutatedPackets() throws Exception {
        try (DoorKit kit = start()) {
            LogLines log = new LogLines();
            Mqtt5BlockingClient calm = kit.connectFive("calm");
            Mqtt5Publishes inbox = calm.publishes(MqttGlobalPublishFilter.ALL);
            calm.subscribeWith().topicFilter("calm/#").send();
            ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                long seed = i;
                results.add(workers.submit(() -> talk(kit, seed)));
            }
            int refused = 0;
            for (Future<Integer> result : results) {
                while (!result.isDone()) {
                    calm.publishWith().topic("calm/t").qos(MqttQos.EXACTLY_ONCE).send();
                    assertThat(inbox.receive(30, TimeUnit.SECONDS)).isPresent();
                }
                refused += result.get();
            }
            workers.shutdown();
            await().atMost(PATIENCE).until(() -> kit.broker().facts().get("connections").equals(1));
            await().atMost(PATIENCE).until(() -> kit.server().getConnectionCount() == 1);
            await().atMost(PATIENCE)
                    .until(() -> kit.broker().facts().get("inFlightBytes").equals(0L));
            calm.disconnect();
            System.gc();
            // not let in, or ended: counted, not told
            assertThat(refused).isGreaterThan(WORKERS * CONVERSATIONS / 4);
            assertThat(kit.count("air_source_connections_refused_total", "reason", "malformed"))
                    .isPositive();
            assertThat(kit.count("air_source_connections_ended_total", "reason", "malformed"))
                    .isPositive();
            List<String> lines = log.all().stream().filter(l -> !l.contains("AIR-1014")).toList();
            assertThat(lines).isEmpty();
            // ten devices, at most one line for the ban of each
            assertThat(log.all()).hasSizeLessThanOrEqualTo(10);
        }
    }
}
