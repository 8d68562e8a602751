/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What is in a batch, beside the specification read a second time (PROTOCOL.md, 10, rules 5 and 6):
 * both take the same messages out of the same row, or neither takes any.
 */
class SpecBatchTest extends BatchKit {

    private static final int ROWS = 30_000;
    private static final int SEND = 1;
    private static final List<String> TENANTS = List.of("", "", "a", "a", "b");

    private final SplittableRandom random = new SplittableRandom(8878);
    private final RandomFrames frames = new RandomFrames(random);
    private final Mutations mutations = new Mutations(random);
    private int taken;
    private int refused;

    /** The messages of a row, or null where it is BAD_BATCH. */
    private static List<Map<String, Object>> bySpecification(byte[] row) {
        List<Map<String, Object>> messages = new ArrayList<>();
        Set<Object> tenants = new HashSet<>();
        SpecBytes in = new SpecBytes(row);
        try {
            while (in.left() > 0) {
                String inside = in.var(1, Wire.MAX_FRAME).hex();
                byte[] bytes = Wire.hex(inside);
                Map<String, Object> message = SpecFrames.read(bytes, FrameReader.NARROW);
                if ((bytes[0] & 0xf0) >> 4 != SEND || message.containsKey("fragment")) {
                    return null;
                }
                if (message.get("attributes") instanceof Map<?, ?> its
                        && its.get("TENANT") != null) {
                    tenants.add(its.get("TENANT"));
                }
                messages.add(message);
            }
        } catch (SpecBytes.Refusal e) {
            return null;
        }
        return tenants.size() > 1 ? null : messages;
    }

    private void same(byte[] row) {
        Batch batch = new Batch(Batch.STORED, 0, row.length, row);
        List<Map<String, Object>> wanted = bySpecification(row);
        if (wanted == null) {
            refuses(batch, unpacker());
            refused++;
        } else {
            assertThat(unpacker().unpack(batch, FrameReader.NARROW).stream().map(Meaning::of))
                    .as(Wire.hex(row))
                    .isEqualTo(wanted);
            taken++;
        }
    }

    private byte[] row() {
        ByteBuf row = Unpooled.buffer();
        for (int count = random.nextInt(1, 6); count > 0; count--) {
            Frame frame = random.nextInt(40) == 0 ? frames.next() : message();
            FrameWriter.write(frame, row, FrameReader.NARROW);
        }
        return Arrays.copyOf(row.array(), row.writerIndex());
    }

    private Send message() {
        if (random.nextBoolean()) {
            return frames.send();
        }
        String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
        Attributes attributes =
                Attributes.builder()
                        .with(SendAttributes.TENANT, tenant.isEmpty() ? null : tenant)
                        .build();
        return Send.of(random.nextInt(1, 60_000), random.nextInt(8), attributes, new byte[2]);
    }

    @Test
    void takesTheSameMessagesOutOfAnyRow() {
        for (int i = 0; i < ROWS; i++) {
            same(row());
        }
        assertThat(taken).isGreaterThan(ROWS / 4);
        assertThat(refused).isGreaterThan(ROWS / 10);
    }

    @Test
    void takesTheSameMessagesOutOfADamagedRow() {
        for (int i = 0; i < ROWS; i++) {
            byte[] damaged = mutations.damage(row(), row());
            if (damaged.length > 0) {
                same(damaged);
            }
        }
        assertThat(taken).isGreaterThan(ROWS / 100);
        assertThat(refused).isGreaterThan(ROWS / 4);
    }
}
