/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 5.7. */
class SubscribeTest extends FrameContract {

    private static final String REQUEST = "REQUEST must be 0 to 4611686018427387903";

    SubscribeTest() {
        super(FrameType.SUBSCRIBE, 1);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("at QoS 0", new Subscribe(0, "a", 0), "05 70 00 01 61 00"),
                Good.of(
                        "commands/x/# at QoS 1",
                        new Subscribe(1, "commands/x/#", 1),
                        "10 70 01 0c 636f6d6d616e64732f782f23 01"),
                Good.of("no more", new Subscribe(2, "a", Subscribe.END), "04 71 02 01 61"),
                Good.of("request 64", new Subscribe(64, "a", 1), "06 70 4040 01 61 01"),
                Good.of(
                        "the highest request",
                        new Subscribe(Varint.MAX, "a", 1),
                        "0c 70 ffffffffffffffff 01 61 01"),
                Good.of(
                        "the longest filter",
                        new Subscribe(1, "f".repeat(600), 0),
                        "425d 70 01 4258",
                        "66".repeat(600),
                        "00"),
                Good.of(
                        "the longest that ends",
                        new Subscribe(1, "f".repeat(600), Subscribe.END),
                        "425c 71 01 4258",
                        "66".repeat(600)),
                Good.of(
                        "with a group",
                        new Subscribe(3, "$share/g/a/+", 1),
                        "10 70 03 0c 2473686172652f672f612f2b 01"),
                Good.of(
                        "an attribute of a later day",
                        new Subscribe(1, "a", 0, later()),
                        "08 70 01 01 61 00 4fa0 00"),
                Good.of(
                        "an attribute of a later day at the end",
                        new Subscribe(1, "a", Subscribe.END, later()),
                        "07 71 01 01 61 4fa0 00"));
    }

    private static Attributes later() {
        return Attributes.builder().withUnknown(1000).build();
    }

    @Override
    List<Bad> bad() {
        List<Bad> all = new ArrayList<>();
        all.add(Bad.missing("no request", "REQUEST", 1, "70"));
        all.add(Bad.missing("half a request", "REQUEST", 1, "70 41"));
        all.add(Bad.longer("a request in two bytes", 1, "70 4001 01 61 00"));
        all.addAll(BadTexts.ofOtherLength("70 01", "FILTER", 600));
        all.addAll(BadTexts.between("70 01", "FILTER", "01"));
        all.add(Bad.missing("no QoS", "QOS", 1, "70 01 01 61"));
        all.add(Bad.outside("QoS 2", "QOS must be 0 or 1", 2, "70 01 01 61 02"));
        all.add(Bad.outside("QoS 255", "QOS must be 0 or 1", 255, "70 01 01 61 ff"));
        all.add(
                Bad.missing(
                        "an end with a QoS, which is half an attribute",
                        "?0",
                        1,
                        "71 01 01 61 00"));
        all.addAll(BadLists.behind("70 01 01 61 01"));
        return all;
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(
                Unsendable.outside(REQUEST, -1, () -> new Subscribe(-1, "a", 0)),
                Unsendable.outside(
                        REQUEST, Varint.MAX + 1, () -> new Subscribe(Varint.MAX + 1, "a", 0)),
                Unsendable.outside("QOS must be -1 to 1", 2, () -> new Subscribe(1, "a", 2)),
                Unsendable.outside("QOS must be -1 to 1", -2, () -> new Subscribe(1, "a", -2)),
                new Unsendable(
                        "an empty filter",
                        "FILTER must have 1 to 600 bytes but had 0",
                        () -> new Subscribe(1, "", 0)),
                new Unsendable(
                        "a filter of 601 bytes",
                        "FILTER must have 1 to 600 bytes but had 601",
                        () -> new Subscribe(1, "f".repeat(601), 0)),
                new Unsendable(
                        "a filter with U+0000",
                        "FILTER must be well-formed Unicode without U+0000",
                        () -> new Subscribe(1, "a\0", 0)),
                new Unsendable(
                        "a filter that ends with half a pair of surrogates",
                        "FILTER must be well-formed Unicode without U+0000",
                        () -> new Subscribe(1, "a\uDF21", 0)));
    }

    @Test
    void saysWhetherItEnds() {
        assertThat(new Subscribe(1, "a", Subscribe.END).isEnd()).isTrue();
        assertThat(new Subscribe(1, "a", 0).isEnd()).isFalse();
        assertThat(new Subscribe(1, "a", 1).isEnd()).isFalse();
    }

    @Test
    void checksAFilterForPeople() {
        Subscribe.checkFilter("a/+/#");
        Subscribe.checkFilter("f".repeat(600));
        assertThatThrownBy(() -> Subscribe.checkFilter("f".repeat(601)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FILTER must have 1 to 600 bytes but had 601");
        assertThatThrownBy(() -> Subscribe.checkFilter("")).hasMessageContaining("had 0");
    }

    /** A critical attribute that is not known is ignored in SUBSCRIBE (PROTOCOL.md, 11). */
    @Test
    void ignoresWhatIsCriticalAndUnknown() {
        Subscribe subscribe = (Subscribe) Wire.read(Wire.hex("08 70 01 01 61 01 4fa1 00"));
        assertThat(subscribe.qos()).isEqualTo(1);
        assertThat(subscribe.attributes().hasUnknownCritical()).isTrue();
    }
}
