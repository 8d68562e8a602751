/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.airmessenger.airweb.RawSocket.BINARY;
import static org.airmessenger.airweb.RawSocket.CLOSE;
import static org.airmessenger.airweb.RawSocket.CONTINUATION;
import static org.airmessenger.airweb.RawSocket.LAST;
import static org.airmessenger.airweb.RawSocket.PING;
import static org.airmessenger.airweb.RawSocket.PONG;
import static org.airmessenger.airweb.RawSocket.RSV1;
import static org.airmessenger.airweb.RawSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.door.HeldStep;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;

/** The rules of RFC 6455 and 7692, one by one, by frames in bytes. */
class SocketFramesTest {

    private static final int MOST_FRAME = 2048;
    private static final int MOST_MESSAGE = 4096;
    private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate";

    @TempDir static Path directory;

    private static final HeldStep STEP = new HeldStep();
    private static WebKit kit;

    @BeforeAll
    static void start() throws Exception {
        kit =
                WebKit.withSockets(
                        directory,
                        made -> {
                            made.component.getWebSocket().setMaxSocketFrameBytes(MOST_FRAME);
                            made.component.getWebSocket().setMaxSocketMessageBytes(MOST_MESSAGE);
                        },
                        STEP);
    }

    @AfterAll
    static void stop() {
        kit.close();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** What breaks a rule, and the code by which it is told. */
    enum Wrong {
        /** 5.1: a client masks. */
        NOT_MASKED(1002, bytes("81 02 7b 7d")),
        /** 5.2: reserved bits are 0 unless an extension uses them. */
        RSV1_SET(1002, RawSocket.head(LAST | RSV1 | TEXT, 0)),
        RSV2_SET(1002, RawSocket.head(LAST | 0x20 | TEXT, 0)),
        RSV3_SET(1002, RawSocket.head(LAST | 0x10 | TEXT, 0)),
        RSV1_OF_A_PING(1002, RawSocket.head(LAST | RSV1 | PING, 0)),
        /** 5.2: opcodes that are reserved. */
        OPCODE_3(1002, RawSocket.head(LAST | 3, 0)),
        OPCODE_7(1002, RawSocket.head(LAST | 7, 0)),
        OPCODE_B(1002, RawSocket.head(LAST | 0xb, 0)),
        OPCODE_F(1002, RawSocket.head(LAST | 0xf, 0)),
        /** 5.4: fragments come in their order. */
        CONTINUATION_OF_NOTHING(1002, RawSocket.head(LAST | CONTINUATION, 0)),
        TEXT_WITHIN_TEXT(1002, RawSocket.head(TEXT, 0), RawSocket.head(LAST | TEXT, 0)),
        /** 5.5: control frames are whole and small. */
        FRAGMENTED_PING(1002, RawSocket.head(PING, 0)),
        FRAGMENTED_CLOSE(1002, RawSocket.head(CLOSE, 0)),
        PING_OF_126(1002, RawSocket.head(LAST | PING, 126), new byte[126]),
        /** 5.5.1 and 7.4: what a close frame holds. */
        CLOSE_OF_ONE_BYTE(1002, RawSocket.head(LAST | CLOSE, 1), new byte[1]),
        CLOSE_999(1002, RawSocket.head(LAST | CLOSE, 2), masked("03 e7")),
        CLOSE_1005(1002, RawSocket.head(LAST | CLOSE, 2), masked("03 ed")),
        CLOSE_1006(1002, RawSocket.head(LAST | CLOSE, 2), masked("03 ee")),
        CLOSE_NO_UTF8(1007, RawSocket.head(LAST | CLOSE, 4), masked("03 e8 c3 28")),
        /** 8.1: text is UTF-8, also where fragments cut a character. */
        NO_UTF8(1007, RawSocket.head(LAST | TEXT, 4), masked("22 c3 28 22")),
        SURROGATE(1007, RawSocket.head(LAST | TEXT, 5), masked("22 ed a0 80 22")),
        OVERLONG(1007, RawSocket.head(LAST | TEXT, 4), masked("22 c0 af 22")),
        CUT_CHARACTER(
                1007,
                RawSocket.head(TEXT, 2),
                masked("22 c3"),
                RawSocket.head(LAST | CONTINUATION, 1),
                masked("22")),
        /** No JSON. */
        EMPTY(1007, RawSocket.head(LAST | TEXT, 0)),
        HALF(1007, RawSocket.head(LAST | TEXT, 1), masked("7b")),
        UTF_16(1007, RawSocket.head(LAST | TEXT, 4), masked("00 7b 00 7d")),
        /** Bytes where text is spoken. */
        BYTES(1003, RawSocket.head(LAST | BINARY, 0)),
        /** Too large: told by the head alone, nothing of it has come. */
        FRAME_TOO_LARGE(1009, RawSocket.head(LAST | TEXT, MOST_FRAME + 1)),
        FRAME_OF_A_TERABYTE(1009, RawSocket.head(LAST | TEXT, 1L << 40)),
        MESSAGE_TOO_LARGE(
                1009,
                RawSocket.head(TEXT, MOST_FRAME),
                new byte[MOST_FRAME],
                RawSocket.head(CONTINUATION, MOST_FRAME),
                new byte[MOST_FRAME],
                RawSocket.head(CONTINUATION, 1),
                new byte[1]);

        private final int code;
        private final byte[][] frames;

        Wrong(int code, byte[]... frames) {
            this.code = code;
            this.frames = frames;
        }
    }

    private static byte[] masked(String hex) {
        byte[] masked = bytes(hex);
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= (byte) (i % 4 + 1);
        }
        return masked;
    }

