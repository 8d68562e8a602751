/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** PROTOCOL.md, 10: messages as one. What is refused: {@link BadBatchTest}. */
class BatchTest extends BatchKit {

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
    void comesBackWhateverItHolds() {
        SplittableRandom random = new SplittableRandom(4096);
        RandomFrames frames = new RandomFrames(random);
        Dictionary dictionary = dictionary();
        BatchPacker packer = packer(true, dictionary);
        int packed = 0;
        for (int i = 0; i < 300; i++) {
            List<Send> sends = new ArrayList<>();
            for (int count = random.nextInt(1, 200); count > 0; count--) {
                Send send = frames.send();
                boolean isWhole = send.fragment() == Send.WHOLE;
                boolean isOfATenant = send.attributes().get(SendAttributes.TENANT) != null;
                sends.add(isWhole && !isOfATenant ? send : send(count, "again and again"));
            }
            Batch batch = packer.pack(sends, FrameReader.NARROW);
            if (batch != null) {
                packed++;
                assertThat(batch.raw()).isEqualTo(row(sends).length() / 2);
                Batch again = (Batch) Wire.read(Wire.write(batch), Wire.anything(2));
                sameMessages(unpacker(dictionary).unpack(again, FrameReader.NARROW), sends);
            }
        }
        assertThat(packed).isGreaterThan(100);
    }
}
