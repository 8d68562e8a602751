/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.gateway.RunningGateway;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.server.LoopbackLine;
import org.airmessenger.bench.server.Ports;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A device of the wire protocol, over TLS, at a whole gateway: the line is cut, and the gateway
 * killed, while it publishes faster than it may. So there are always refusals for now on the way,
 * and some of them are lost.
 */
@Tag("long")
class WireLossTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String DEVICE = "meter-1";

    /** Faster than its rate, so that much of it is refused for a moment. */
    private static final String POLICY =
            """
            bench:
              publish: ["sensors/${device}/#"]
              subscribe: []
              limits: { messagesPerSecond: 400, burst: 10, bytesPerSecond: 1GB }
            """;

    private final Tally tally = new Tally(1);
    private final CountingFunction function = new CountingFunction(tally, payload -> {});
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> sent =
            new ConcurrentLinkedQueue<>();
    private GatewayHome home;
    private RunningGateway gateway;
    private LoopbackLine line;
    private AirwireClient client;
    private int published;

    @BeforeEach
    void start() throws Exception {
        int port = Ports.free();
        home = GatewayHome.create(function.sink(), 4, 0);
        Path certificates = home.admit(DEVICE);
        home.set("air.source.wire.port", port);
        home.put("conf/policies.yaml", POLICY);
        gateway = RunningGateway.start(home, List.of("-Xmx512m"));
        line = new LoopbackLine(port);
        client =
                AirwireClient.open(
                        ClientOptions.of(
                                        "localhost",
                                        line.port(),
                                        certificates.resolve(DEVICE + ".pem"),
                                        certificates.resolve(DEVICE + ".key"),
                                        certificates.resolve("ca.pem"))
                                .retry(5, 50),
                        message -> {});
    }

    @AfterEach
    void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        if (line != null) {
            line.close();
        }
        if (gateway != null) {
            gateway.close();
        }
        function.close();
        if (home != null) {
            home.close();
        }
    }

    private CompletableFuture<Void> publish() {
        byte[] body = new Payload(0, published++, System.nanoTime()).bytes(64);
        CompletableFuture<Void> one = client.publish("sensors/" + DEVICE + "/t", body);
        sent.add(one);
        return one;
    }

    private void allAreKeptAndArrive() throws Exception {
        for (CompletableFuture<Void> one : sent) {
            one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> tally.received() >= published);
        assertThat(tally.received()).isEqualTo(published);
    }

    @Test
    void aHundredReconnectsUnderLoadLoseAndDoubleNothing() throws Exception {
        publish().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        for (int cut = 0; cut < 100; cut++) {
            CompletableFuture<Void> some = null;
            for (int i = 0; i < 10; i++) {
                CompletableFuture<Void> one = publish();
                some = i == cut % 10 ? one : some;
            }
            // some of it has arrived, some is refused for a moment, some of the answers are lost
            some.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            line.cut();
            line.mend();
        }
        allAreKeptAndArrive();
        assertThat(gateway.ledger().accepted()).as("kept once").isEqualTo(published);
        assertThat(tally.duplicates()).isZero();
    }

    @Test
    void aGatewayThatIsKilledLosesNothing() throws Exception {
        kill(3);
    }

    @Test
    void aGatewayThatIsKilledTwentyTimesLosesNothing() throws Exception {
        kill(20);
    }

    private void kill(int times) throws Exception {
        for (int cycle = 0; cycle < times; cycle++) {
            CompletableFuture<Void> some = publish();
            for (int i = 0; i < 200; i++) {
                CompletableFuture<Void> one = publish();
                some = i == 60 * (1 + cycle % 3) ? one : some;
            }
            some.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            gateway.kill();
            gateway = RunningGateway.start(home, List.of("-Xmx512m"));
        }
        allAreKeptAndArrive();
        // what the function had taken and the killed gateway could not note comes once more
        System.out.println("killed " + times + " times: duplicates " + tally.duplicates());
    }
}
