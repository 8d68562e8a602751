/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.mqtt.MqttBroker;
import org.airmessenger.message.Links;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Another broker that is stopped and killed again and again: what the sink accepted is there. */
class MqttSinkOutageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private MqttBroker broker;
    private SinkRoutes sinks;
    private final Links links = new Links();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void start() throws Exception {
        broker = new MqttBroker(folder.resolve("broker"));
        broker.subscribe("sub", "from/#");
        sinks = new SinkRoutes();
        sinks.camel.getRegistry().bind(Links.BEAN, links);
        sinks.add(
                "other",
                "air-mqtt-sink",
                Map.of("url", broker.url(), "topic", "from/{device}", "timeout", "2s"));
    }

    @AfterEach
    void stop() {
        sinks.close();
        broker.close();
    }

    /** As a lane does: the same message again until it is accepted. */
    private void send(int number) throws Exception {
        String id = "m" + number;
        while (sinks.send("other", sinks.message("d", id, id)).get(60, TimeUnit.SECONDS) != null) {
            assertThat(links.all()).extracting(Links.Link::down).containsExactly(true);
        }
        accepted.add(id);
    }

    private void awaitAllHeard() {
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                broker.heard("sub").stream()
                                                        .map(line -> line.replaceAll(".*\\|", ""))
                                                        .collect(Collectors.toSet()))
                                        .containsAll(accepted));
        assertThat(links.all()).extracting(Links.Link::state).containsExactly("up");
    }

    @Test
    void aBrokerThatIsStoppedAndStartedTenTimesUnderLoadLosesNothing() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread load =
                new Thread(
                        () -> {
                            try {
                                for (int i = 0; !enough.get(); i++) {
                                    send(i);
                                }
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
        load.start();
        for (int round = 0; round < 10; round++) {
            int before = accepted.size();
            await().dontCatchUncaughtExceptions()
                    .atMost(PATIENCE)
                    .until(() -> accepted.size() >= before + 20);
            broker.stop();
            broker.start();
        }
        enough.set(true);
        load.join();
        awaitAllHeard();
    }

    @Test
    void aBrokerThatIsKilledTenTimesLosesNothingThatItHadOnDisk() throws Exception {
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 20; i++) {
                send(round * 20 + i);
            }
            broker.save();
            broker.kill();
            broker.start();
        }
        send(200);
        awaitAllHeard();
    }

    @Test
    void aPeerThatHangsUpAtOnceLeavesNoThreadBehind() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server =
                    new Thread(
                            () -> {
                                while (!rude.isClosed()) {
                                    try (Socket caller = rude.accept()) {
                                        caller.setSoLinger(true, 0);
                                    } catch (Exception closed) {
                                        return;
                                    }
                                }
                            });
            server.start();
            sinks.add(
                    "rude",
                    "air-mqtt-sink",
                    Map.of("url", "mqtt://127.0.0.1:" + rude.getLocalPort(), "clientId", "polite"));
            for (int i = 0; i < 20; i++) {
                assertThat(
                                sinks.send("rude", sinks.message("d", "i", "x"))
                                        .get(60, TimeUnit.SECONDS))
                        .isNotNull();
            }
        }
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(threadsOf("polite")).isEmpty());
    }

    private static List<String> threadsOf(String client) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("MQTT") && name.endsWith(client))
                .toList();
    }
}
