/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** PROTOCOL.md, 10: what is no batch, in the order in which it is found out. */
class BadBatchTest extends BatchKit {

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

    @Test
    void aDictionaryIsNoneOfTheNextBatch() {
        Dictionary dictionary = dictionary();
        Batch with = packer(true, dictionary).pack(json(5), FrameReader.NARROW);
        assertThat(with.codec()).isEqualTo(Batch.ZSTD_DICTIONARY);
        sameMessages(unpacker(dictionary).unpack(with, FrameReader.NARROW), json(5));
        // the same thread unpacks it, for another peer
        refuses(zstd(with.data(), with.raw()), unpacker());
    }

    @Test
    void aBatchAfterABadOneIsTaken() {
        Batch good = packer(true, null).pack(json(50), FrameReader.NARROW);
        byte[] bad = good.data().clone();
        bad[bad.length - 1] ^= 1;
        refuses(zstd(bad, good.raw()), unpacker());
        sameMessages(unpacker().unpack(good, FrameReader.NARROW), json(50));
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
    }

    /** A rule of the unpacker, and both sides of it. */
    @ParameterizedTest
    @CsvSource({
        // bytes of data, RAW, and whether so much may come of it: 64 times and 1024
        "0, 1024, true",
        "0, 1025, false",
        "1, 1088, true",
        "1, 1089, false",
        "100, 7424, true",
        "100, 7425, false",
        "262144, 16777216, true"
    })
    void mayGrowSoMuchAndNoMore(int data, int raw, boolean holds) {
        assertThat(BatchUnpacker.isBeyondRatio(raw, data)).isEqualTo(!holds);
        BatchUnpacker all = new BatchUnpacker(1 << 24, Wire.MAX_FRAME, true, List.of());
        AirwireException refusal = refusal(zstd(new byte[data], raw), all);
        assertThat(refusal.getMessage().startsWith("RAW must be at most 16777216"))
                .as(refusal.getMessage())
                .isEqualTo(!holds);
    }

    @Test
    void takesARawSizeOfExactlyTheLimit() {
        String row = "02 10 05".repeat(350);
        BatchUnpacker exact = new BatchUnpacker(1050, Wire.MAX_FRAME, true, List.of());
        assertThat(exact.unpack(stored(row), FrameReader.NARROW)).hasSize(350);
        BatchUnpacker less = new BatchUnpacker(1049, Wire.MAX_FRAME, true, List.of());
        assertThat(refusal(stored(row), less))
                .hasMessage("RAW must be at most 1049 and 64 times the data but was 1050");
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "1, false", "100000, false"})
    void isAsLongAsItSaysWhenItIsStored(int more, boolean holds) {
        byte[] raw = Wire.hex(row(json(20)));
        Batch batch = new Batch(Batch.STORED, 0, raw.length + more, raw);
        if (holds) {
            sameMessages(unpacker().unpack(batch, FrameReader.NARROW), json(20));
        } else {
            assertThat(refusal(batch, unpacker()).getMessage()).startsWith("RAW must be ");
        }
    }

    /** Bombs: much from little, each way that zstd knows to say it. */
    @ParameterizedTest
    @CsvSource({
        // zeros, how many, and their level
        "65536, 1",
        "262144, 3",
        "1048576, 19",
        "16777216, 19"
    })
    void isNoBomb(int zeros, int level) {
        byte[] bomb = Zstd.compress(new byte[zeros], level);
        BatchUnpacker all = new BatchUnpacker(1 << 24, 1 << 24, true, List.of());
        for (int raw : new int[] {zeros, 1024, 64 * bomb.length + 1024, 1}) {
            refusal(zstd(bomb, raw), all);
        }
    }

    @Test
    void isNoBombThatKeepsItsSizeToItself() {
        byte[] bomb;
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            bomb = context.setContentSize(false).setWindowLog(18).compress(new byte[1 << 22]);
        }
        BatchUnpacker all = new BatchUnpacker(1 << 24, 1 << 24, true, List.of());
        int most = 64 * bomb.length + 1024;
        assertThat(refusal(zstd(bomb, most), all).getMessage())
                .startsWith("a batch must unpack into RAW bytes");
        assertThat(Allocated.by(() -> Allocated.isTrue(refusal(zstd(bomb, most), all) != null)))
                .as("as much as it may say, and no more")
                .isLessThan(most + (64L << 10));
    }

    @Test
    void isNoBombByItsDictionaryEither() {
        Dictionary zeros = new Dictionary(new byte[1 << 16]);
        open.add(zeros);
        byte[] bomb;
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            bomb =
                    context.loadDict(new byte[1 << 16])
                            .setContentSize(false)
                            .compress(new byte[1 << 18]);
        }
        Batch batch = new Batch(Batch.ZSTD_DICTIONARY, zeros.id(), 1 << 18, bomb);
        refuses(batch, unpacker(zeros));
        int most = 64 * bomb.length + 1024;
        refuses(new Batch(Batch.ZSTD_DICTIONARY, zeros.id(), most, bomb), unpacker(zeros));
    }

    @Test
    void isUnpackedByItsOwnDictionaryAlone() {
        Dictionary own = dictionary();
        Dictionary other = new Dictionary("another dictionary, of no use here".getBytes());
        open.add(other);
        Batch batch = packer(true, own).pack(json(3), FrameReader.NARROW);
        sameMessages(unpacker(other, own).unpack(batch, FrameReader.NARROW), json(3));
        assertThat(refusal(batch, unpacker(other)))
                .hasMessage("a dictionary must be one that was announced");
        Batch mislabelled = new Batch(Batch.ZSTD_DICTIONARY, other.id(), batch.raw(), batch.data());
        refuses(mislabelled, unpacker(other, own));
        refuses(new Batch(Batch.ZSTD, 0, batch.raw(), batch.data()), unpacker(own));
    }

    @Test
    void holdsNoFrameLongerThanAFrameMayBe() {
        Send send = Send.of(1, 5, Attributes.NONE, new byte[1000]);
        String row = row(List.of(send));
        BatchUnpacker exact = new BatchUnpacker(MAX_RAW, 1004, true, List.of());
        assertThat(exact.unpack(stored(row), FrameReader.NARROW)).hasSize(1);
        BatchUnpacker less = new BatchUnpacker(MAX_RAW, 1003, true, List.of());
        assertThat(refusal(stored(row), less)).hasMessage("LEN must be at most 1003 but was 1004");
    }

    /** Each SEND is read as if it had come alone: what it says wrongly ends the batch (10). */
    @ParameterizedTest
    @CsvSource({
        "an alias beyond the highest, 0710 80004000 0102",
        "a topic that is no text, 0412 02 c0af",
        "LEN in two bytes, 4002 10 05",
        "two ids, 1714 00 15 0e0161 1210 000102030405060708090a0b0c0d0e0f",
        "PRIORITY 10, 0514 00 02 040a"
    })
    void holdsNoMessageThatIsWrong(String what, String hex) {
        refuses(stored("03100501" + hex.replace(" ", "")), unpacker());
    }
}
