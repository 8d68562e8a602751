/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.airwire.client.RefusedByPeerException;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.door.HeldStep;
import org.airmessenger.door.TestPki;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Whom the door lets in, and what it does with those who break the rules: raw bytes over real TLS.
 */
class StrictDoorTest {

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private WireKit kit;

    @AfterEach
    void stop() {
        if (kit != null) {
            kit.close();
        }
    }

    private SSLSocket tls(String device, String version, String... alpn) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        TestPki.Identity me = TestPki.device(device, kit.authority);
        context.init(
                me.keyManagers().getKeyManagers(),
                kit.authority.trustManagers().getTrustManagers(),
                null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", kit.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(alpn);
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** What the door answers to these bytes, until it closes. */
    private String answer(String device, String hex) throws Exception {
        try (SSLSocket socket = tls(device, "TLSv1.3", "airwire/1")) {
            socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
            return read(socket);
        }
    }

    private static String read(Socket socket) {
        StringBuilder answer = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                answer.append("%02x".formatted(b));
            }
        } catch (IOException e) {
            // reset: it is closed
        }
        return answer.toString();
    }

    @Test
    void aFirstFrameThatIsNoHelloEndsAtOnceWithoutAWord() throws Exception {
        kit = WireKit.start(directory, step);
        // SEND
        assertThat(answer("thermo-1", "04 10 00 0102")).isEqualTo("04c0408600");
        // LEN 4097
        assertThat(answer("thermo-1", "5001")).isEqualTo("04c0408100");
        // HTTP
        assertThat(answer("thermo-1", "474554202f")).isEqualTo("04c0408600");
        // LEN 0
        assertThat(answer("thermo-1", "00")).isEqualTo("04c0408000");
        // versions 2 to 3
        assertThat(answer("thermo-1", "03 a0 02 03")).isEqualTo("04c0404300");
        // HELLO, and something right behind
        assertThat(answer("thermo-1", "03 a0 01 01 01 80")).endsWith("").contains("4086");
        assertThat(step.held).isEmpty();
    }

    @Test
    void aViolationIsToldWithWordsAndCounted() throws Exception {
        kit = WireKit.start(directory, step);
        try (SSLSocket socket = tls("thermo-1", "TLSv1.3", "airwire/1")) {
            socket.getOutputStream().write(HexFormat.of().parseHex("03a00101"));
            // WELCOME
            InputStream in = socket.getInputStream();
            int length = in.read();
            if (length >= 0x40) {
                length = (length & 0x3f) << 8 | in.read();
            }
            in.readNBytes(length);
            // ACK of a number never sent
            socket.getOutputStream().write(HexFormat.of().parseHex("03200001"));
            assertThat(new String(HexFormat.of().parseHex(read(socket))))
                    .contains("CUM must be 0 to 0 but was 1");
        }
        Awaitility.await()
                .atMost(WireKit.LIMIT)
                .until(
                        () ->
                                kit.count(
                                                "air_source_connections_ended_total",
                                                "door",
                                                "wire",
                                                "reason",
                                                "malformed")
                                        == 1);
    }

    @Test
    void anotherNameInAlpnOrNoneOrOlderTlsIsNotLetIn() throws Exception {
        kit = WireKit.start(directory, step);
        for (SSLSocket socket :
                List.of(
                        tls("thermo-1", "TLSv1.3", "h2"),
                        tls("thermo-1", "TLSv1.3"),
                        tls("thermo-1", "TLSv1.2", "airwire/1"))) {
            try (socket) {
                String answer;
                try {
                    socket.startHandshake();
                    socket.getOutputStream().write(HexFormat.of().parseHex("03a00101"));
                    answer = read(socket);
                } catch (IOException e) {
                    answer = "";
                }
                assertThat(answer).isEmpty();
            }
        }
    }

    @Test
    void aTokenProvesADeviceAndEndsInTime() throws Exception {
        kit = WireKit.start(directory, step);
        long until = System.currentTimeMillis() + 3_000;
        kit.identities.tokens.put(
                "t0ken",
                new Identity(
                        "thermo-1",
                        "plant-a",
                        "any",
                        "wire",
                        new Proof("1", "k", until, List.of())));
        ClientOptions options = kit.options(null).token(() -> "t0ken");
        try (WireKit.Device device = new WireKit.Device(options)) {
            assertThat(device.nextLine()).isEqualTo("begun");
            device.client.publish("t", new byte[1]);
            step.next().keep();
            assertThat(device.nextLine()).isEqualTo(Code.name(Code.EXPIRED_PROOF));
        }
    }

    @Test
    void aTokenIsRenewedInALiveConnection() throws Exception {
        kit = WireKit.start(directory, step);
        long now = System.currentTimeMillis();
        String[] tokens = {"first", "second"};
        int[] asked = {0};
        for (int i = 0; i < tokens.length; i++) {
            long until = i == 0 ? now + 10_000 : now + 3_600_000;
            kit.identities.tokens.put(
                    tokens[i],
                    new Identity(
                            "thermo-1",
                            "plant-a",
                            "any",
                            "wire",
                            new Proof(tokens[i], "k", until, List.of())));
        }
        ClientOptions options =
                kit.options(null).token(() -> tokens[Math.min(asked[0]++, tokens.length - 1)]);
        try (WireKit.Device device = new WireKit.Device(options)) {
            assertThat(device.nextLine()).isEqualTo("begun");
            // past the end of the first one
            Awaitility.await()
                    .pollDelay(11, TimeUnit.SECONDS)
                    .atMost(WireKit.LIMIT)
                    .until(() -> asked[0] == 2);
            assertThat(device.line).isEmpty();
            assertThat(device.client.isUp()).isTrue();
        }
    }

    @Test
    void whoIsRefusedTooOftenIsHeldOff() throws Exception {
        kit =
                WireKit.start(
                        directory,
                        k ->
                                k.context
                                        .getPropertiesComponent()
                                        .addInitialProperty("air.source.refusalsBeforeBan", "5"),
                        step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            assertThat(device.nextLine()).isEqualTo("begun");
            for (int i = 0; i < 5; i++) {
                device.client.publish("t", new byte[1]);
                step.next().refuse(new RefusedException(Refusal.NOT_ALLOWED, "AIR-2003 no"));
            }
            assertThat(device.nextLine()).isEqualTo(Code.name(Code.REFUSED_TOO_OFTEN));
        }
    }

    @Test
    void moreConnectionsThanMayBeAreClosed() throws Exception {
        kit = WireKit.start(directory, k -> k.options.setMaxConnections(2), step);
        try (WireKit.Device one = kit.device("thermo-1");
                WireKit.Device two = kit.device("thermo-2")) {
            assertThat(one.nextLine()).isEqualTo("begun");
            assertThat(two.nextLine()).isEqualTo("begun");
            try (WireKit.Device three = kit.device("thermo-3")) {
                assertThat(three.nextLine()).isEqualTo("LOST");
            }
        }
    }

    @Test
    void plainIsForThisMachineAndWhoeverOneClaimsToBe() throws Exception {
        kit =
                WireKit.start(
                        directory,
                        k -> {
                            k.options.setPlainEnabled(true);
                            k.options.setPlainAnonymous(true);
                        },
                        step);
        ClientOptions options =
                ClientOptions.of("127.0.0.1", kit.component.plainPort(), null).device("thermo-9");
        try (WireKit.Device device = new WireKit.Device(options)) {
            assertThat(device.nextLine()).isEqualTo("begun");
            CompletableFuture<Void> kept = device.client.publish("t", new byte[1]);
            step.next().keep();
            kept.get(60, TimeUnit.SECONDS);
        }
        try (WireKit.Device stranger = new WireKit.Device(options.device("stranger-1"))) {
            assertThat(stranger.nextLine()).isEqualTo("NOT_AUTHENTICATED");
        }
    }

    @Test
    void plainDoesNotLeaveThisMachine() {
        assertThatThrownBy(
                        () ->
                                WireKit.start(
                                        directory,
                                        k -> {
                                            k.options.setPlainEnabled(true);
                                            k.options.setPlainHost("0.0.0.0");
                                            k.options.setWindow(0);
                                        },
                                        step))
                .rootCause()
                .hasMessageContaining("AIR-1405 window must be 1 to 8192 but was 0")
                .hasMessageContaining("AIR-1406");
    }

    @Test
    void aFilterThatIsForbiddenIsRefused() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            assertThatThrownBy(
                            () ->
                                    device.client
                                            .subscribe("forbidden/#", 1)
                                            .get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            RefusedByPeerException.class,
                            e -> assertThat(e.code()).isEqualTo(Code.NOT_ALLOWED));
            assertThat(device.client.subscribe("a", 0).get(60, TimeUnit.SECONDS)).isZero();
            assertThat(device.client.unsubscribe("a").get(60, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void aDoorThatClosesFinishesWhatIsInFlight() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            assertThat(device.nextLine()).isEqualTo("begun");
            CompletableFuture<Void> kept = device.client.publish("t", new byte[1]);
            HeldStep.Held held = step.next();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(kit.context::stop);
            Awaitility.await().atMost(WireKit.LIMIT).until(() -> kit.port() == 0);
            CompletableFuture<Void> late = device.client.publish("t", new byte[2]);
            held.keep();
            kept.get(60, TimeUnit.SECONDS);
            assertThat(device.nextLine()).isEqualTo("SHUTDOWN");
            stopped.get(60, TimeUnit.SECONDS);
            assertThat(late).as("it waits for the gateway to come back").isNotDone();
        }
    }

    @Test
    void aDoorThatWaitedLongEnoughStillSaysGoodbye() throws Exception {
        kit = WireKit.start(directory, step);
        kit.context.getShutdownStrategy().setTimeout(1);
        try (WireKit.Device device = kit.device("thermo-1")) {
            assertThat(device.nextLine()).isEqualTo("begun");
            CompletableFuture<Void> never = device.client.publish("t", new byte[1]);
            step.next();
            kit.context.stop();
            assertThat(device.nextLine()).isEqualTo("SHUTDOWN");
            assertThat(never).as("it waits for the gateway to come back").isNotDone();
        }
    }

    @Test
    void aGreetingMayHaveWhatNobodyKnows() throws Exception {
        kit = WireKit.start(directory, step);
        // HELLO with 1016, bytes, empty
        assertThat(answerOfHello("06 a0 01 01 4fe0 00")).startsWith("b0");
        // and critical
        assertThat(answer("thermo-1", "06 a0 01 01 4fe1 00")).isEqualTo("04c0408900");
        assertThat(GreetingAttributes.AGENT.name()).isEqualTo("AGENT");
    }

    private String answerOfHello(String hex) throws Exception {
        try (SSLSocket socket = tls("thermo-1", "TLSv1.3", "airwire/1")) {
            socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
            InputStream in = socket.getInputStream();
            int first = in.read();
            if (first >= 0x40) {
                in.read();
            }
            return "%02x".formatted(in.read());
        }
    }

    @Test
    void anUrgentMessageOfADeviceCarriesItsPriority() throws Exception {
        kit = WireKit.start(directory, step);
        Attributes urgent = Attributes.builder().with(SendAttributes.PRIORITY, 9L).build();
        try (WireKit.Device device = kit.device("thermo-1")) {
            device.client.alias("t", urgent);
            device.client.publish("t", new byte[1], urgent, 1, 0);
            HeldStep.Held held = step.next();
            assertThat(held.exchange().getIn().getHeader("AirPriority")).isEqualTo(9);
            held.keep();
        }
    }
}
