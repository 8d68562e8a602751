/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import org.airmessenger.airwire.codec.SpecBytes.Refusal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Attributes by the letter of PROTOCOL.md, 2, 3, 5 and 6: see {@link SpecFrames}. */
final class SpecAttributes {

    private static final int MOST = 64;
    private static final int MOST_BYTES = 16384;
    private static final int CRITICAL = 1;
    private static final int BYTES = 2;
    private static final int CODES = 16383;
    private static final Pattern TRACE_00 =
            Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** What the attributes of a list are called and what they say, by their tags. */
    private final Map<Long, Known> known = new LinkedHashMap<>();

    private boolean isCritical;

    private record Known(String name, Value value) {}

    private interface Value {
        Object read(SpecBytes in) throws Refusal;
    }

    private SpecAttributes number(int number, String name, long least, long most) {
        known.put((long) number << 2, new Known(name, in -> in.varint(least, most)));
        return this;
    }

    private SpecAttributes text(int number, String name, int least, int most) {
        return bytes(number, name, in -> in.text(least, most));
    }

    private SpecAttributes bytes(int number, String name, Value value) {
        known.put((long) number << 2 | BYTES, new Known(name, value));
        return this;
    }

    private SpecAttributes hex(int number, String name, int least, int most) {
        return bytes(number, name, in -> hex(in, least, most));
    }

    private static String hex(SpecBytes in, int least, int most) throws Refusal {
        SpecBytes.must(in.left() >= least && in.left() <= most);
        return in.hex();
    }

    /** Of HELLO and WELCOME. */
    static SpecAttributes ofGreeting() {
        SpecAttributes all =
                new SpecAttributes()
                        .number(0, "MAX_FRAME", 1024, 16_777_216)
                        .number(1, "WINDOW", 1, 8192)
                        .number(2, "MAX_ALIAS", 0, 16_384)
                        .number(3, "CREDIT_MESSAGES", 0, SpecBytes.MAX)
                        .number(4, "CREDIT_BYTES", 0, SpecBytes.MAX)
                        .number(5, "IDLE", 1, 3600)
                        .hex(6, "CODECS", 1, 16)
                        .bytes(7, "DICTIONARIES", SpecAttributes::dictionaries)
                        .number(8, "SEQ32", 0, 1)
                        .number(9, "MAX_BATCH", 1024, 16_777_216)
                        .bytes(10, "SESSION", SpecAttributes::session)
                        .text(11, "DEVICE", 1, 128)
                        .text(13, "AGENT", 1, 64)
                        .number(14, "MAX_MESSAGE", 1024, 16_777_216)
                        .bytes(15, "ALIASES", in -> List.of(in.varint(), in.varint()))
                        .number(16, "REASON", 0, CODES)
                        .number(17, "TOKEN_LIFE", 0, SpecBytes.MAX)
                        .number(18, "AWAKE", 1, 86_400)
                        .number(19, "ACK_DELAY", 0, 1000);
        all.known.put(12L << 2 | BYTES | CRITICAL, new Known("TOKEN", in -> hex(in, 1, 3072)));
        return all;
    }

    /** Of SEND and BIND. */
    static SpecAttributes ofMessage() {
        return new SpecAttributes()
                .number(0, "EXPIRES_IN", 1, 4_294_967_295L)
                .number(1, "PRIORITY", 0, 9)
                .text(2, "CONTENT_TYPE", 1, 8192)
                .bytes(3, "ID", in -> in.visible(1, 128))
                .bytes(4, "UUID", in -> new UUID(in.number(8), in.number(8)).toString())
                .bytes(5, "ORIGIN", SpecAttributes::origin)
                .number(6, "AGAIN", 1, 1)
                .bytes(7, "TRACE", SpecAttributes::trace)
                .text(8, "REPLY_TO", 1, 512)
                .hex(9, "CORRELATION", 0, 8192)
                .bytes(10, "CONTENT_ENCODING", in -> in.visible(1, 128))
                .bytes(11, "KEY_ID", in -> in.visible(1, 128))
                .number(12, "TIME", 0, SpecBytes.MAX)
                .text(13, "DEVICE", 1, 128)
                .text(14, "TENANT", 1, 128)
                .text(15, "DOOR", 1, 32)
                .bytes(16, "HOPS", SpecAttributes::hops)
                .bytes(63, "USER", SpecAttributes::user);
    }

