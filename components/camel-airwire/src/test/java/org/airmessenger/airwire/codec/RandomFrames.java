/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Valid frames of every type, by chance; the same seed gives the same frames. */
final class RandomFrames {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-._/";

    private final RandomGenerator random;
    private final BatchPacker packer = new BatchPacker(true, null);

    RandomFrames(RandomGenerator random) {
        this.random = random;
    }

    Frame next() {
        return next(random.nextInt(FrameType.EXTENDED + 1));
    }

    Frame next(int type) {
        return switch (type) {
            case FrameType.PAD -> new Pad(random.nextInt(20));
            case FrameType.ACK -> ack();
            case FrameType.NACK ->
                    new Nack(sequence(), 1 + random.nextInt(63), upTo(100_000), notes());
            case FrameType.SKIP ->
                    new Skip(sequence(), random.nextBoolean() ? Skip.ONE : sequence());
            case FrameType.CREDIT -> new Credit(anyNumber(), anyNumber());
            case FrameType.BIND -> new Bind(random.nextInt(400), text(1, 40), defaults());
            case FrameType.SUBSCRIBE ->
                    new Subscribe(upTo(1000), text(1, 40), random.nextInt(3) - 1);
            case FrameType.PING ->
                    new Ping(random.nextBoolean(), random.nextBoolean() ? null : random.nextLong());
            case FrameType.BATCH -> batch();
            case FrameType.HELLO -> new Hello(1, 1 + random.nextInt(3), greeting());
            case FrameType.WELCOME -> new Welcome(1, random.nextBoolean() ? 0 : 1, greeting());
            case FrameType.BYE -> new Bye(random.nextInt(0x90), upTo(100_000), notes());
            case FrameType.RESULT ->
                    new Result(
                            random.nextInt(4),
                            upTo(1000),
                            random.nextInt(0x40),
                            upTo(1000),
                            notes());
            case FrameType.TOKEN -> new Token(bytes(1, 200));
            case FrameType.EXTENDED -> new Extended(anyNumber(), bytes(0, 40));
            default -> send();
        };
    }

    Send send() {
        long sequence = random.nextBoolean() ? Send.UNNUMBERED : sequence();
        byte[] payload = bytes(0, 60);
        if (sequence != Send.UNNUMBERED && random.nextInt(8) == 0) {
            int fragment = random.nextInt(10);
            return fragment < 2
                    ? new Send(sequence, 0, text(1, 20), attributes(), fragment, payload)
                    : new Send(sequence, 0, null, Attributes.NONE, fragment, payload);
        }
        return random.nextInt(3) == 0
                ? Send.of(sequence, text(1, 40), attributes(), payload)
                : Send.of(sequence, random.nextInt(400), attributes(), payload);
    }

    private Ack ack() {
        long cumulative = sequence();
        int count = random.nextInt(3) == 0 ? random.nextInt(Ranges.MAX + 1) : 0;
        long[] bounds = new long[2 * count];
        long end = cumulative;
        for (int i = 0; i < bounds.length; i += 2) {
            bounds[i] = end + 2 + upTo(70);
            bounds[i + 1] = bounds[i] + upTo(70);
            end = bounds[i + 1];
        }
        return new Ack(cumulative, Ranges.of(cumulative, bounds));
    }

