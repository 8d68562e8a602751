/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.ChildProcess;
import org.airmessenger.airbroker.door.RawDevice.Hello;
import org.airmessenger.door.TestPki;
import org.airmessenger.message.AirHeaders;

import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Devices storm the door with certificates, as after an outage: each with a whole handshake, beside
 * others that never finish theirs. Who was here before is served all the while.
 */
class DoorStormTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STORMING = 32;

    /** Of each kind. */
    private static final int STUCK = 10;

    /**
     * The well-behaved device has one message at a time on its way. So many others may come in
     * meanwhile, whatever the speed of the machine; if it had to wait for the handshakes of all, it
     * would be as many as storm.
     */
    private static final int CONNECTS_PER_MESSAGE = STORMING / 8;

    /** What a silent device may cost with its TLS. */
    private static final long BYTES_EACH = 32 << 10;

    /** What a handshake may cost that is not over. */
    private static final long BYTES_STUCK = 96 << 10;

    private static final long SLACK_BYTES = 12L << 20;

    /** A record of 512 bytes that begins with a ClientHello and ends there (RFC 8446, 5.1). */
    private static final byte[] HALF = HexFormat.of().parseHex("1603010200010001fc0303");

    @TempDir Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestPki.Identity authority;
    private int port;
    private RawDevice reporter;
    private int reports;

    /** What the gateway has, after a full collection. */
    private record Report(long heap, long connections) {

        static Report of(String said) {
            long[] is = Arrays.stream(said.split(" ")).mapToLong(Long::parseLong).toArray();
            return new Report(is[0], is[1]);
        }
    }

    /** The gateway: says what it has whenever a message comes to {@code report}. */
    static final class Gateway {

        private Gateway() {}

        /** Directory, whose TLS; runs until it is killed. */
        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            AtomicReference<DoorKit> kit = new AtomicReference<>();
            kit.set(
                    DoorKit.start(
                            directory.resolve("data"),
                            options -> {
                                options.setMqttEnabled(true);
                                options.setTlsProvider(arguments[1]);
                                options.setConnectTimeoutMillis(10_000);
                                options.setCertificateFile(file(directory, "gateway.pem"));
                                options.setKeyFile(file(directory, "gateway-key.pem"));
                                options.setClientCaFiles(file(directory, "ca.pem"));
                            },
                            AsyncProcessorConverterHelper.convert(it -> look(it, kit.get()))));
            ChildProcess.say("port " + kit.get().broker().port("mqtt"));
            Thread.currentThread().join();
        }

        private static String file(Path directory, String name) {
            return directory.resolve(name).toString();
        }

        private static void look(Exchange exchange, DoorKit kit) {
            if ("report".equals(exchange.getIn().getHeader(AirHeaders.TOPIC))) {
                System.gc();
                var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
                ChildProcess.say("has " + memory.getUsed() + ' ' + kit.door().connections());
            }
        }
    }

    @AfterEach
    void hangUp() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private ChildProcess start(String provider) throws Exception {
        authority = TestPki.authority("Test CA");
        authority.writeCertificate(directory.resolve("ca.pem"));
        TestPki.Identity gateway = TestPki.device("gateway", authority);
        gateway.writeCertificate(directory.resolve("gateway.pem"));
        gateway.writeKey(directory.resolve("gateway-key.pem"));
        ChildProcess child = ChildProcess.start(Gateway.class, directory, provider);
        port = Integer.parseInt(child.await("port"));
        reporter = keep(device("reporter"));
        return child;
    }

    private <T extends AutoCloseable> T keep(T one) {
        open.add(one);
        return one;
    }

    /** Never resumes: each context is new. */
    private SSLContext tls(TestPki.Identity identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                identity.keyManagers().getKeyManagers(),
                authority.trustManagers().getTrustManagers(),
                null);
        return context;
    }

    private RawDevice device(String name) throws Exception {
        return device(name, TestPki.device(name, authority));
    }

    private RawDevice device(String name, TestPki.Identity identity) throws Exception {
        Socket socket = tls(identity).getSocketFactory().createSocket("127.0.0.1", port);
        return new RawDevice(socket, Hello.of(name));
    }

    private Report report(ChildProcess gateway) throws IOException {
        reporter.publish("report", 1 + ++reports % 60_000, "");
        Report report = Report.of(gateway.await("has"));
        assertThat(reporter.read()).startsWith("4002");
        return report;
    }

    /** Who never finishes: says nothing, half of a ClientHello, or nothing after the handshake. */
    private List<Socket> stuck() throws Exception {
        List<Socket> stuck = new ArrayList<>();
        for (int i = 0; i < STUCK; i++) {
            stuck.add(keep(new Socket("127.0.0.1", port)));
            Socket half = keep(new Socket("127.0.0.1", port));
            half.getOutputStream().write(HALF);
            stuck.add(half);
            SSLContext context = tls(TestPki.device("mute-" + i, authority));
            var mute = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
            mute.startHandshake();
            stuck.add(keep(mute));
        }
        for (Socket each : stuck) {
            each.setSoTimeout((int) PATIENCE.toMillis());
        }
        return stuck;
    }

    private static void mustBeClosed(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // what it is told before
            }
        } catch (SocketException | SSLException reset) {
            assertThat(reset).isNotNull();
        }
    }

    /** Publishes one by one until it is over; says how many were acknowledged. */
    private static int publish(RawDevice device, AtomicBoolean over) {
        int number = 0;
        try {
            for (; !over.get(); number++) {
                int id = 1 + number % 60_000;
                device.publish("room/1", id, "warm");
                assertThat(device.read()).isEqualTo("4002%04x".formatted(id));
            }
        } catch (IOException e) {
            throw new AssertionError("the well-behaved device was disturbed", e);
        }
        return number;
    }

    private void storm(int number, AtomicInteger left) {
        String name = "storm-" + number;
        try {
            TestPki.Identity identity = TestPki.device(name, authority);
            while (left.getAndDecrement() > 0) {
                try (RawDevice device = device(name, identity)) {
                    device.disconnect(0);
                    assertThat(device.read()).isEmpty();
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static <T> CompletableFuture<T> aside(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, runnable -> new Thread(runnable).start());
    }

    private void stands(String provider, int connects, int silent) throws Exception {
        try (ChildProcess gateway = start(provider);
                RawDevice honest = device("honest")) {
            Report before = report(gateway);
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Integer> acknowledged = aside(() -> publish(honest, over));
            List<Socket> stuck = stuck();
            assertThat(report(gateway).heap())
                    .isLessThan(before.heap() + BYTES_STUCK * stuck.size() + SLACK_BYTES);
            AtomicInteger left = new AtomicInteger(connects);
            List<CompletableFuture<Boolean>> storm = new ArrayList<>();
            for (int i = 0; i < STORMING; i++) {
                int number = i;
                storm.add(
                        aside(
                                () -> {
                                    storm(number, left);
                                    return true;
                                }));
            }
            storm.forEach(CompletableFuture::join);
            over.set(true);
            assertThat(acknowledged.join()).isGreaterThan(connects / CONNECTS_PER_MESSAGE);
            for (Socket each : stuck) {
                mustBeClosed(each);
            }
            List<RawDevice> here = new ArrayList<>();
            for (int i = 0; i < silent; i++) {
                here.add(keep(device("silent-" + i)));
            }
            Report then = report(gateway);
            assertThat(then.connections()).isEqualTo(silent + 2);
            assertThat(then.heap()).isLessThan(before.heap() + BYTES_EACH * silent + SLACK_BYTES);
            for (RawDevice each : here) {
                each.close();
            }
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                Report after = report(gateway);
                                assertThat(after.connections()).isEqualTo(2);
                                assertThat(after.heap()).isLessThan(before.heap() + SLACK_BYTES);
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "openssl"})
    void servesWhoIsHereWhileOthersStormTheDoorWithCertificates(String provider) throws Exception {
        stands(provider, 4 * STORMING, STORMING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "openssl"})
    @Tag("long")
    void servesWhoIsHereWhileThousandsStormTheDoorWithCertificates(String provider)
            throws Exception {
        stands(provider, 10_000, 2_000);
    }
}