    /** Of NACK and RESULT. */
    static SpecAttributes ofAnswer() {
        return new SpecAttributes().text(0, "DETAIL", 0, 256);
    }

    /** Of BYE. */
    static SpecAttributes ofBye() {
        return ofAnswer().text(1, "REDIRECT", 1, 255);
    }

    /** Of SUBSCRIBE: none yet. */
    static SpecAttributes none() {
        return new SpecAttributes();
    }

    /** All that is left: names and values, as they stand there. */
    Map<String, Object> read(SpecBytes in) throws Refusal {
        Map<String, Object> values = new LinkedHashMap<>();
        SpecBytes.must(in.left() <= MOST_BYTES);
        long before = -1;
        for (int count = 0; in.left() > 0; count++) {
            long tag = in.varint(0, Integer.MAX_VALUE);
            Known attribute = known.get(tag);
            boolean isUser = attribute != null && attribute.name.equals("USER");
            SpecBytes.must(tag > before || tag == before && isUser);
            before = tag;
            Object value = value(in, tag, attribute);
            SpecBytes.must(count < MOST);
            String name = attribute == null ? "?" + (tag >> 2) : attribute.name;
            if (isUser) {
                add(values, name, value);
            } else {
                values.put(name, value);
            }
            isCritical |= attribute == null && (tag & CRITICAL) != 0;
        }
        return values;
    }

    private static Object value(SpecBytes in, long tag, Known known) throws Refusal {
        if ((tag & BYTES) == 0) {
            return known == null ? (Object) in.varint() : known.value.read(in);
        }
        SpecBytes part = in.part(in.varint());
        Object value = known == null ? hex(part, 0, MOST_BYTES) : known.value.read(part);
        part.end();
        return value;
    }

    @SuppressWarnings("unchecked")
    private static void add(Map<String, Object> values, String name, Object value) {
        ((List<Object>) values.computeIfAbsent(name, key -> new ArrayList<>())).add(value);
    }

    /** Whether one was critical and not known. */
    boolean isCritical() {
        return isCritical;
    }

    /** What no single attribute of a message can say. */
    static void checkMessage(Map<String, Object> values) throws Refusal {
        long ids = Set.of("ID", "UUID", "ORIGIN").stream().filter(values::containsKey).count();
        SpecBytes.must(ids <= 1);
        SpecBytes.must(!(values.get("USER") instanceof List<?> all) || all.size() <= 32);
    }

    private static String dictionaries(SpecBytes in) throws Refusal {
        SpecBytes.must(in.left() % 8 == 0);
        return hex(in, 8, 16 * 8);
    }

    private static Map<String, Object> session(SpecBytes in) throws Refusal {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("id", in.hex(16));
        m.put("attach", in.varint(1, SpecBytes.MAX));
        m.put("outEpoch", in.varint(1, SpecBytes.MAX));
        long next = in.varint(1, SpecBytes.MAX);
        m.put("next", next);
        m.put("first", in.varint(1, next));
        m.put("inEpoch", in.varint());
        long cumulative = in.varint();
        m.put("cum", cumulative);
        m.put("ranges", SpecFrames.ranges(in, 0, cumulative));
        return m;
    }

    private static String origin(SpecBytes in) throws Refusal {
        String session = in.hex(16);
        long epoch = in.varint(1, SpecBytes.MAX);
        return session + "-" + epoch + "-" + in.varint(1, SpecBytes.MAX);
    }

    private static String trace(SpecBytes in) throws Refusal {
        if (in.left() == 25) {
            return "00-" + in.hex(16) + "-" + in.hex(8) + "-" + in.hex(1);
        }
        String text = in.visible(55, 256);
        SpecBytes.must(!TRACE_00.matcher(text).matches());
        return text;
    }

    private static List<String> hops(SpecBytes in) throws Refusal {
        List<String> nodes = new ArrayList<>();
        do {
            nodes.add(in.var(1, 63).text(1, 63));
        } while (in.left() > 0 && nodes.size() < 16);
        return nodes;
    }

    private static List<String> user(SpecBytes in) throws Refusal {
        long length = in.varint(1, 8192);
        SpecBytes.must(in.left() <= 8192);
        String name = in.part(length).text(1, 8192);
        return List.of(name, in.text(0, 8192));
    }
}
