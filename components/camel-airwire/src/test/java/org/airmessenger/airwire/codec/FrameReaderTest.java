/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** PROTOCOL.md, 2: the gatekeeper. */
class FrameReaderTest {

    private final FrameReader reader = Wire.reader(FrameReader.NARROW);

    @Test
    void readsFramesThatStandBehindEachOther() {
        ByteBuf in =
                Unpooled.wrappedBuffer(
                        Wire.bytes(
                                // LEN 1, PING
                                0x01,
                                0x80,
                                // LEN 3, ACK, CUM 7
                                0x03,
                                0x20,
                                0x00,
                                0x07,
                                // LEN 1, PING with R
                                0x01,
                                0x81));
        assertThat(reader.read(in)).isEqualTo(new Ping(false, null));
        assertThat(reader.read(in)).isEqualTo(new Ack(7, Ranges.NONE));
        assertThat(reader.read(in)).isEqualTo(new Ping(true, null));
        assertThat(reader.read(in)).isNull();
    }

    @Test
    void waitsWithoutTouchingWhatIsNotWhole() {
        ByteBuf in =
                Unpooled.wrappedBuffer(
                        Wire.bytes(
                                // LEN 3, ACK, half of CUM
                                0x03, 0x20, 0x00));
        assertThat(reader.read(in)).isNull();
        assertThat(in.readerIndex()).isZero();
    }

    @Test
    void waitsForTheSecondHalfOfALength() {
        ByteBuf in = Unpooled.buffer().writeByte(0x40);
        assertThat(reader.read(in)).isNull();
        in.writeByte(0x80);
        assertThat(reader.read(in)).as("HEAD is missing").isNull();
        in.writeByte(0x12);
        assertThat(reader.read(in)).as("the body is missing").isNull();
        in.writeZero(127);
        assertThatThrownBy(() -> reader.read(in))
                .as("it came whole, and has an empty topic")
                .isInstanceOf(AirwireException.class)
                .hasMessageContaining("TOPIC");
    }

    @Test
    void judgesALengthBeforeItsFrameIsThere() {
        // LEN 65537, nothing else
        assertThat(Wire.refusal(Wire.bytes(0x80, 0x01, 0x00, 0x01)))
                .isEqualTo(Code.FRAME_TOO_LARGE);
    }

    @Test
    void judgesAHugeLengthWithoutNarrowingIt() {
        // LEN 2^32 + 1 would be 1 as an int
        assertThat(Wire.refusal(Wire.bytes(0xc0, 0, 0, 1, 0, 0, 0, 1)))
                .isEqualTo(Code.FRAME_TOO_LARGE);
        // LEN 2^31
        assertThat(Wire.refusal(Wire.bytes(0xc0, 0, 0, 0, 0x80, 0, 0, 0)))
                .isEqualTo(Code.FRAME_TOO_LARGE);
    }

    @Test
    void takesAFrameOfExactlyTheLimit() {
        FrameReader small = new FrameReader(Wire.READY);
        small.agree(1024, FrameReader.NARROW);
        // LEN 1024: SEND, alias 0, payload of 1022 bytes
        byte[] frame = new byte[2 + 1024];
        frame[0] = 0x44;
        frame[2] = 0x10;
        assertThat(Wire.read(frame, small)).isInstanceOf(Send.class);
        // one more
        frame = new byte[2 + 1025];
        frame[0] = 0x44;
        frame[1] = 0x01;
        frame[2] = 0x10;
        assertThat(Wire.refusal(frame, small)).isEqualTo(Code.FRAME_TOO_LARGE);
    }

    @Test
    void hasTheFirstLimitUntilTheGreetingsAgreed() {
        FrameReader first = new FrameReader(FrameType.set(FrameType.HELLO));
        // LEN 4096, HELLO: more is to come
        assertThat(first.read(Unpooled.wrappedBuffer(Wire.bytes(0x50, 0x00, 0xa0)))).isNull();
        first = new FrameReader(FrameType.set(FrameType.HELLO));
        assertThat(Wire.refusal(Wire.bytes(0x50, 0x01), first)).isEqualTo(Code.FRAME_TOO_LARGE);
    }

    @Test
    void refusesATypeThatMustNotComeAsSoonAsItIsKnown() {
        FrameReader first = new FrameReader(FrameType.set(FrameType.HELLO));
        // an HTTP request: "GET / …" is LEN 1861 and type 5
        assertThat(Wire.refusal(Wire.bytes('G', 'E', 'T', ' '), first)).isEqualTo(Code.BAD_STATE);
        // a TLS handshake: LEN 22, type 0
        first = new FrameReader(FrameType.set(FrameType.HELLO));
        assertThat(Wire.refusal(Wire.bytes(0x16, 0x03, 0x01), first)).isEqualTo(Code.BAD_STATE);
        // MQTT's CONNECT: LEN 16, type 1
        first = new FrameReader(FrameType.set(FrameType.HELLO));
        assertThat(Wire.refusal(Wire.bytes(0x10, 0x1e), first)).isEqualTo(Code.BAD_STATE);
    }

    @Test
    void changesWhatMayComeWithTheState() {
        FrameReader changing = new FrameReader(FrameType.set(FrameType.HELLO));
        assertThat(Wire.read(Wire.bytes(0x03, 0xa0, 0x01, 0x01), changing))
                .isInstanceOf(Hello.class);
        changing.allow(Wire.READY);
        assertThat(Wire.read(Wire.bytes(0x01, 0x80), changing)).isInstanceOf(Ping.class);
        assertThat(Wire.refusal(Wire.bytes(0x03, 0xa0, 0x01, 0x01), changing))
                .isEqualTo(Code.BAD_STATE);
    }

    @Test
    void costsNoStackTraceToRefuse() {
        assertThatThrownBy(() -> reader.read(Unpooled.wrappedBuffer(Wire.bytes(0x00))))
                .isInstanceOf(AirwireException.class)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty())
                .hasMessage("LEN must be 1 or more but was 0");
    }

    @Test
    void namesEveryType() {
        assertThat(FrameType.name(FrameType.PAD)).isEqualTo("PAD");
        assertThat(FrameType.name(FrameType.SEND)).isEqualTo("SEND");
        assertThat(FrameType.name(FrameType.EXTENDED)).isEqualTo("EXTENDED");
        assertThat(FrameType.set(FrameType.PAD, FrameType.EXTENDED)).isEqualTo(0x8001);
    }

    @Test
    void readsAPaddingWhereItMayCome() {
        FrameReader datagram = new FrameReader(-1);
        // LEN 4, PAD, three bytes of anything
        assertThat(Wire.read(Wire.bytes(0x04, 0x00, 0x01, 0x02, 0x03), datagram))
                .isEqualTo(new Pad(3));
        assertThat(Wire.hex(Wire.write(new Pad(3)))).isEqualTo("0400000000");
    }
}