    @ParameterizedTest
    @EnumSource
    void whatBreaksARuleIsToldTheCode(Wrong wrong) throws Exception {
        try (RawSocket client = RawSocket.open(kit, "thermo-1")) {
            for (byte[] part : wrong.frames) {
                client.raw(part);
            }
            RawSocket.Frame end = client.closing();
            assertThat(end.code()).as(end.reason()).isEqualTo(wrong.code);
        }
    }

    @Test
    void fragmentsBecomeOneMessageWhateverComesInBetween() throws Exception {
        try (RawSocket client = RawSocket.open(kit, "thermo-2")) {
            // the two bytes of an umlaut in two fragments
            byte[] whole =
                    "{\"type\":\"ping\",\"ref\":\"\u00fc\"}".getBytes(StandardCharsets.UTF_8);
            int cut = whole.length - 3;
            client.frame(TEXT, Arrays.copyOf(whole, cut))
                    .frame(LAST | PING, "alive")
                    .frame(CONTINUATION, "")
                    .frame(LAST | PONG, "unasked")
                    .frame(LAST | CONTINUATION, Arrays.copyOfRange(whole, cut, whole.length));
            RawSocket.Frame pong = client.next();
            assertThat(pong.first()).isEqualTo(LAST | PONG);
            assertThat(pong.text()).isEqualTo("alive");
            assertThat(client.next().text()).isEqualTo("{\"type\":\"pong\",\"ref\":\"\u00fc\"}");
        }
    }

    @Test
    void aCloseFrameIsAnsweredWithItsCode() throws Exception {
        try (RawSocket client = RawSocket.open(kit, "thermo-2")) {
            client.frame(LAST | CLOSE, bytes("0f a0"));
            assertThat(client.closing().code()).isEqualTo(4000);
        }
        try (RawSocket client = RawSocket.open(kit, "thermo-2")) {
            client.frame(LAST | CLOSE, "");
            assertThat(client.closing().opcode()).isEqualTo(CLOSE);
        }
    }

    @Test
    void whoPingsWithoutEndIsSentAway() throws Exception {
        try (RawSocket client = RawSocket.open(kit, "thermo-3")) {
            for (int i = 0; i <= 100; i++) {
                client.frame(LAST | PING, "");
            }
            assertThat(client.closing().code()).isEqualTo(1008);
        }
    }

    private static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(plain);
        byte[] out = new byte[plain.length + 64];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        // RFC 7692, 7.2.1: without 00 00 ff ff
        return Arrays.copyOf(out, length - 4);
    }

    @Test
    void compressedMessagesAreInflatedUpToTheLimit() throws Exception {
        try (RawSocket client = new RawSocket(kit, kit.device("thermo-4"))) {
            String answer = client.ask(RawSocket.request(kit, DEFLATE));
            // 7.1.1: no memory from message to message, on either side
            assertThat(answer)
                    .contains("permessage-deflate")
                    .contains("client_no_context_takeover")
                    .contains("server_no_context_takeover");
            String ping = "{\"type\":\"ping\",\"ref\":\"" + "x".repeat(60) + "\"}";
            client.frame(LAST | RSV1 | TEXT, deflated(ping.getBytes(StandardCharsets.UTF_8)));
            assertThat(client.next().text()).contains("pong");
            client.frame(LAST | RSV1 | TEXT, deflated(new byte[1 << 20]));
            RawSocket.Frame end = client.closing();
            assertThat(end.code()).as(end.reason()).isEqualTo(1009);
        }
    }

    @Test
    void whatCannotBeInflatedIsToldSo() throws Exception {
        try (RawSocket client = RawSocket.open(kit, "thermo-4", DEFLATE)) {
            client.frame(LAST | RSV1 | TEXT, bytes("ff ff ff ff ff ff"));
            assertThat(client.closing().code()).isEqualTo(1007);
        }
    }

    @Test
    void bitsThatTheExtensionDoesNotUseAreRefusedAllTheSame() throws Exception {
        try (RawSocket client = RawSocket.open(kit, "thermo-4", DEFLATE)) {
            client.frame(LAST | 0x20 | TEXT, "{}");
            assertThat(client.closing().code()).isEqualTo(1002);
        }
    }
}
