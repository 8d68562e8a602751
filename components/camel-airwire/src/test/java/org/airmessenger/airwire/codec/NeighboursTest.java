/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Everything next to a golden vector, without chance: cut at every byte, with one byte more at
 * every place, with every bit turned. Each neighbour is another frame, which is written back as it
 * came (PROTOCOL.md, 2: there is one way to write a thing), or it is refused with a code.
 */
class NeighboursTest {

    /** Above it only the first bytes say anything but payload. */
    private static final int ENOUGH = 200;

    private static final int[] INSERTED = {0x00, 0x01, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff};

    private final ByteBuf out = Unpooled.buffer();

    private record Vector(String name, int width, byte[] body) {

        /** With a LEN that is true, so that the damage is inside. */
        byte[] framed(byte[] changed) {
            ByteBuf whole = Unpooled.buffer();
            Varint.write(whole, changed.length);
            whole.writeBytes(changed);
            return Arrays.copyOf(whole.array(), whole.writerIndex());
        }
    }

    private static Stream<Vector> vectors() throws IOException {
        JsonNode all =
                new ObjectMapper()
                        .readTree(
                                Path.of(System.getProperty("air.project.root"))
                                        .resolve("components/camel-airwire/vectors.json")
                                        .toFile());
        return Stream.of("frames", "refused")
                .flatMap(chapter -> StreamSupport.stream(all.get(chapter).spliterator(), false))
                .map(NeighboursTest::vector)
                .filter(vector -> vector.body().length > 0);
    }

    private static Vector vector(JsonNode json) {
        StringBuilder hex = new StringBuilder();
        json.get("bytes").forEach(pair -> hex.append(pair.get(0).asText()));
        byte[] bytes = Wire.hex(hex.toString());
        int prefix = Math.min(bytes.length, Varint.sizeByFirst(bytes[0]));
        return new Vector(
                json.get("name").asText(),
                json.path("width").asInt(FrameReader.NARROW),
                Arrays.copyOfRange(bytes, prefix, bytes.length));
    }

    private static Stream<DynamicTest> each(Consumer<Vector> check) throws IOException {
        return vectors()
                .map(vector -> DynamicTest.dynamicTest(vector.name(), () -> check.accept(vector)));
    }

    @TestFactory
    Stream<DynamicTest> cutAtEveryByte() throws IOException {
        return each(
                vector -> {
                    byte[] body = vector.body();
                    for (int length = 1; length < body.length; length += step(length)) {
                        holds(vector, Arrays.copyOf(body, length));
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> withOneByteMoreAtEveryPlace() throws IOException {
        return each(
                vector -> {
                    byte[] body = vector.body();
                    for (int at = 0; at <= Math.min(body.length, ENOUGH); at++) {
                        for (int more : INSERTED) {
                            byte[] changed = new byte[body.length + 1];
                            System.arraycopy(body, 0, changed, 0, at);
                            changed[at] = (byte) more;
                            System.arraycopy(body, at, changed, at + 1, body.length - at);
                            holds(vector, changed);
                        }
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> withEveryBitTurned() throws IOException {
        return each(
                vector -> {
                    byte[] body = vector.body();
                    for (int bit = 0; bit < 8 * Math.min(body.length, ENOUGH); bit++) {
                        byte[] changed = body.clone();
                        changed[bit >>> 3] ^= (byte) (1 << (bit & 7));
                        holds(vector, changed);
                    }
                });
    }

    private static int step(int length) {
        return length < ENOUGH ? 1 : 97;
    }

    private void holds(Vector vector, byte[] changed) {
        FrameReader reader = Wire.reader(vector.width());
        reader.allow(-1);
        byte[] bytes = vector.framed(changed);
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        Frame frame;
        try {
            frame = reader.read(in);
        } catch (AirwireException e) {
            assertThat(Code.name(e.code())).as(e.getMessage()).doesNotStartWith("0x");
            assertThat(e.code()).isGreaterThanOrEqualTo(Code.VIOLATION);
            return;
        }
        assertThat(frame).as("LEN is true, so it is whole").isNotNull();
        assertThat(in.isReadable()).as("it takes all that LEN says").isFalse();
        if (frame instanceof Pad) {
            // what it holds means nothing, and is not kept
            return;
        }
        out.clear();
        FrameWriter.write(frame, out, vector.width());
        assertThat(out).as("%s as %s", vector.name(), frame).isEqualTo(in.resetReaderIndex());
    }
}
