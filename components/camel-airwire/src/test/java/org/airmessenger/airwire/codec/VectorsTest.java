/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The golden vectors of PROTOCOL.md: what they say is read, written, and refused. */
class VectorsTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("air.project.root"), "components/camel-airwire");
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.USE_LONG_FOR_INTS, true);
    private static final BatchUnpacker UNPACKER =
            new BatchUnpacker(262144, Wire.MAX_FRAME, true, List.of());

    private static JsonNode vectors() throws IOException {
        return JSON.readTree(FOLDER.resolve("vectors.json").toFile());
    }

    @TestFactory
    Stream<DynamicTest> readsAndWritesEveryFrame() throws IOException {
        return named(vectors().get("frames"), this::readsAndWrites);
    }

    private void readsAndWrites(JsonNode vector) {
        byte[] bytes = bytes(vector);
        int width = vector.path("width").asInt(FrameReader.NARROW);
        FrameReader reader = Wire.reader(width);
        reader.allow(-1);
        Frame frame = Wire.read(bytes, reader);
        Map<String, Object> means = plain(vector.get("means"));
        Object sends = means.remove("sends");
        assertThat(Meaning.of(frame)).isEqualTo(means);
        assertThat(Wire.hex(Wire.write(frame, width))).isEqualTo(Wire.hex(bytes));
        assertThat(FrameWriter.length(frame, width))
                .isEqualTo(bytes.length - Varint.size(bytes.length - 1));
        if (frame instanceof Batch batch) {
            List<Map<String, Object>> inside =
                    UNPACKER.unpack(batch, width).stream().map(Meaning::of).toList();
            assertThat(inside).isEqualTo(sends);
        }
    }

    @TestFactory
    Stream<DynamicTest> readsEveryFrameByteByByte() throws IOException {
        return named(vectors().get("frames"), this::readsByteByByte);
    }

    private void readsByteByByte(JsonNode vector) {
        byte[] bytes = bytes(vector);
        FrameReader reader = Wire.reader(vector.path("width").asInt(FrameReader.NARROW));
        reader.allow(-1);
        ByteBuf in = Unpooled.buffer(bytes.length);
        for (int i = 0; i < bytes.length - 1; i++) {
            in.writeByte(bytes[i]);
            assertThat(reader.read(in)).as("after %d bytes", i + 1).isNull();
            assertThat(in.readerIndex()).isZero();
        }
        in.writeByte(bytes[bytes.length - 1]);
        assertThat(reader.read(in)).isNotNull();
        assertThat(in.isReadable()).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> refusesEveryFrameThatBreaksARule() throws IOException {
        return named(vectors().get("refused"), this::refuses);
    }

    private void refuses(JsonNode vector) {
        FrameReader reader = reader(vector.path("state").asText("READY"));
        byte[] bytes = bytes(vector);
        AirwireException refusal = null;
        try {
            Frame frame = reader.read(Unpooled.wrappedBuffer(bytes));
            assertThat(frame).as("what is no batch is refused at once").isInstanceOf(Batch.class);
            UNPACKER.unpack((Batch) frame, FrameReader.NARROW);
        } catch (AirwireException e) {
            refusal = e;
        }
        assertThat(refusal).isNotNull();
        assertThat(Code.name(refusal.code())).isEqualTo(vector.get("code").asText());
        assertThat(refusal.getMessage()).isNotBlank();
        assertThat(refusal.getStackTrace()).isEmpty();
    }

    private static FrameReader reader(String state) {
        return switch (state) {
            case "OPEN" -> new FrameReader(FrameType.set(FrameType.HELLO));
            case "HELLO" -> new FrameReader(FrameType.set(FrameType.WELCOME, FrameType.BYE));
            default -> Wire.reader(FrameReader.NARROW);
        };
    }

    @TestFactory
    Stream<DynamicTest> writesAndReadsEveryInteger() throws IOException {
        return StreamSupport.stream(vectors().get("integers").spliterator(), false)
                .map(
                        vector ->
                                DynamicTest.dynamicTest(
                                        vector.get("value").asText(), () -> integer(vector)));
    }

    private static void integer(JsonNode vector) {
        long value = vector.get("value").asLong();
        ByteBuf out = Unpooled.buffer();
        Varint.write(out, value);
        byte[] bytes = new byte[out.readableBytes()];
        out.getBytes(0, bytes);
        assertThat(Wire.hex(bytes)).isEqualTo(vector.get("hex").asText());
        assertThat(Varint.size(value)).isEqualTo(bytes.length);
        assertThat(Varint.sizeByFirst(bytes[0])).isEqualTo(bytes.length);
        assertThat(Varint.get(out, 0)).isEqualTo(value);
    }

    @Test
    void everyTypeOfFrameHasAVector() throws IOException {
        String all = vectors().get("frames").findValuesAsText("frame").toString();
        for (int type = FrameType.SEND; type <= FrameType.EXTENDED; type++) {
            assertThat(all).contains(FrameType.name(type));
        }
    }

    @Test
    void everyVectorNamesASectionOfTheSpecification() throws IOException {
        String text = Files.readString(FOLDER.resolve("PROTOCOL.md"));
        for (String section : vectors().findValuesAsText("section")) {
            assertThat(text)
                    .containsPattern(
                            "(?m)^##+ (\\d+\\.\\d+, )?" + section.replace(".", "\\.") + "[. ]");
        }
    }

    private interface Check {
        void of(JsonNode vector) throws Exception;
    }

    private static Stream<DynamicTest> named(JsonNode vectors, Check check) {
        return StreamSupport.stream(vectors.spliterator(), false)
                .map(
                        vector ->
                                DynamicTest.dynamicTest(
                                        vector.get("name").asText(), () -> check.of(vector)));
    }

    private static byte[] bytes(JsonNode vector) {
        StringBuilder hex = new StringBuilder();
        vector.get("bytes").forEach(pair -> hex.append(pair.get(0).asText()));
        return Wire.hex(hex.toString());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plain(JsonNode node) {
        return JSON.convertValue(node, Map.class);
    }
}
