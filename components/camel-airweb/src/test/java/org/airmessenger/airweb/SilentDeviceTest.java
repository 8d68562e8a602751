/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Presence;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLSocket;

/** Devices that listen for commands and, from some moment on, read nothing any more. */
class SilentDeviceTest {

    private static final int LARGE = 1_000_000;
    private static final int COMMANDS = 12;

    @TempDir Path directory;

    private final FakeDownlink down = new FakeDownlink();
    private final PresenceLog presence = new PresenceLog();
    private WebKit kit;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.start(
                        directory,
                        made -> {
                            made.options.setHeartbeatMillis(100);
                            made.context.getRegistry().bind(Downlink.BEAN, down);
                            made.context.getRegistry().bind(Presence.BEAN, presence);
                        },
                        new HeldStep());
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private void isGoneWhenNothingLeavesAnyMore() throws Exception {
        await().atMost(WebKit.LIMIT).until(() -> presence.said.contains("thermo-1 here by http"));
        for (int i = 0; i < COMMANDS; i++) {
            down.send("thermo-1", Map.of(), "x".repeat(LARGE));
        }
        await().atMost(WebKit.LIMIT).until(() -> presence.said.contains("thermo-1 gone: lost"));
        await().atMost(WebKit.LIMIT).until(() -> down.lines.isEmpty());
        assertThat(down.waiting("thermo-1")).as("nothing was acknowledged").isEqualTo(COMMANDS);
        // another one, or the same when it is back, is served
        HttpClient back = kit.client("thermo-1");
        assertThat(WebKit.send(back, kit.request("/v1/commands?wait=5&max=1").build()).body())
                .contains("\"number\":1,");
    }

    private interface Silence {
        void shows() throws Exception;
    }

    /** A line of events over HTTP/1.1 on a socket that takes little, of which nothing is read. */
    private void overHttp11(Silence silence) throws Exception {
        try (Socket plain = new Socket()) {
            plain.setReceiveBufferSize(1024);
            plain.connect(new InetSocketAddress("127.0.0.1", kit.port()));
            try (SSLSocket socket =
                    (SSLSocket)
                            kit.tls(kit.device("thermo-1"))
                                    .getSocketFactory()
                                    .createSocket(plain, "127.0.0.1", kit.port(), true)) {
                socket.getOutputStream()
                        .write(
                                "GET /v1/commands HTTP/1.1\r\nHost: gateway\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                silence.shows();
            }
        }
    }

    @Test
    void isGoneOverHttp11() throws Exception {
        overHttp11(this::isGoneWhenNothingLeavesAnyMore);
    }

    @Test
    void isGoneOverHttp11AlthoughNothingIsSentButSignsOfLife() throws Exception {
        overHttp11(
                () -> {
                    await().atMost(WebKit.LIMIT)
                            .until(() -> presence.said.contains("thermo-1 here by http"));
                    await().atMost(WebKit.LIMIT)
                            .until(() -> presence.said.contains("thermo-1 gone: lost"));
                    await().atMost(WebKit.LIMIT).until(() -> down.lines.isEmpty());
                });
    }

    @Test
    void isGoneOverHttp2() throws Exception {
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            connection.request(1, "GET", "/v1/commands");
            isGoneWhenNothingLeavesAnyMore();
        }
    }
}