    private Batch batch() {
        List<Send> sends = new ArrayList<>();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            sends.add(Send.of(sequence(), random.nextInt(8), Attributes.NONE, bytes(0, 30)));
        }
        Batch packed = random.nextBoolean() ? packer.pack(sends, FrameReader.NARROW) : null;
        if (packed != null) {
            return packed;
        }
        StringBuilder row = new StringBuilder();
        sends.forEach(send -> row.append(Wire.hex(Wire.write(send))));
        byte[] raw = Wire.hex(row.toString());
        return new Batch(Batch.STORED, 0, raw.length, raw);
    }

    Attributes attributes() {
        Attributes.Builder some = Attributes.builder();
        if (random.nextBoolean()) {
            return some.build();
        }
        with(some, SendAttributes.EXPIRES_IN, 1 + upTo(100_000));
        with(some, SendAttributes.PRIORITY, upTo(10));
        with(some, SendAttributes.CONTENT_TYPE, text(1, 30));
        switch (random.nextInt(5)) {
            case 0 -> some.with(SendAttributes.ID, text(1, 30));
            case 1 ->
                    some.with(
                            SendAttributes.UUID,
                            new UUID(random.nextLong(), random.nextLong()).toString());
            case 2 ->
                    some.with(
                            SendAttributes.ORIGIN,
                            new Origin(sessionId(), 1 + upTo(9), 1 + upTo(100_000)));
            default -> {}
        }
        with(some, SendAttributes.AGAIN, 1L);
        with(some, SendAttributes.TRACE, trace());
        with(some, SendAttributes.REPLY_TO, text(1, 20));
        with(some, SendAttributes.CORRELATION, bytes(0, 20));
        with(some, SendAttributes.CONTENT_ENCODING, text(1, 10));
        with(some, SendAttributes.KEY_ID, text(1, 10));
        with(some, SendAttributes.TIME, anyNumber());
        with(some, SendAttributes.DEVICE, text(1, 20));
        with(some, SendAttributes.TENANT, text(1, 20));
        with(some, SendAttributes.DOOR, text(1, 8));
        with(some, SendAttributes.HOPS, new Hops(List.of(text(1, 10), text(1, 10))));
        for (int i = random.nextInt(4); i > 0; i--) {
            some.with(SendAttributes.USER, new UserProperty(text(1, 10), text(0, 20)));
        }
        if (random.nextInt(4) == 0) {
            some.withUnknown(random.nextInt(64, 3000));
        }
        return some.build();
    }

    private Attributes defaults() {
        Attributes.Builder some = Attributes.builder();
        with(some, SendAttributes.PRIORITY, upTo(10));
        with(some, SendAttributes.CONTENT_TYPE, text(1, 30));
        return some.build();
    }

    private Attributes greeting() {
        Attributes.Builder some = Attributes.builder();
        with(some, GreetingAttributes.MAX_FRAME, 1024 + upTo(100_000));
        with(some, GreetingAttributes.WINDOW, 1 + upTo(8192));
        with(some, GreetingAttributes.CODECS, new byte[] {0, 1});
        with(some, GreetingAttributes.DICTIONARIES, new byte[16]);
        with(some, GreetingAttributes.SEQ32, 1L);
        with(some, GreetingAttributes.SESSION, session());
        with(some, GreetingAttributes.DEVICE, text(1, 20));
        with(some, GreetingAttributes.TOKEN, bytes(1, 40));
        with(some, GreetingAttributes.ALIASES, new BindCounts(upTo(100), upTo(100)));
        return some.build();
    }

    private SessionView session() {
        long first = 1 + upTo(100_000);
        long cumulative = upTo(100_000);
        Ranges ranges = Ranges.of(cumulative, cumulative + 2, cumulative + 5);
        return new SessionView(
                sessionId(),
                1 + upTo(100),
                1 + upTo(9),
                first + upTo(99),
                first,
                upTo(9),
                cumulative,
                ranges);
    }

    private SessionId sessionId() {
        return new SessionId(random.nextLong(), random.nextLong());
    }

    private Attributes notes() {
        return random.nextBoolean() ? Attributes.NONE : NoteAttributes.detail(text(1, 40));
    }

    private String trace() {
        return "%02x-%016x%016x-%016x-%02x"
                .formatted(
                        random.nextInt(2),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextInt(256));
    }

    private <T> void with(Attributes.Builder builder, Attribute<T> attribute, T value) {
        if (random.nextInt(6) == 0) {
            builder.with(attribute, value);
        }
    }

    private long sequence() {
        return random.nextInt(65536);
    }

    /** Small numbers mostly: below the limit. */
    private long upTo(int limit) {
        return random.nextInt(random.nextBoolean() ? Math.min(limit, 64) : limit);
    }

    private long anyNumber() {
        return random.nextLong(Varint.MAX) >> random.nextInt(62);
    }

    private String text(int min, int max) {
        int length = random.nextInt(min, max + 1);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private byte[] bytes(int min, int max) {
        byte[] bytes = new byte[random.nextInt(min, max + 1)];
        random.nextBytes(bytes);
        return bytes;
    }
}
