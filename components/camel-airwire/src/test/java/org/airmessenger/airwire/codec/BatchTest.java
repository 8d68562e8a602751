/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** PROTOCOL.md, 10. */
class BatchTest {

    private static final int MAX_RAW = 262144;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private BatchPacker packer(boolean zstd, Dictionary dictionary) {
        BatchPacker packer = new BatchPacker(zstd, dictionary);
        open.add(packer);
        return packer;
    }

    private static BatchUnpacker unpacker(Dictionary... dictionaries) {
        return new BatchUnpacker(MAX_RAW, Wire.MAX_FRAME, true, List.of(dictionaries));
    }

    private static Send send(int number, String payload) {
        return Send.of(number, 5, Attributes.NONE, payload.getBytes());
    }

    private static List<Send> json(int count) {
        List<Send> sends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sends.add(
                    send(
                            i + 1,
                            "{\"celsius\": 2%d.5, \"device\": \"thermo-%d\"}"
                                    .formatted(i % 10, i)));
        }
        return sends;
    }

    private static String row(List<Send> sends) {
        StringBuilder row = new StringBuilder();
        sends.forEach(send -> row.append(Wire.hex(Wire.write(send))));
        return row.toString();
    }

    private static void sameMessages(List<Send> actual, List<Send> expected) {
        assertThat(row(actual)).isEqualTo(row(expected));
    }

    private static void refuses(Batch batch, BatchUnpacker unpacker) {
        assertThatThrownBy(() -> unpacker.unpack(batch, FrameReader.NARROW))
                .isInstanceOfSatisfying(
                        AirwireException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(Code.BAD_BATCH));
    }

    private static Batch stored(String hex) {
        byte[] raw = Wire.hex(hex);
        return new Batch(Batch.STORED, 0, raw.length, raw);
    }

    private static Batch zstd(byte[] data, int raw) {
        return new Batch(Batch.ZSTD, 0, raw, data);
    }

    @Test
    void manyMessagesOfTextBecomeAFewBytes() {
        List<Send> sends = json(100);
        Batch batch = packer(true, null).pack(sends, FrameReader.NARROW);
        assertThat(batch.codec()).isEqualTo(Batch.ZSTD);
        assertThat(batch.data().length).isLessThan(batch.raw() / 3);
        sameMessages(unpacker().unpack(batch, FrameReader.NARROW), sends);
    }

    @Test
    void messagesThatDoNotShrinkGoOneByOne() {
        SplittableRandom random = new SplittableRandom(1);
        List<Send> sends = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            byte[] payload = new byte[20];
            random.nextBytes(payload);
            sends.add(Send.of(i, 5, Attributes.NONE, payload));
        }
        assertThat(packer(true, null).pack(sends, FrameReader.NARROW)).isNull();
    }

    @Test
    void aPeerWithoutZstdGetsNone() {
        assertThat(packer(false, null).pack(json(100), FrameReader.NARROW)).isNull();
    }

    @Test
    void aDictionaryMakesSmallBatchesSmaller() {
        Dictionary dictionary = dictionary();
        List<Send> sends = json(3);
        Batch with = packer(true, dictionary).pack(sends, FrameReader.NARROW);
        assertThat(with.codec()).isEqualTo(Batch.ZSTD_DICTIONARY);
        assertThat(with.dictionary()).isEqualTo(dictionary.id());
        sameMessages(unpacker(dictionary).unpack(with, FrameReader.NARROW), sends);
        Batch without = packer(true, null).pack(sends, FrameReader.NARROW);
        assertThat(with.data().length + 8)
                .isLessThan(without == null ? with.raw() : without.data().length);
        refuses(with, unpacker());
    }

    private Dictionary dictionary() {
        Dictionary dictionary = new Dictionary(Wire.hex(row(json(40))));
        open.add(dictionary);
        return dictionary;
    }

    @Test
    void aDictionaryIsBounded() {
        assertThatThrownBy(() -> new Dictionary(new byte[7]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 to 1048576");
        assertThatThrownBy(() -> new Dictionary(new byte[Dictionary.MAX_BYTES + 1]))
                .hasMessageContaining("1048577");
    }

    @Test
    void aDictionaryIsNamedByItsDigest() {
        Dictionary one = new Dictionary("a dictionary".getBytes());
        open.add(one);
        // printf 'a dictionary' | sha256sum
        assertThat(one.id()).isEqualTo(0x36f46f7c5e83d0c2L);
    }

    @Test
    void storedMessagesAreTakenAsTheyAre() {
        List<Send> sends = json(2);
        sameMessages(unpacker().unpack(stored(row(sends)), FrameReader.NARROW), sends);
    }

    @Test
    void wideNumbersGoIntoBatches() {
        List<Send> sends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sends.add(send(0x10000 + i, "the same text over and over"));
        }
        Batch batch = packer(true, null).pack(sends, FrameReader.WIDE);
        List<Send> again = unpacker().unpack(batch, FrameReader.WIDE);
        assertThat(again).extracting(Send::sequence).startsWith(0x10000L, 0x10001L);
    }

    @ParameterizedTest
    @CsvSource({
        // what stands in the batch
        "a PING, 0180",
        "a batch, 0690 04 03100501",
        "a HELLO, 03a00101",
        "half a message, 031005",
        "a message and half of one, 03100501 0410",
        "a fragment, 06 19 0001 00 03 ff",
        "a message longer than a frame may be, 80010001 10",
        "nothing but a length, 40"
    })
    void refusesWhatIsNoMessage(String what, String hex) {
        refuses(stored(hex.replace(" ", "")), unpacker());
    }

    @Test
    void refusesMoreThan4096Messages() {
        StringBuilder row = new StringBuilder();
        row.append("021005".repeat(4096));
        assertThat(unpacker().unpack(stored(row.toString()), FrameReader.NARROW)).hasSize(4096);
        refuses(stored(row + "021005"), unpacker());
    }

    @Test
    void refusesTwoTenants() {
        List<Send> sends = new ArrayList<>();
        for (String tenant : new String[] {"a", "a", "b"}) {
            Attributes of = Attributes.builder().with(SendAttributes.TENANT, tenant).build();
            sends.add(Send.of(sends.size() + 1, 5, of, new byte[3]));
        }
        assertThat(unpacker().unpack(stored(row(sends.subList(0, 2))), FrameReader.NARROW))
                .hasSize(2);
        refuses(stored(row(sends)), unpacker());
    }

    @Test
    void refusesARawSizeBeyondTheLimit() {
        BatchUnpacker small = new BatchUnpacker(1024, Wire.MAX_FRAME, true, List.of());
        List<Send> sends = json(100);
        refuses(packer(true, null).pack(sends, FrameReader.NARROW), small);
    }

    @Test
    void refusesABomb() {
        byte[] zeros = new byte[MAX_RAW];
        byte[] bomb = Zstd.compress(zeros, 19);
        assertThat(bomb.length).isLessThan(100);
        refuses(zstd(bomb, MAX_RAW), unpacker());
        // and one that lies about its size
        refuses(zstd(bomb, 1024), unpacker());
    }

    @Test
    void neverPacksWhatItWouldRefuse() {
        List<Send> sends = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sends.add(Send.of(i, 5, Attributes.NONE, new byte[60_000]));
        }
        assertThat(packer(true, null).pack(sends, FrameReader.NARROW))
                .as("zeros shrink beyond the ratio that is taken")
                .isNull();
    }

    @Test
    void refusesADifferentSizeThanItSays() {
        byte[] raw = Wire.hex(row(json(20)));
        byte[] packed;
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            packed = context.setContentSize(false).compress(raw);
        }
        sameMessages(unpacker().unpack(zstd(packed, raw.length), FrameReader.NARROW), json(20));
        refuses(zstd(packed, raw.length - 1), unpacker());
        refuses(zstd(packed, raw.length + 1), unpacker());
    }

    @Test
    void refusesAContentSizeThatIsAnother() {
        byte[] raw = Wire.hex(row(json(20)));
        byte[] packed = Zstd.compress(raw);
        assertThat(unpacker().unpack(zstd(packed, raw.length), FrameReader.NARROW)).hasSize(20);
        refuses(zstd(packed, raw.length + 1), unpacker());
    }

    @Test
    void takesAChecksum() {
        byte[] raw = Wire.hex(row(json(20)));
        byte[] packed;
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            packed = context.setChecksum(true).compress(raw);
        }
        assertThat(unpacker().unpack(zstd(packed, raw.length), FrameReader.NARROW)).hasSize(20);
        packed[packed.length - 1] ^= 1;
        refuses(zstd(packed, raw.length), unpacker());
    }

    @Test
    void refusesAWindowBeyondTheLimit() {
        byte[] raw = new byte[300_000];
        new SplittableRandom(3).nextBytes(raw);
        byte[] packed;
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            packed =
                    context.setWindowLog(20)
                            .setContentSize(false)
                            .compress(Arrays.copyOf(raw, 200_000));
        }
        refuses(zstd(packed, 200_000), unpacker());
    }

    @ParameterizedTest
    @CsvSource({
        // two frames, a skippable one in front, bytes behind, another magic, a reserved bit, a
        // reserved block, cut
        "no zstd at all, 00112233445566778899",
        "another magic, 28b52ffe 20 04 210000 03100501",
        "a reserved bit, 28b52ffd 28 04 210000 03100501",
        "a reserved type of block, 28b52ffd 20 04 270000 03100501",
        "no last block, 28b52ffd 20 04 200000 03100501",
        "a block that is cut, 28b52ffd 20 04 290000 03100501",
        "a header that is cut, 28b52ffd 20",
        "a size that is cut, 28b52ffd a0 04",
        "bytes behind, 28b52ffd 20 04 210000 03100501 00",
        "two frames, 28b52ffd 20 04 210000 03100501 28b52ffd 20 04 210000 03100501",
        "a skippable frame, 502a4d18 00000000 28b52ffd 20 04 210000 03100501",
        "no block, 28b52ffd 20 04"
    })
    void refusesWhatIsNotExactlyOneZstdFrame(String what, String hex) {
        refuses(zstd(Wire.hex(hex.replace(" ", "")), 4), unpacker());
    }

    @ParameterizedTest
    @CsvSource({
        // each way to say a size or a dictionary, RFC 8878, 3.1.1.1
        "size in one byte, 28b52ffd 20 04 210000 03100501",
        "size in four bytes, 28b52ffd a0 04000000 210000 03100501",
        "size in eight bytes, 28b52ffd e0 0400000000000000 210000 03100501",
        "a window and no size, 28b52ffd 00 00 210000 03100501",
        "a window with a fraction, 28b52ffd 00 07 210000 03100501"
    })
    void takesEveryWayToSayASize(String what, String hex) {
        byte[] data = Wire.hex(hex.replace(" ", ""));
        assertThat(unpacker().unpack(zstd(data, 4), FrameReader.NARROW)).hasSize(1);
    }

    @Test
    void takesARunOfOneByte() {
        // seven messages of three bytes would not repeat a single byte; so the header alone is
        // checked
        byte[] run = Wire.hex("28b52ffd 20 04 230000 00");
        ZstdFrame.check(run, 4);
        refuses(zstd(run, 4), unpacker());
    }

    @Test
    void aCodecThatWasNotAnnouncedIsRefused() {
        BatchUnpacker plain = new BatchUnpacker(MAX_RAW, Wire.MAX_FRAME, false, List.of());
        refuses(packer(true, null).pack(json(50), FrameReader.NARROW), plain);
        assertThat(Wire.refusal(Wire.hex("03 93 01 00"))).isEqualTo(Code.BAD_BATCH);
    }

    @Test
    void aBatchIsWrittenAndRead() {
        Batch batch =
                new Batch(Batch.ZSTD_DICTIONARY, 0x0123_4567_89ab_cdefL, 300, new byte[] {1, 2});
        byte[] bytes = Wire.write(batch);
        assertThat(Wire.hex(bytes))
                .isEqualTo(
                        // LEN 13, BATCH with a dictionary
                        "0d92"
                                // DICTIONARY
                                + "0123456789abcdef"
                                // RAW 300
                                + "412c"
                                // data
                                + "0102");
        assertThat(Wire.read(bytes)).usingRecursiveComparison().isEqualTo(batch);
        assertThat(Wire.refusal(Wire.hex("05 92 01234567"))).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("05 90 81000001"))).isEqualTo(Code.MALFORMED);
    }
}
