/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;

/** Devices that send and never read what they are sent. */
class DoorUnreadTest {

    private static final byte[] CONNECT =
            HexFormat.of()
                    .parseHex(
                            "1010" // CONNECT, MQTT 3.1.1, 3.1
                                    + "00044d5154540402" // MQTT, level 4, clean session
                                    + "0000" // no keep-alive
                                    + "0004736c6f77"); // "slow"

    private static final byte[] CONNECTED = {0x20, 2, 0, 0};

    /** SUBSCRIBE of QoS 0 to "flood/#" (MQTT 3.1.1, 3.8). */
    private static final byte[] SUBSCRIBE =
            HexFormat.of().parseHex("820c0001" + "0007666c6f6f642f23" + "00");

    /** No buffer of two sockets on one machine holds so much. */
    private static final int FLOOD = 64 << 20;

    private static final int QUIET_MILLIS = 700;

    @TempDir Path directory;

    private DoorKit start(long deadlineMillis) throws Exception {
        return DoorKit.start(
                directory,
                options -> options.setUnreadDeadlineMillis(deadlineMillis),
                AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    private static SocketChannel connect(DoorKit kit) throws IOException {
        SocketChannel socket = SocketChannel.open();
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 16 * 1024);
        socket.connect(new InetSocketAddress("127.0.0.1", kit.plainPort()));
        socket.write(ByteBuffer.wrap(CONNECT));
        assertThat(read(socket, CONNECTED.length)).isEqualTo(CONNECTED);
        return socket;
    }

    private static byte[] read(SocketChannel socket, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && socket.read(buffer) >= 0) {
            // until it is there
        }
        return buffer.array();
    }

    /** Sends PINGREQ until the door takes no more for a while; says how many bytes it took. */
    private static long flood(SocketChannel socket) throws IOException {
        socket.configureBlocking(false);
        ByteBuffer pings = ByteBuffer.allocate(64 * 1024);
        while (pings.hasRemaining()) {
            pings.put((byte) 0xC0).put((byte) 0);
        }
        long sent = 0;
        long last = System.nanoTime();
        while (sent < FLOOD && System.nanoTime() - last < QUIET_MILLIS * 1_000_000L) {
            // never half a packet at the front
            pings.position((int) (sent % 2));
            int now = socket.write(pings);
            if (now > 0) {
                sent += now;
                last = System.nanoTime();
            }
            Thread.onSpinWait();
        }
        return sent;
    }

    @Test
    void doesNotReadWhoDoesNotReadAndAnswersAllWhenHeDoes() throws Exception {
        try (DoorKit kit = start(60_000);
                SocketChannel slow = connect(kit)) {
            long sent = flood(slow);
            assertThat(sent).isLessThan(FLOOD);
            Mqtt5BlockingClient other = kit.connectFive("other");
            other.publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
            other.disconnect();
            slow.configureBlocking(true);
            byte[] answers = read(slow, (int) (sent / 2 * 2));
            for (int i = 0; i < answers.length; i += 2) {
                assertThat(answers[i]).isEqualTo((byte) 0xD0);
                assertThat(answers[i + 1]).isZero();
            }
            if (sent % 2 != 0) {
                slow.write(ByteBuffer.wrap(new byte[1]));
                assertThat(read(slow, 2)).containsExactly(0xD0, 0);
            }
            slow.write(ByteBuffer.wrap(new byte[] {(byte) 0xC0, 0}));
            assertThat(read(slow, 2)).containsExactly(0xD0, 0);
            assertThat(kit.count("air_source_connections_ended_total", "reason", "unread"))
                    .isZero();
        }
    }

    @Test
    void endsASubscriberThatNeverReads() throws Exception {
        try (DoorKit kit = start(1_000);
                SocketChannel slow = connect(kit)) {
            slow.write(ByteBuffer.wrap(SUBSCRIBE));
            assertThat(read(slow, 5)).startsWith(0x90, 3);
            Mqtt5BlockingClient sender = kit.connectFive("sender");
            byte[] body = new byte[60_000];
            for (int i = 0; i < 200; i++) {
                sender.publishWith()
                        .topic("flood/" + i % 3)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(body)
                        .send();
            }
            sender.disconnect();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> kit.broker().facts().get("connections").equals(0));
            assertThat(kit.count("air_source_connections_ended_total", "reason", "unread"))
                    .isEqualTo(1);
        }
    }
}
