/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

class TlsWatchTest {

    private static final long LOOK_MILLIS = 10;

    @TempDir Path folder;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean busy;
    private TestPki.Identity authority;
    private TlsFiles files;
    private TlsWatch watch;

    @BeforeEach
    void look() throws Exception {
        authority = TestPki.authority("ca");
        files =
                TlsFiles.of(
                        folder.resolve("server.pem").toString(),
                        folder.resolve("server.key").toString(),
                        authority.writeCertificate(folder.resolve("ca.pem")).toString());
        write("first");
        watch = new TlsWatch("web", files, timer, LOOK_MILLIS, meters, this::take);
    }

    @AfterEach
    void close() {
        watch.close();
        timer.shutdownNow();
    }

    /** On the thread that looks, so that it never sees the one without the other. */
    private void change(Callable<?> write) throws Exception {
        timer.submit(write).get();
    }

    private TestPki.Identity write(String name) throws Exception {
        TestPki.Identity server = TestPki.device(name, authority);
        server.writeKey(files.key());
        server.writeCertificate(files.certificate());
        return server;
    }

    private void take(TlsMaterial material) {
        asked.add(material.certificate().getSubjectX500Principal().getName());
        if (busy) {
            throw new IllegalStateException("not at this moment");
        }
    }

    private double count(String verdict) {
        return meters.get("air_source_certificates_total")
                .tags("door", "web", "verdict", verdict)
                .counter()
                .count();
    }

    @Test
    void triesGoodFilesAgainThatCouldNotBePutInForceAndTellsItOnce() throws Exception {
        busy = true;
        change(() -> write("second"));
        await().until(() -> asked.stream().filter("CN=second"::equals).count() >= 3);
        assertThat(count("refused")).isEqualTo(1);
        assertThat(count("taken")).isZero();

        busy = false;
        await().until(() -> count("taken") == 1);
        int asks = asked.size();
        letItLookAFewTimes();
        assertThat(asked).as("taken once").hasSize(asks);
        assertThat(count("refused")).isEqualTo(1);
    }

    @Test
    void doesNotTryBadFilesAgainUntilTheyChange() throws Exception {
        change(() -> Files.writeString(files.certificate(), "no certificate"));
        await().until(() -> count("refused") == 1);
        letItLookAFewTimes();
        assertThat(count("refused")).isEqualTo(1);
        assertThat(asked).isEmpty();

        change(() -> write("second"));
        await().until(() -> count("taken") == 1);
        assertThat(asked).last().isEqualTo("CN=second");
    }

    /** What is scheduled later with the one thread runs behind the looks before it. */
    private void letItLookAFewTimes() throws Exception {
        timer.schedule(() -> {}, 10 * LOOK_MILLIS, TimeUnit.MILLISECONDS).get();
    }
}
