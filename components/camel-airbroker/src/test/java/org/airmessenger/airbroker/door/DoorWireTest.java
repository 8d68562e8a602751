/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Bytes on the wire that no client library sends. */
class DoorWireTest {

    // 10 len | 0004 "MQTT" | level | flags: clean | keep-alive 60 | (5: no properties) | "d1"
    private static final String CONNECT_3 = "10 0e 0004 4d515454 04 02 003c 0002 6431";
    private static final String CONNECT_5 = "10 0f 0004 4d515454 05 02 003c 00 0002 6431";
    private static final String CONNACK_3 = "20020000";

    @TempDir Path directory;

    private final List<Exchange> taken = new CopyOnWriteArrayList<>();

    private DoorKit start() throws Exception {
        return DoorKit.start(
                directory,
                options -> {
                    options.setMaxPacketBytes(1024);
                    options.setConnectTimeoutMillis(1000);
                },
                AsyncProcessorConverterHelper.convert(exchange -> taken.add(exchange.copy())));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static Socket open(DoorKit kit) throws IOException {
        Socket socket = new Socket("127.0.0.1", kit.plainPort());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static String readToEnd(Socket socket) throws IOException {
        return HexFormat.of().formatHex(socket.getInputStream().readAllBytes());
    }

    private static String read(InputStream in, int count) throws IOException {
        return HexFormat.of().formatHex(in.readNBytes(count));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // PUBLISH before CONNECT: QoS 0, topic "t"
                "30 08 0001 74 0000000000 |",
                // CONNECT with reserved flag set
                "10 0e 0004 4d515454 04 03 003c 0002 6431 |",
                // no MQTT at all
                "00 01 02 03 04 05 06 07 08 09 |",
                // CONNECT of MQTT 9: CONNACK "unacceptable protocol version"
                "10 0e 0004 4d515454 09 02 003c 0002 6431 | 2002 0001",
                // will QoS 3
                "10 15 0004 4d515454 04 1e 003c 0002 6431 0001 77 0002 7878 |"
            })
    void closesAConnectionThatDoesNotBeginWithAGoodConnect(String sent, String answer)
            throws Exception {
        try (DoorKit kit = start();
                Socket socket = open(kit)) {
            socket.getOutputStream().write(bytes(sent));
            String got = readToEnd(socket);
            if (answer != null) {
                assertThat(got).isEqualTo(answer.replace(" ", ""));
            }
            assertThat(taken).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a second CONNECT
                CONNECT_5 + " | 82",
                // PUBLISH with QoS 3
                "36 06 0001 74 0001 00 | 81",
                // topic with a wildcard
                "30 04 0001 23 00 | 81",
                // packet id 0 with QoS 1
                "32 06 0001 74 0000 00 | 8",
                // SUBSCRIBE a/#/b
                "82 0b 0001 00 0005 612f232f62 00 | 8f",
                // CONNACK from a client
                "20 03 00 00 00 | 8"
            })
    void tellsAnMqtt5DeviceWhyItsPacketEndsTheConnection(String sent, String code)
            throws Exception {
        try (DoorKit kit = start();
                Socket socket = open(kit)) {
            socket.getOutputStream().write(bytes(CONNECT_5));
            InputStream in = socket.getInputStream();
            assertThat(read(in, 1)).isEqualTo("20");
            in.readNBytes(in.read());
            socket.getOutputStream().write(bytes(sent));
            String end = readToEnd(socket);
            assertThat(end).startsWith("e0");
            assertThat(end.substring(4)).startsWith(code);
            assertThat(taken).isEmpty();
            await().until(() -> kit.broker().facts().get("connections").equals(0));
        }
    }

    @Test
    void closesAnOversizedPacketWithItsCode() throws Exception {
        try (DoorKit kit = start();
                Socket socket = open(kit)) {
            socket.getOutputStream().write(bytes(CONNECT_5));
            InputStream in = socket.getInputStream();
            in.readNBytes(1);
            in.readNBytes(in.read());
            byte[] large = new byte[2000];
            Arrays.fill(large, (byte) 'x');
            // 30 | remaining length 2004 | topic "t" | no properties
            socket.getOutputStream().write(bytes("30 d40f 0001 74 00"));
            socket.getOutputStream().write(large);
            assertThat(readToEnd(socket).substring(4)).startsWith("95");
            assertThat(taken).isEmpty();
        }
    }

    @Test
    void closesAPacketOf200MegabytesAtItsHeader() throws Exception {
        try (DoorKit kit = start();
                Socket socket = open(kit);
                Socket stranger = open(kit)) {
            socket.getOutputStream().write(bytes(CONNECT_5));
            InputStream in = socket.getInputStream();
            in.readNBytes(1);
            in.readNBytes(in.read());
            // a PINGREQ, then the header of a PUBLISH of 209,715,200 bytes, and not one more
            socket.getOutputStream().write(bytes("c000 32 8080 8064"));
            assertThat(read(in, 2)).isEqualTo("d000");
            assertThat(readToEnd(socket).substring(4)).startsWith("95");
            assertThat(kit.count("air_source_messages_total", "qos", "1", "verdict", "too-large"))
                    .isEqualTo(1);
            // the same as a CONNECT
            stranger.getOutputStream().write(bytes("10 8080 8064 0004 4d51"));
            assertThat(readToEnd(stranger)).isEmpty();
        }
    }

    @Test
    void closesAnMqtt3DeviceWithoutAWord() throws Exception {
        try (DoorKit kit = start();
                Socket socket = open(kit)) {
            socket.getOutputStream().write(bytes(CONNECT_3));
            assertThat(read(socket.getInputStream(), 4)).isEqualTo(CONNACK_3);
            socket.getOutputStream().write(bytes("30 03 0001 23"));
            assertThat(readToEnd(socket)).isEmpty();
        }
    }

    @Test
    void closesASilentConnectionAfterItsDeadline() throws Exception {
        try (DoorKit kit = start();
                Socket silent = open(kit);
                Socket halfway = open(kit)) {
            halfway.getOutputStream().write(bytes("10 ff 7f 0004 4d515454 05"));
            assertThat(readToEnd(silent)).isEmpty();
            assertThat(readToEnd(halfway)).isEmpty();
        }
    }

    @Test
    void takesAPublishThatCameTogetherWithConnectAndAnswersAfterConnack() throws Exception {
        try (DoorKit kit = start();
                Socket socket = open(kit)) {
            // PUBLISH QoS 1, topic "t", packet id 7, payload "x"
            socket.getOutputStream().write(bytes(CONNECT_3 + " 32 06 0001 74 0007 78"));
            assertThat(read(socket.getInputStream(), 8)).isEqualTo(CONNACK_3 + "40020007");
            assertThat(taken).hasSize(1);
            assertThat(
                            new String(
                                    taken.get(0).getIn().getBody(byte[].class),
                                    StandardCharsets.UTF_8))
                    .isEqualTo("x");
        }
    }

    @Test
    void takesAResentExactlyOnceMessageOnceWhileItIsHalfway() throws Exception {
        try (DoorKit kit = start();
                Socket socket = open(kit)) {
            socket.getOutputStream().write(bytes(CONNECT_3));
            InputStream in = socket.getInputStream();
            assertThat(read(in, 4)).isEqualTo(CONNACK_3);
            socket.getOutputStream().write(bytes("34 06 0001 74 0009 78"));
            assertThat(read(in, 4)).isEqualTo("50020009");
            socket.getOutputStream().write(bytes("3c 06 0001 74 0009 78"));
            assertThat(read(in, 4)).isEqualTo("50020009");
            socket.getOutputStream().write(bytes("62 02 0009"));
            assertThat(read(in, 4)).isEqualTo("70020009");
            assertThat(taken).hasSize(1);
        }
    }

    @Test
    void givesNothingOfARefusedExactlyOnceMessagesResendToTheBroker() throws Exception {
        HeldStep step = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, step);
                Socket socket = open(kit)) {
            Mqtt5BlockingClient victim = kit.connectFive("victim");
            Mqtt5Publishes commands = victim.publishes(MqttGlobalPublishFilter.ALL);
            victim.subscribeWith().topicFilter("#").send();
            socket.getOutputStream().write(bytes(CONNECT_5));
            InputStream in = socket.getInputStream();
            in.readNBytes(1);
            in.readNBytes(in.read());
            // PUBLISH QoS 2 id 5 to "t", then a "resend" of id 5 to "victim", in one segment
            socket.getOutputStream()
                    .write(bytes("34 07 0001 74 0005 00 78 34 0c 0006 76696374696d 0005 00 78"));
            step.next()
                    .refuse(
                            new RefusedException(
                                    Refusal.NOT_ALLOWED, "AIR-2999 refused for a test"));
            assertThat(read(in, 1)).isEqualTo("50");
            byte[] refused = in.readNBytes(in.read());
            assertThat(refused[2]).isEqualTo((byte) 0x87);
            // once more, alone: it is judged like any other
            socket.getOutputStream().write(bytes("3c 0c 0006 76696374696d 0005 00 79"));
            step.next().keep();
            assertThat(read(in, 1)).isEqualTo("50");
            assertThat(commands.receive(5, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
                    .isEqualTo("y".getBytes(StandardCharsets.US_ASCII));
            assertThat(step.held).isEmpty();
            await().until(() -> kit.broker().facts().get("inFlightBytes").equals(0L));
            victim.disconnect();
        }
    }

    @Test
    void endsAConnectionThatWasSilentForOneAndAHalfKeepAlives() throws Exception {
        try (DoorKit kit = start();
                Socket socket = open(kit)) {
            // keep-alive 1 s
            socket.getOutputStream().write(bytes("10 0f 0004 4d515454 05 02 0001 00 0002 6431"));
            InputStream in = socket.getInputStream();
            in.readNBytes(1);
            in.readNBytes(in.read());
            assertThat(readToEnd(socket).substring(4)).startsWith("8d");
        }
    }
}
