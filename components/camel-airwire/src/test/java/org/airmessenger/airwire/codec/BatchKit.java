/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;

import java.util.ArrayList;
import java.util.List;

/** Batches, for tests; what holds native memory is closed behind each. */
abstract class BatchKit {

    static final int MAX_RAW = 262144;

    final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    BatchPacker packer(boolean zstd, Dictionary dictionary) {
        BatchPacker packer = new BatchPacker(zstd, dictionary);
        open.add(packer);
        return packer;
    }

    static BatchUnpacker unpacker(Dictionary... dictionaries) {
        return new BatchUnpacker(MAX_RAW, Wire.MAX_FRAME, true, List.of(dictionaries));
    }

    static Send send(int number, String payload) {
        return Send.of(number, 5, Attributes.NONE, payload.getBytes());
    }

    static List<Send> json(int count) {
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

    static String row(List<Send> sends) {
        StringBuilder row = new StringBuilder();
        sends.forEach(send -> row.append(Wire.hex(Wire.write(send))));
        return row.toString();
    }

    static void sameMessages(List<Send> actual, List<Send> expected) {
        assertThat(row(actual)).isEqualTo(row(expected));
    }

    static void refuses(Batch batch, BatchUnpacker unpacker) {
        assertThatThrownBy(() -> unpacker.unpack(batch, FrameReader.NARROW))
                .isInstanceOfSatisfying(
                        AirwireException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(Code.BAD_BATCH));
    }

    static Batch stored(String hex) {
        byte[] raw = Wire.hex(hex);
        return new Batch(Batch.STORED, 0, raw.length, raw);
    }

    static Batch zstd(byte[] data, int raw) {
        return new Batch(Batch.ZSTD, 0, raw, data);
    }

    Dictionary dictionary() {
        Dictionary dictionary = new Dictionary(Wire.hex(row(json(40))));
        open.add(dictionary);
        return dictionary;
    }

    static AirwireException refusal(Batch batch, BatchUnpacker unpacker) {
        try {
            unpacker.unpack(batch, FrameReader.NARROW);
        } catch (AirwireException e) {
            assertThat(Code.name(e.code())).isEqualTo("BAD_BATCH");
            assertThat(e.getStackTrace()).isEmpty();
            return e;
        }
        throw new AssertionError("taken");
    }
}
