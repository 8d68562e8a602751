/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.gateway.RunningGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Devices post over HTTP/2 as fast as they can, many requests at once, and the gateway is killed
 * under them: what was answered with 202 arrives, and what arrives again has the same id.
 */
@Tag("long")
class WebLossTest {

    private static final int DEVICES = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> JVM = List.of("-Xmx512m");

    private final List<WebPoster> posters = new ArrayList<>();
    private WebReceiver receiver;
    private GatewayHome home;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        receiver = new WebReceiver();
        home = GatewayHome.create(receiver.sink(), DEVICES, DEVICES);
        gateway = RunningGateway.start(home, JVM);
        for (int i = 0; i < DEVICES; i++) {
            posters.add(new WebPoster(home, i, gateway.webPort()));
        }
    }

    @AfterEach
    void stop() throws Exception {
        posters.forEach(WebPoster::close);
        if (gateway != null) {
            gateway.close();
        }
        if (home != null) {
            home.close();
        }
        receiver.close();
    }

    @Test
    void nothingAnsweredWith202IsLostInThreeKills() throws Exception {
        holds(3, Duration.ofMillis(1_200));
    }

    @Test
    void nothingAnsweredWith202IsLostInTwentyKills() throws Exception {
        holds(20, Duration.ofSeconds(4));
    }

    private void holds(int kills, Duration longest) throws Exception {
        posters.forEach(WebPoster::start);
        for (int kill = 0; kill < kills; kill++) {
            int before = kept().size();
            await().atMost(PATIENCE).until(() -> kept().size() > before + 100);
            TimeUnit.MILLISECONDS.sleep(
                    ThreadLocalRandom.current().nextLong(50, longest.toMillis()));
            gateway.kill();
            gateway = RunningGateway.start(home, JVM);
            posters.forEach(poster -> poster.moveTo(gateway.webPort()));
        }
        int before = kept().size();
        await().atMost(PATIENCE).until(() -> kept().size() > before + 100);
        for (WebPoster poster : posters) {
            poster.end();
        }
        await().atMost(PATIENCE).until(() -> gateway.ledger().waiting() == 0);
        Set<String> lost = new TreeSet<>(kept());
        lost.removeAll(receiver.names());
        System.out.println(
                "web: %d kept, %d received, %d of them again, %d posts had no answer"
                        .formatted(
                                kept().size(),
                                receiver.names().size(),
                                receiver.again(),
                                posters.stream().mapToInt(WebPoster::unanswered).sum()));
        assertThat(lost).as("kept and lost").isEmpty();
        assertThat(receiver.misnamed()).as("came with another id").isEmpty();
        assertThat(posters.stream().mapToInt(WebPoster::unanswered).sum())
                .as("posts in flight when it was killed")
                .isPositive();
        assertThat(gateway.ledger().dead()).isZero();
        await().atMost(PATIENCE).until(() -> gateway.ledger().difference() == 0);
    }

    private Set<String> kept() {
        Set<String> all = new TreeSet<>();
        posters.forEach(poster -> all.addAll(poster.kept()));
        return all;
    }
}
