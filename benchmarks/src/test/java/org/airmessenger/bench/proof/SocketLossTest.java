/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.control.identity.Pem;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A whole gateway that is killed while devices send by WebSocket: what it acknowledged is compared
 * with what the function behind it has, message by message.
 */
@Tag("long")
class SocketLossTest {

    private static final int DEVICES = 4;
    private static final char[] PASSWORD = "only here".toCharArray();
    private static final Duration DRAIN = Duration.ofMinutes(5);

    @Test
    void nothingAcknowledgedByWebSocketIsLostInTwoKills() throws Exception {
        holds(2, 1_000);
    }

    @Test
    void nothingAcknowledgedByWebSocketIsLostInTwentyKills() throws Exception {
        holds(20, 4_000);
    }

    private static void holds(int kills, int mostMillis) throws Exception {
        Verdict.Builder verdict = new Verdict.Builder("killed " + kills + " times by WebSocket");
        ExecutorService threads = Executors.newFixedThreadPool(DEVICES);
        try (Stage<CountingFunction> stage =
                new Stage<>(
                        DEVICES,
                        DEVICES,
                        8,
                        List.of("-Xmx512m"),
                        tally -> new CountingFunction(tally, payload -> {}))) {
            AtomicInteger port = new AtomicInteger(stage.gateway().webPort());
            List<SocketSender> senders = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                senders.add(new SocketSender(client(stage, i), port::get, i));
            }
            senders.forEach(threads::execute);
            for (int kill = 0; kill < kills; kill++) {
                live(mostMillis);
                awaitProgress(senders);
                stage.kill();
                stage.restart();
                port.set(stage.gateway().webPort());
                verdict.must(
                        stage.balancedLedger().difference() == 0,
                        "the ledger must balance after kill " + kill);
            }
            awaitProgress(senders);
            senders.forEach(SocketSender::end);
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            stage.settle(verdict, senders.stream().map(SocketSender::acknowledged).toList(), DRAIN);
            assertThat(senders).allSatisfy(sender -> assertThat(sender.refused()).isNull());
        } finally {
            threads.shutdownNow();
        }
        Verdict held = verdict.build();
        System.out.println(held);
        assertThat(held.broken()).as(held.toString()).isEmpty();
    }

    /** A kill is to hit every device in the midst of it. */
    private static void awaitProgress(List<SocketSender> senders) throws InterruptedException {
        int[] before = senders.stream().mapToInt(each -> each.acknowledged().count()).toArray();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (int i = 0; i < before.length; i++) {
            while (senders.get(i).acknowledged().count() <= before[i]) {
                assertThat(System.nanoTime()).as("a device sends nothing").isLessThan(deadline);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static void live(int mostMillis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(300, mostMillis));
    }

    private static HttpClient client(Stage<?> stage, int device) throws Exception {
        Path folder = stage.home().folder().resolve("devices");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "me",
                Pem.privateKey(folder.resolve("sensor-" + device + ".key")),
                PASSWORD,
                new Certificate[] {Pem.certificate(folder.resolve("sensor-" + device + ".pem"))});
        KeyManagerFactory mine = KeyManagerFactory.getInstance("PKIX");
        mine.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", Pem.certificate(folder.resolve("ca.pem")));
        TrustManagerFactory theirs = TrustManagerFactory.getInstance("PKIX");
        theirs.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(mine.getKeyManagers(), theirs.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }
}
