/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.door.TestPki;
import org.airmessenger.message.Identity;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of nghttp2 as they are: another reading of RFC 9113 than ours. */
class RealClientsTest {

    @TempDir Path directory;

    private final AtomicInteger kept = new AtomicInteger();
    private WebKit kit;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.start(
                        directory,
                        new AsyncProcessorSupport() {
                            @Override
                            public boolean process(Exchange exchange, AsyncCallback callback) {
                                kept.incrementAndGet();
                                callback.done(true);
                                return true;
                            }
                        });
        kit.identities.tokens.put("token-1", new Identity("thermo-1", null, "any", "http"));
        Files.writeString(directory.resolve("body"), "{\"celsius\": 21.5}");
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private String run(String command, String... arguments) throws Exception {
        assertThat(isInstalled(command))
                .as(command + " must be installed but is not; run .ci/packages.sh")
                .isTrue();
        Path out = directory.resolve("out.txt");
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean ended = process.waitFor(WebKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(out, StandardCharsets.ISO_8859_1);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static boolean isInstalled(String command) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, command)));
    }

    private String body() throws IOException {
        return directory.resolve("body").toString();
    }

    @Test
    void h2loadPostsOverHundredStreamsOfEachConnection() throws Exception {
        String text =
                run(
                        "h2load",
                        "-n",
                        "2000",
                        "-c",
                        "3",
                        "-m",
                        "100",
                        "-d",
                        body(),
                        "-H",
                        "Authorization: Bearer token-1",
                        "-H",
                        "Content-Type: application/json",
                        kit.uri("/v1/messages/sensors/thermo-1/x").toString());
        assertThat(text)
                .contains("Application protocol: h2", "2000 succeeded, 0 failed, 0 errored");
        assertThat(text).contains("status codes: 2000 2xx, 0 3xx, 0 4xx, 0 5xx");
        assertThat(kept).hasValue(2000);
    }

    @Test
    void nghttpPostsWithItsCertificateAndItsPriorities() throws Exception {
        TestPki.Identity device = kit.device("thermo-1");
        String text =
                run(
                        "nghttp",
                        "-v",
                        "-m",
                        "20",
                        "--cert=" + device.writeCertificate(directory.resolve("d.pem")),
                        "--key=" + device.writeKey(directory.resolve("d.key")),
                        "-d",
                        body(),
                        "-H",
                        "Content-Type: application/json",
                        kit.uri("/v1/messages/sensors/thermo-1/x").toString());
        assertThat(text).contains("send PRIORITY frame", "The negotiated protocol: h2");
        assertThat(text.split(":status: 202", -1)).hasSize(21);
        assertThat(text).doesNotContain("ENHANCE_YOUR_CALM");
        assertThat(kept).hasValue(20);
    }
}
