/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import org.airmessenger.airwire.codec.SpecBytes.Refusal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The frames by the letter of PROTOCOL.md, read a second time and written down as {@link Meaning}
 * does: what both make of the same bytes is the same, or one of them is wrong.
 */
final class SpecFrames {

    private static final long DAY_MILLIS = 86_400_000;
    private static final int MOST_RAW = 1 << 24;
    private static final int CODES = 16383;

    private final SpecBytes in;
    private final int flags;
    private final int width;
    private final Map<String, Object> m = new LinkedHashMap<>();

    private SpecFrames(SpecBytes in, int flags, int width) {
        this.in = in;
        this.flags = flags;
        this.width = width;
    }

    /**
     * Reads.
     *
     * @param inside a frame without LEN
     * @param width bytes of a sequence number
     */
    static Map<String, Object> read(byte[] inside, int width) throws Refusal {
        SpecBytes in = new SpecBytes(inside);
        int head = (int) in.number(1);
        return new SpecFrames(in, head & 15, width).frame(head >> 4);
    }

    private Map<String, Object> frame(int type) throws Refusal {
        m.put("frame", FrameType.name(type));
        switch (type) {
            case 0 -> {
                noFlags(0);
                in.hex();
            }
            case 1 -> send();
            case 2 -> ack();
            case 3 -> nack();
            case 4 -> skip();
            case 5 -> credit();
            case 6 -> bind();
            case 7 -> subscribe();
            case 8 -> ping();
            case 9 -> batch();
            case 10 -> hello();
            case 11 -> welcome();
            case 12 -> bye();
            case 13 -> result();
            case 14 -> token();
            default -> extended();
        }
        in.end();
        return m;
    }

    private void noFlags(int known) throws Refusal {
        SpecBytes.must((flags & ~known) == 0);
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private void put(String name, Object value) {
        m.put(name, value);
    }

    private Map<String, Object> attributes(SpecAttributes all, SpecBytes from) throws Refusal {
        Map<String, Object> values = all.read(from);
        if (!values.isEmpty()) {
            put("attributes", values);
        }
        return values;
    }

    private void send() throws Refusal {
        if (has(1)) {
            put("seq", in.number(width));
        }
        long alias = 0;
        if (has(2)) {
            put("topic", in.var(1, 512).text(1, 512));
        } else {
            alias = in.varint(0, 16_383);
            put("alias", alias);
        }
        if (has(4)) {
            SpecAttributes all = SpecAttributes.ofMessage();
            SpecAttributes.checkMessage(attributes(all, in.var(1, 16_384)));
            if (all.isCritical()) {
                put("critical", true);
            }
        }
        if (has(8)) {
            SpecBytes.must(has(1));
            long fragment = in.varint(0, 1 << 24);
            boolean isLater = fragment >> 1 > 0;
            SpecBytes.must(!isLater || !has(2) && !has(4) && alias == 0);
            put("fragment", fragment);
        }
        put("payload", in.hex());
    }

    private void ack() throws Refusal {
        noFlags(1);
        long cumulative = in.number(width);
        put("cum", cumulative);
        if (has(1)) {
            put("ranges", ranges(in, 1, cumulative));
        }
    }

    /** First and last number of each. */
    static List<Long> ranges(SpecBytes in, int least, long cumulative) throws Refusal {
        List<Long> bounds = new ArrayList<>();
        long end = 0;
        for (long left = in.varint(least, 32); left > 0; left--) {
            long gap = in.varint();
            SpecBytes.must(gap <= SpecBytes.MAX - end - 2);
            long first = end + 2 + gap;
            long length = in.varint();
            SpecBytes.must(length <= SpecBytes.MAX - first);
            end = first + length;
            bounds.add(cumulative + first);
            bounds.add(cumulative + end);
        }
        return bounds;
    }

    private void nack() throws Refusal {
        noFlags(0);
        put("seq", in.number(width));
        put("code", Code.name((int) in.varint(0x01, 0x3f)));
        put("retry", in.varint(0, DAY_MILLIS));
        attributes(SpecAttributes.ofAnswer(), in);
    }

    private void skip() throws Refusal {
        noFlags(1);
        put("seq", in.number(width));
        if (has(1)) {
            put("last", in.number(width));
        }
    }

    private void credit() throws Refusal {
        noFlags(0);
        put("messages", in.varint());
        put("bytes", in.varint());
    }

    private void bind() throws Refusal {
        noFlags(0);
        put("alias", in.varint(0, 16_383));
        put("topic", in.var(1, 512).text(1, 512));
        SpecBytes.must(in.left() <= 512);
        Map<String, Object> values = attributes(SpecAttributes.ofMessage(), in);
        SpecAttributes.checkMessage(values);
        for (String never : List.of("AGAIN", "ORIGIN", "ID", "UUID", "HOPS")) {
            SpecBytes.must(!values.containsKey(never));
        }
    }

    private void subscribe() throws Refusal {
        noFlags(1);
        put("request", in.varint());
        put("filter", in.var(1, 600).text(1, 600));
        if (has(1)) {
            put("end", true);
        } else {
            long qos = in.number(1);
            SpecBytes.must(qos <= 1);
            put("qos", qos);
        }
        // they mean nothing yet, so nothing is written down
        SpecAttributes.none().read(in);
    }

    private void ping() throws Refusal {
        noFlags(1);
        if (has(1)) {
            put("reply", true);
        }
        if (in.left() > 0) {
            put("challenge", in.hex(8));
        }
    }

    private void batch() throws Refusal {
        badBatch(flags <= 2);
        put("codec", (long) flags);
        if (flags == 2) {
            in.number(8);
        }
        long raw = in.varint(1, SpecBytes.MAX);
        badBatch(raw <= MOST_RAW);
        put("raw", raw);
        put("data", in.hex());
    }

    private static void badBatch(boolean holds) throws Refusal {
        if (!holds) {
            throw new Refusal("BAD_BATCH");
        }
    }

    private void greeting() throws Refusal {
        SpecAttributes all = SpecAttributes.ofGreeting();
        attributes(all, in);
        if (all.isCritical()) {
            throw new Refusal("UNSUPPORTED_CRITICAL");
        }
    }

    private void hello() throws Refusal {
        noFlags(0);
        long min = in.number(1);
        long max = in.number(1);
        SpecBytes.must(min >= 1 && min <= max);
        put("min", min);
        put("max", max);
        greeting();
    }

    private void welcome() throws Refusal {
        noFlags(7);
        SpecBytes.must(!has(2) && !has(4) || has(1));
        put("version", in.number(1));
        put("flags", (long) flags);
        greeting();
    }

    private void bye() throws Refusal {
        noFlags(0);
        put("code", Code.name((int) in.varint(0, CODES)));
        put("retry", in.varint(0, DAY_MILLIS));
        attributes(SpecAttributes.ofBye(), in);
    }

    private void result() throws Refusal {
        noFlags(3);
        put("kind", (long) flags);
        put("reference", in.varint());
        put("code", Code.name((int) in.varint(0, CODES)));
        put("value", in.varint());
        attributes(SpecAttributes.ofAnswer(), in);
    }

    private void token() throws Refusal {
        noFlags(0);
        SpecBytes.must(in.left() >= 1 && in.left() <= 3072);
        put("token", in.hex());
    }

    private void extended() throws Refusal {
        noFlags(0);
        long number = in.varint();
        put("number", number);
        put("critical", number % 2 == 1);
        put("data", in.hex());
    }
}
