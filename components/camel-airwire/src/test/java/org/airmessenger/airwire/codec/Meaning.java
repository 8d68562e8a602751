/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** What a frame says, in the words of the golden vectors: JSON's types only. */
final class Meaning {

    private static final HexFormat HEX = HexFormat.of();

    private Meaning() {}

    static Map<String, Object> of(Frame frame) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("frame", FrameType.name(frame.type()));
        if (frame instanceof Send send) {
            send(m, send);
        } else if (frame instanceof Ack ack) {
            m.put("cum", ack.cumulative());
            if (ack.ranges().count() > 0) {
                m.put("ranges", list(ack.ranges().above(ack.cumulative())));
            }
        } else if (frame instanceof Nack nack) {
            m.put("seq", nack.sequence());
            m.put("code", Code.name(nack.code()));
            m.put("retry", nack.retryMillis());
            attributes(m, nack.notes());
        } else if (frame instanceof Skip skip) {
            m.put("seq", skip.sequence());
            if (skip.last() != Skip.ONE) {
                m.put("last", skip.last());
            }
        } else if (frame instanceof Credit credit) {
            m.put("messages", credit.messages());
            m.put("bytes", credit.bytes());
        } else if (frame instanceof Bind bind) {
            m.put("alias", (long) bind.alias());
            m.put("topic", bind.topic());
            attributes(m, bind.defaults());
        } else {
            rest(m, frame);
        }
        return m;
    }

    private static void rest(Map<String, Object> m, Frame frame) {
        if (frame instanceof Subscribe subscribe) {
            m.put("request", subscribe.request());
            m.put("filter", subscribe.filter());
            if (subscribe.isEnd()) {
                m.put("end", true);
            } else {
                m.put("qos", (long) subscribe.qos());
            }
        } else if (frame instanceof Ping ping) {
            if (ping.reply()) {
                m.put("reply", true);
            }
            if (ping.challenge() != null) {
                m.put("challenge", HEX.toHexDigits(ping.challenge()));
            }
        } else if (frame instanceof Batch batch) {
            m.put("codec", (long) batch.codec());
            m.put("raw", (long) batch.raw());
            m.put("data", HEX.formatHex(batch.data()));
        } else if (frame instanceof Hello hello) {
            m.put("min", (long) hello.min());
            m.put("max", (long) hello.max());
            attributes(m, hello.attributes());
        } else if (frame instanceof Welcome welcome) {
            m.put("version", (long) welcome.version());
            m.put("flags", (long) welcome.flags());
            attributes(m, welcome.attributes());
        } else if (frame instanceof Bye bye) {
            m.put("code", Code.name(bye.code()));
            m.put("retry", bye.retryMillis());
            attributes(m, bye.notes());
        } else if (frame instanceof Result result) {
            m.put("kind", (long) result.kind());
            m.put("reference", result.reference());
            m.put("code", Code.name(result.code()));
            m.put("value", result.value());
            attributes(m, result.notes());
        } else if (frame instanceof Token token) {
            m.put("token", HEX.formatHex(token.token()));
        } else if (frame instanceof Extended extended) {
            m.put("number", extended.number());
            m.put("critical", extended.isCritical());
            m.put("data", HEX.formatHex(extended.data()));
        }
    }

    private static void send(Map<String, Object> m, Send send) {
        if (send.isNumbered()) {
            m.put("seq", send.sequence());
        }
        if (send.topic() == null) {
            m.put("alias", (long) send.alias());
        } else {
            m.put("topic", send.topic());
        }
        attributes(m, send.attributes());
        if (send.attributes().hasUnknownCritical()) {
            m.put("critical", true);
        }
        if (send.fragment() != Send.WHOLE) {
            m.put("fragment", (long) send.fragment());
        }
        m.put("payload", HEX.formatHex(send.payload()));
    }

    private static void attributes(Map<String, Object> m, Attributes attributes) {
        if (attributes.isEmpty()) {
            return;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        attributes.forEach(
                (attribute, value) -> {
                    if (value instanceof UserProperty user) {
                        @SuppressWarnings("unchecked")
                        List<Object> all =
                                (List<Object>)
                                        values.computeIfAbsent(
                                                attribute.name(), n -> new ArrayList<>());
                        all.add(List.of(user.name(), user.value()));
                    } else {
                        values.put(attribute.name(), value(value));
                    }
                });
        m.put("attributes", values);
    }

    private static Object value(Object value) {
        if (value instanceof byte[] bytes) {
            return HEX.formatHex(bytes);
        } else if (value instanceof Hops hops) {
            return hops.nodes();
        } else if (value instanceof BindCounts counts) {
            return Arrays.asList(counts.sent(), counts.received());
        } else if (value instanceof Origin origin) {
            return origin.toString();
        } else if (value instanceof SessionView v) {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("id", v.id().toString());
            m.put("attach", v.attach());
            m.put("outEpoch", v.outEpoch());
            m.put("next", v.next());
            m.put("first", v.first());
            m.put("inEpoch", v.inEpoch());
            m.put("cum", v.cumulative());
            m.put("ranges", list(v.ranges().above(v.cumulative())));
            return m;
        }
        return value;
    }

    private static List<Long> list(long[] numbers) {
        return LongStream.of(numbers).boxed().toList();
    }
}
