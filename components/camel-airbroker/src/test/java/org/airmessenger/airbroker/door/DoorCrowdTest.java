/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.ChildProcess;
import org.airmessenger.airbroker.door.RawDevice.Hello;
import org.airmessenger.message.AirHeaders;

import com.sun.management.UnixOperatingSystemMXBean;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Honest devices among others that read nothing, say nothing, say half of something, or talk
 * nonsense. The gateway is a process of its own with a small heap, so what it holds is its own.
 */
class DoorCrowdTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SLOW = 5;

    /** Together more than the buffers of two sockets on one machine hold. */
    private static final int NOISES = 200;

    private static final String NOISE = "n".repeat(30_000);
    private static final int PUBLISHING = 30;
    private static final int MESSAGES = 20;

    /** What one device may cost at the most, with everything that it makes others keep. */
    private static final long BYTES_EACH = 20 << 10;

    private static final long SLACK_BYTES = 12L << 20;
    private static final int SLACK_FILES = 32;

    /** The first half of a CONNECT of MQTT 5 (3.1). */
    private static final byte[] HALF = HexFormat.of().parseHex("101300044d5154540502");

    @TempDir Path directory;
    private final Random random = new Random(20);
    private final List<AutoCloseable> open = new ArrayList<>();
    private int port;
    private RawDevice reporter;
    private int reports;

    /** What the gateway has, after a full collection. */
    private record Report(long heap, long files, long connections, long inFlight, long unread) {

        static Report of(String said) {
            long[] is = Arrays.stream(said.split(" ")).mapToLong(Long::parseLong).toArray();
            return new Report(is[0], is[1], is[2], is[3], is[4]);
        }
    }

    /** The gateway: says what it has whenever a message comes to {@code report}. */
    static final class Gateway {

        private Gateway() {}

        /** Directory, most connections; runs until it is killed. */
        public static void main(String[] arguments) throws Exception {
            AtomicReference<DoorKit> kit = new AtomicReference<>();
            kit.set(
                    DoorKit.start(
                            Path.of(arguments[0]),
                            options -> {
                                options.setMaxConnections(Integer.parseInt(arguments[1]));
                                options.setConnectTimeoutMillis(4_000);
                                options.setPacketDeadlineMillis(4_000);
                                options.setUnreadDeadlineMillis(2_000);
                                options.setSessionMaxMessages(50);
                            },
                            AsyncProcessorConverterHelper.convert(it -> look(it, kit.get()))));
            ChildProcess.say("port " + kit.get().plainPort());
            Thread.currentThread().join();
        }

        private static void look(Exchange exchange, DoorKit kit) {
            if (!"report".equals(exchange.getIn().getHeader(AirHeaders.TOPIC))) {
                return;
            }
            System.gc();
            var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            ChildProcess.say(
                    "has %d %d %d %d %.0f"
                            .formatted(
                                    memory.getUsed(),
                                    system.getOpenFileDescriptorCount(),
                                    kit.door().connections(),
                                    kit.door().inFlightBytes(),
                                    kit.count(
                                            "air_source_connections_ended_total",
                                            "reason",
                                            "unread")));
        }
    }

    @AfterEach
    void hangUp() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Report report(ChildProcess gateway) throws IOException {
        reporter.publish("report", 1 + ++reports % 60_000, "");
        Report report = Report.of(gateway.await("has"));
        assertThat(reporter.read()).startsWith("4002");
        return report;
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        open.add(socket);
        return socket;
    }

    private RawDevice device(String name) throws IOException {
        RawDevice device = new RawDevice(port, Hello.of(name));
        open.add(device);
        return device;
    }

    /** Connects, subscribes, and reads no more than the answers. */
    private void slow(int number) throws IOException {
        Socket socket = socket();
        byte[] name = ("slow-" + number).getBytes();
        socket.getOutputStream()
                .write(HexFormat.of().parseHex("101300044d5154540502003c000006" + hex(name)));
        socket.getOutputStream().write(HexFormat.of().parseHex("8209000100" + "00036e2f2300"));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private List<Socket> bad(int count) throws IOException {
        List<Socket> bad = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bad.add(socket());
            Socket half = socket();
            half.getOutputStream().write(HALF);
            bad.add(half);
            Socket garbage = socket();
            byte[] bytes = new byte[64];
            random.nextBytes(bytes);
            garbage.getOutputStream().write(bytes);
            bad.add(garbage);
        }
        return bad;
    }

    private static void mustBeClosed(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // what it is told before
            }
        } catch (SocketException reset) {
            assertThat(reset).isNotNull();
        }
    }

    private static void mustKeepAll(List<RawDevice> devices) throws IOException {
        for (int id = 1; id <= MESSAGES; id++) {
            for (RawDevice each : devices) {
                each.publish("room/" + id, id, "warm");
            }
        }
        for (int id = 1; id <= MESSAGES; id++) {
            for (RawDevice each : devices) {
                assertThat(each.read()).isEqualTo("4002%04x".formatted(id));
            }
        }
    }

    private void stands(int all) throws Exception {
        try (ChildProcess gateway = ChildProcess.start(Gateway.class, directory, all + 100)) {
            port = Integer.parseInt(gateway.await("port"));
            reporter = device("reporter");
            Report before = report(gateway);
            List<RawDevice> honest = new ArrayList<>();
            for (int i = 0; i < all * 6 / 10; i++) {
                honest.add(device("honest-" + i));
            }
            for (int i = 0; i < SLOW; i++) {
                slow(i);
            }
            List<Socket> bad = bad((all - honest.size()) / 3);
            RawDevice noise = device("noise");
            for (int i = 0; i < NOISES; i++) {
                noise.publish("n/" + i, i + 1, NOISE);
            }
            mustKeepAll(honest.subList(0, PUBLISHING));
            for (Socket each : bad) {
                mustBeClosed(each);
            }
            // with the reporter and the noise
            await().atMost(PATIENCE)
                    .until(() -> report(gateway).connections() == honest.size() + 2);
            Report then = report(gateway);
            assertThat(then.unread()).isEqualTo(SLOW);
            assertThat(then.files()).isLessThan(before.files() + honest.size() + SLACK_FILES);
            assertThat(then.heap())
                    .isLessThan(before.heap() + BYTES_EACH * honest.size() + SLACK_BYTES);
            mustKeepAll(honest.subList(honest.size() - PUBLISHING, honest.size()));
            for (RawDevice each : honest) {
                each.ping();
            }
            for (RawDevice each : honest) {
                assertThat(each.read()).isEqualTo("d000");
                each.close();
            }
            await().atMost(PATIENCE).until(() -> report(gateway).connections() == 2);
            // what a device leaves behind is cleared away after it: of thousands, a moment later
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                Report after = report(gateway);
                                assertThat(after.inFlight()).isLessThan(1_000);
                                assertThat(after.files()).isLessThan(before.files() + SLACK_FILES);
                                assertThat(after.heap()).isLessThan(before.heap() + SLACK_BYTES);
                            });
        }
    }

    @Test
    void leavesHonestDevicesUndisturbedAmongBadOnes() throws Exception {
        stands(300);
    }

    @Test
    @Tag("long")
    void leavesHonestDevicesUndisturbedInACrowdOfTenThousand() throws Exception {
        stands(10_000);
    }
}
