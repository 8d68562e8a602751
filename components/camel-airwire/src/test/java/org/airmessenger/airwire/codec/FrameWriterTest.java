/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PROTOCOL.md, 2: LEN, TYPE, FLAGS and a body. */
@ExtendWith(WatchedBuffers.class)
class FrameWriterTest {

    private static Send send(int payload) {
        return Send.of(Send.UNNUMBERED, 0, Attributes.NONE, new byte[payload]);
    }

    @ParameterizedTest
    @CsvSource({
        // payload, LEN, and its bytes
        "0, 2, 02",
        "61, 63, 3f",
        "62, 64, 4040",
        "16381, 16383, 7fff",
        "16382, 16384, 80004000",
        "1000000, 1000002, 800f4242"
    })
    void putsTheShortestLengthBefore(int payload, int length, String prefix) {
        byte[] bytes = Wire.write(send(payload));
        assertThat(FrameWriter.length(send(payload), FrameReader.NARROW)).isEqualTo(length);
        assertThat(bytes).hasSize(prefix.length() / 2 + length);
        assertThat(Wire.hex(bytes)).startsWith(prefix + "1000");
    }

    @Test
    void writesBehindWhatIsThere() {
        ByteBuf out = Unpooled.buffer(4);
        FrameWriter.write(new Ping(false, null), out, FrameReader.NARROW);
        FrameWriter.write(new Ack(0x1234, Ranges.NONE), out, FrameReader.NARROW);
        FrameWriter.write(Bye.of(Code.OK), out, FrameReader.NARROW);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        assertThat(Wire.hex(bytes)).isEqualTo("0180" + "03201234" + "03c00000");
    }

    /** Who gathers frames for one record loses none of them to one that cannot be sent. */
    @Test
    void leavesWhatIsThereWhenAFrameCannotBeSent() {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.buffer();
        try {
            FrameWriter.write(new Ping(false, null), out, FrameReader.NARROW);
            Send wrong = Send.of(1, "t".repeat(513), Attributes.NONE, new byte[9]);
            assertThatThrownBy(() -> FrameWriter.write(wrong, out, FrameReader.NARROW))
                    .isInstanceOf(IllegalArgumentException.class);
            FrameWriter.write(new Ping(true, null), out, FrameReader.NARROW);
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            assertThat(Wire.hex(bytes)).isEqualTo("01800181");
            assertThat(out.refCnt()).isEqualTo(1);
        } finally {
            out.release();
        }
    }

    @Test
    void growsTheBufferOnce() {
        ByteBuf out = Unpooled.buffer(2, 1 << 20);
        FrameWriter.write(send(5_000), out, FrameReader.NARROW);
        assertThat(out.readableBytes()).isEqualTo(5_004);
        ByteBuf full = Unpooled.buffer(2, 16);
        assertThatThrownBy(() -> FrameWriter.write(send(5_000), full, FrameReader.NARROW))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(full.isReadable()).as("half a frame").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // a number, its narrow and its wide bytes: the low ones
        "0, 0000, 00000000",
        "65535, ffff, 0000ffff",
        "65536, 0000, 00010000",
        "4294967295, ffff, ffffffff",
        "4294967296, 0000, 00000000",
        "4611686018427387903, ffff, ffffffff"
    })
    void sendsTheLowBytesOfANumber(long number, String narrow, String wide) {
        Ack ack = new Ack(number, Ranges.NONE);
        assertThat(Wire.hex(Wire.write(ack, FrameReader.NARROW))).isEqualTo("0320" + narrow);
        assertThat(Wire.hex(Wire.write(ack, FrameReader.WIDE))).isEqualTo("0520" + wide);
    }
}
