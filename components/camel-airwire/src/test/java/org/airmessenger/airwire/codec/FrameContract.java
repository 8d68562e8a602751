/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What every class of frames must stand, whatever it carries: three tables of it, of what is good,
 * what is refused and what cannot be sent, and what is true of all of them.
 */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(WatchedBuffers.class)
abstract class FrameContract {

    /** A refusal may take its words, and what came. Never what was claimed. */
    private static final long LITTLE = 8 << 10;

    private static final int PER_BYTE = 8;
    private static final int RANDOM = 500;
    private static final int ALL_FLAGS = 15;

    /** The names of fields, as they stand in reasons. */
    private static final Pattern FIELD = Pattern.compile("\\b[A-Z][A-Z_]+[0-9]*\\b");

    private final int type;
    private final int knownFlags;

    FrameContract(int type, int knownFlags) {
        this.type = type;
        this.knownFlags = knownFlags;
    }

    /** Frames and their bytes: each field at both of its bounds. */
    abstract List<Good> good();

    /** What is refused: each field one beyond its bounds, cut, and lying about its length. */
    abstract List<Bad> bad();

    /** What people cannot send. */
    abstract List<Unsendable> unsendable();

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("good")
    void isWrittenInOneWay(Good good) {
        assertThat(Wire.hex(Wire.write(good.frame(), good.width())))
                .isEqualTo(Wire.hex(good.bytes()));
        assertThat(FrameWriter.length(good.frame(), good.width())).isEqualTo(good.inside().length);
        assertThat(good.frame().type()).isEqualTo(type);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("good")
    void isReadAsItWasWritten(Good good) {
        same(good, Wire.read(good.bytes(), Wire.anything(good.width())));
    }

    private static void same(Good good, Frame read) {
        assertThat(read).usingRecursiveComparison().isEqualTo(good.frame());
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("good")
    void isTheSameHoweverItIsCutIntoReads(Good good) {
        for (int cut = 0; cut < good.bytes().length; cut += step(cut)) {
            FrameReader reader = Wire.anything(good.width());
            ByteBuf in = Unpooled.buffer();
            in.writeBytes(good.bytes(), 0, cut);
            assertThat(reader.read(in)).as("after %d bytes", cut).isNull();
            assertThat(in.readerIndex()).as("what is not whole is not touched").isZero();
            in.writeBytes(good.bytes(), cut, good.bytes().length - cut);
            same(good, reader.read(in));
            assertThat(in.isReadable()).isFalse();
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("good")
    void isTheSameByteByByte(Good good) {
        FrameReader reader = Wire.anything(good.width());
        ByteBuf in = Unpooled.buffer();
        Frame read = null;
        for (byte each : good.bytes()) {
            assertThat(read).isNull();
            in.writeByte(each);
            read = reader.read(in);
        }
        same(good, read);
    }

    /** LEN is true, and what is inside ends early or has a byte more: another frame, or none. */
    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("good")
    void isAnotherFrameOrRefusedWhenItEndsElsewhere(Good good) {
        byte[] inside = good.inside();
        for (int length = 1; length < inside.length; length += step(length)) {
            isAnotherOrRefused(Arrays.copyOf(inside, length), good.width());
        }
        for (int more : new int[] {0x00, 0x01, 0x3f, 0x40, 0xff}) {
            byte[] longer = Arrays.copyOf(inside, inside.length + 1);
            longer[inside.length] = (byte) more;
            isAnotherOrRefused(longer, good.width());
        }
    }

    private static int step(int at) {
        return at < 100 ? 1 : 131;
    }

    private void isAnotherOrRefused(byte[] inside, int width) {
        byte[] bytes = Wire.framed(inside);
        FrameReader reader = Wire.anything(width);
        Frame frame;
        try {
            frame = reader.read(Unpooled.wrappedBuffer(bytes));
        } catch (AirwireException e) {
            assertThat(e.code()).isIn(Code.MALFORMED, Code.NON_MINIMAL, Code.BAD_BATCH);
            return;
        }
        if (type != FrameType.PAD) {
            assertThat(Wire.hex(Wire.write(frame, width))).isEqualTo(Wire.hex(bytes));
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("good")
    void hasNoFlagThatIsReserved(Good good) {
        for (int flags = 0; flags <= ALL_FLAGS; flags++) {
            int reserved = flags & ~knownFlags;
            if (reserved != 0) {
                byte[] inside = good.inside();
                inside[0] = (byte) (type << 4 | flags);
                AirwireException refusal =
                        Wire.refused(Wire.framed(inside), Wire.anything(good.width()));
                assertThat(Code.name(refusal.code())).isEqualTo("MALFORMED");
                assertThat(refusal).hasMessage("reserved flags must be 0 but was " + reserved);
            }
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("good")
    void mustHaveTheShortestLength(Good good) {
        byte[] inside = good.inside();
        String length = "c0000000%08x".formatted(inside.length);
        byte[] bytes = Wire.hex(length, Wire.hex(inside));
        AirwireException refusal = Wire.refused(bytes, Wire.anything(good.width()));
        assertThat(Code.name(refusal.code())).isEqualTo("NON_MINIMAL");
    }

    @Test
    void isJudgedByItsLengthBeforeItsBodyIsThere() {
        FrameReader reader = new FrameReader(-1);
        AirwireException refusal = Wire.refused(Wire.hex("5001", head()), reader);
        assertThat(Code.name(refusal.code())).isEqualTo("FRAME_TOO_LARGE");
        assertThat(refusal).hasMessage("LEN must be at most 4096 but was 4097");
        assertThat(Wire.refused(Wire.hex("ffffffffffffffff", head()), new FrameReader(-1)))
                .hasMessage("LEN must be at most 4096 but was 4611686018427387903");
        assertThat(new FrameReader(-1).read(Unpooled.wrappedBuffer(Wire.hex("5000", head()))))
                .as("as long as it may be")
                .isNull();
    }

    @Test
    void isJudgedByItsTypeBeforeItsBodyIsThere() {
        FrameReader reader = new FrameReader(~FrameType.set(type));
        AirwireException refusal = Wire.refused(Wire.hex("5000", head()), reader);
        assertThat(Code.name(refusal.code())).isEqualTo("BAD_STATE");
        assertThat(refusal).hasMessage(FrameType.name(type) + " must not come now");
    }

    private String head() {
        return "%02x".formatted(type << 4);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("bad")
    void isRefusedByCodeAndReason(Bad bad) {
        AirwireException refusal = Wire.refused(bad.bytes(), Wire.anything(FrameReader.NARROW));
        assertThat(refusal).hasMessage(bad.words());
        assertThat(Code.name(refusal.code())).isEqualTo(Code.name(bad.code()));
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("bad")
    void isRefusedTheSameHoweverItIsCutIntoReads(Bad bad) {
        for (int cut = 0; cut < bad.bytes().length; cut += step(cut)) {
            FrameReader reader = Wire.anything(FrameReader.NARROW);
            ByteBuf in = Unpooled.buffer();
            in.writeBytes(bad.bytes(), 0, cut);
            assertThatThrownBy(
                            () -> {
                                assertThat(reader.read(in)).isNull();
                                in.writeBytes(
                                        bad.bytes(),
                                        in.writerIndex(),
                                        bad.bytes().length - in.writerIndex());
                                reader.read(in);
                            })
                    .isInstanceOf(AirwireException.class)
                    .hasMessage(bad.words());
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("bad")
    void costsLittleToRefuse(Bad bad) {
        assertThat(Allocated.by(() -> Allocated.read(bad.bytes(), FrameReader.NARROW)))
                .isLessThan(LITTLE + (long) PER_BYTE * bad.bytes().length);
    }

    /** What a reason names is a field of the specification. */
    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("bad")
    void isRefusedInTheWordsOfTheSpecification(Bad bad) throws IOException {
        String text = specification();
        FIELD.matcher(bad.words())
                .results()
                .map(MatchResult::group)
                .forEach(field -> assertThat(text).contains(field));
    }

    private static String specification() throws IOException {
        return Files.readString(
                Path.of(
                        System.getProperty("air.project.root"),
                        "components/camel-airwire/PROTOCOL.md"));
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("unsendable")
    void cannotBeSent(Unsendable unsendable) {
        ByteBuf out = Unpooled.buffer();
        assertThatThrownBy(
                        () -> FrameWriter.write(unsendable.made().get(), out, FrameReader.NARROW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(unsendable.words());
        assertThat(out.isReadable()).as("a byte of it was written").isFalse();
    }

    @Test
    void comesBackWhateverItHolds() {
        SplittableRandom random = new SplittableRandom(type);
        RandomFrames frames = new RandomFrames(random);
        for (int i = 0; i < RANDOM; i++) {
            Frame frame = frames.next(type);
            int width = random.nextBoolean() ? FrameReader.NARROW : FrameReader.WIDE;
            byte[] bytes = Wire.write(frame, width);
            Frame again = Wire.read(bytes, Wire.anything(width));
            assertThat(Meaning.of(again)).isEqualTo(Meaning.of(frame));
            assertThat(Wire.write(again, width)).isEqualTo(bytes);
        }
    }
}
