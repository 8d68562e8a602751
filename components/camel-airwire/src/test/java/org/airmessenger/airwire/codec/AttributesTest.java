/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** PROTOCOL.md, 2 and 11: lists of attributes, whatever they mean. */
class AttributesTest {

    /** SEND at QoS 0 by alias 0 with these attributes and no payload. */
    private static byte[] send(String attributes) {
        byte[] list = Wire.hex(attributes);
        return Wire.framed(Wire.hex("14 00", hex(list.length), attributes));
    }

    private static Attributes read(String attributes) {
        return ((Send) Wire.read(send(attributes))).attributes();
    }

    @Test
    void readsNumbersAndBytesByTheirKind() {
        Attributes list =
                read(
                        // EXPIRES_IN, a varint: 300
                        "00 412c"
                                // PRIORITY, a varint: 9
                                + "04 09"
                                // CONTENT_TYPE, bytes: text/plain
                                + "0a 0a 746578742f706c61696e");
        assertThat(list.get(SendAttributes.EXPIRES_IN)).isEqualTo(300);
        assertThat(list.get(SendAttributes.PRIORITY)).isEqualTo(9);
        assertThat(list.get(SendAttributes.CONTENT_TYPE)).isEqualTo("text/plain");
        assertThat(list.get(SendAttributes.ID)).isNull();
        assertThat(list.get(SendAttributes.KEY_ID, "none")).isEqualTo("none");
        assertThat(list.isEmpty()).isFalse();
        assertThat(list).hasToString("{EXPIRES_IN=300, PRIORITY=9, CONTENT_TYPE=text/plain}");
    }

    @Test
    void letsOnlyUserRepeat() {
        Attributes list =
                read(
                        // USER a=1
                        "40fe 03 016131"
                                // USER b=2
                                + "40fe 03 016232");
        assertThat(list.all(SendAttributes.USER))
                .containsExactly(new UserProperty("a", "1"), new UserProperty("b", "2"));
        assertThat(list.get(SendAttributes.USER)).isEqualTo(new UserProperty("a", "1"));
        assertThat(list.all(SendAttributes.ID)).isEmpty();
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        String unknown =
                // 30, a varint
                "4078 07"
                        // 30, bytes
                        + "407a 02 abcd"
                        // 1000, a varint
                        + "4fa0 01";
        Attributes list = read(unknown);
        List<String> names = new ArrayList<>();
        list.forEach((attribute, value) -> names.add(attribute.name()));
        assertThat(names).containsExactly("?30", "?30", "?1000");
        assertThat(list.hasUnknownCritical()).isFalse();
        assertThat(Wire.write(Wire.read(send(unknown)))).isEqualTo(send(unknown));
    }

    @Test
    void knowsAnotherKindOrCriticalBitAsAnotherTag() {
        // 1 with bytes: not PRIORITY
        assertThat(read("06 01 09").get(SendAttributes.PRIORITY)).isNull();
        // 1 as a varint, critical: not PRIORITY, and not to be ignored
        Attributes critical = read("05 09");
        assertThat(critical.get(SendAttributes.PRIORITY)).isNull();
        assertThat(critical.hasUnknownCritical()).isTrue();
    }

    @Test
    void knowsAnUnknownCriticalOne() {
        assertThat(read("40a1 01").hasUnknownCritical()).isTrue();
        assertThat(read("40a0 01").hasUnknownCritical()).isFalse();
    }

    @Test
    void overlaysDefaults() {
        Attributes defaults =
                Attributes.builder()
                        .with(SendAttributes.PRIORITY, 3L)
                        .with(SendAttributes.CONTENT_TYPE, "text/plain")
                        .with(SendAttributes.USER, new UserProperty("a", "1"))
                        .build();
        Attributes own =
                Attributes.builder()
                        .with(SendAttributes.PRIORITY, 9L)
                        .with(SendAttributes.USER, new UserProperty("b", "2"))
                        .build();
        assertThat(own.over(defaults))
                .hasToString(
                        "{PRIORITY=9, CONTENT_TYPE=text/plain, USER=UserProperty[name=a, value=1],"
                                + " USER=UserProperty[name=b, value=2]}");
        assertThat(own.over(Attributes.NONE)).isSameAs(own);
        assertThat(Attributes.NONE.over(defaults)).isSameAs(defaults);
    }

    @Test
    void leavesOutWhatDefaultsSayAsWell() {
        Attributes defaults =
                Attributes.builder()
                        .with(SendAttributes.PRIORITY, 3L)
                        .with(SendAttributes.CORRELATION, new byte[] {1})
                        .build();
        Attributes own =
                Attributes.builder()
                        .with(SendAttributes.PRIORITY, 9L)
                        .with(SendAttributes.CORRELATION, new byte[] {1})
                        .build();
        assertThat(own.without(defaults)).hasToString("{PRIORITY=9}");
        assertThat(own.without(own)).isSameAs(Attributes.NONE);
        assertThat(own.without(Attributes.NONE)).isSameAs(own);
        assertThat(own.hasAll(defaults)).isTrue();
        assertThat(Attributes.NONE.hasAll(defaults)).isFalse();
        assertThat(own.hasAll(Attributes.NONE)).isTrue();
    }

    @Test
    void isEqualByItsValues() {
        Attributes one =
                Attributes.builder().with(SendAttributes.CORRELATION, new byte[] {1}).build();
        Attributes same =
                Attributes.builder().with(SendAttributes.CORRELATION, new byte[] {1}).build();
        Attributes other =
                Attributes.builder().with(SendAttributes.CORRELATION, new byte[] {2}).build();
        Attributes longer =
                Attributes.builder().with(SendAttributes.PRIORITY, 1L).build().over(one);
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(other).isNotEqualTo(longer).isNotEqualTo("{}");
        assertThat(one).hasToString("{CORRELATION=[1]}");
        assertThat(SendAttributes.PRIORITY).hasToString("PRIORITY");
    }

    @Test
    void sortsWhatPeopleAdd() {
        Attributes list =
                Attributes.builder()
                        .with(SendAttributes.KEY_ID, "k")
                        .with(SendAttributes.PRIORITY, 1L)
                        .with(SendAttributes.CONTENT_TYPE, null)
                        .build();
        assertThat(list).hasToString("{PRIORITY=1, KEY_ID=k}");
    }

    @Test
    void takesAnAttributeOnceFromPeople() {
        Attributes.Builder builder = Attributes.builder().with(SendAttributes.PRIORITY, 1L);
        assertThatThrownBy(() -> builder.with(SendAttributes.PRIORITY, 2L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PRIORITY must come once");
        assertThat(builder.build()).as("the first one holds").hasToString("{PRIORITY=1}");
        builder.with(SendAttributes.USER, new UserProperty("a", "1"))
                .with(SendAttributes.USER, new UserProperty("a", "1"));
        assertThat(builder.build().all(SendAttributes.USER)).hasSize(2);
    }

    @Test
    void hasSixtyFourAttributesAtMost() {
        assertThat(read(BadLists.numbers(64))).isEqualTo(HelloTest.sixtyFour());
        Attributes.Builder many = Attributes.builder();
        for (int number = 1000; number < 1065; number++) {
            many.withUnknown(number);
        }
        assertThatThrownBy(many::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attributes must be at most 64 with 16384 bytes but were 65 with 195");
    }

    /** CONTENT_TYPE and CORRELATION with tag and length: 16384 bytes, and one more. */
    @ParameterizedTest
    @CsvSource({"8190, true", "8191, false"})
    void hasSixteenKibibytesAtMost(int type, boolean holds) {
        Attributes.Builder large =
                Attributes.builder()
                        .with(SendAttributes.CONTENT_TYPE, "x".repeat(type))
                        .with(SendAttributes.CORRELATION, new byte[8188]);
        String list = "0a" + hex(type) + "78".repeat(type) + "26" + hex(8188) + "00".repeat(8188);
        int bytes = list.length() / 2;
        byte[] frame = Wire.framed(Wire.hex("14 00", hex(bytes), list));
        if (holds) {
            assertThat(bytes).isEqualTo(16384);
            assertThat(large.build().size()).isEqualTo(16384);
            assertThat(((Send) Wire.read(frame)).attributes()).isEqualTo(large.build());
        } else {
            assertThatThrownBy(large::build)
                    .hasMessage(
                            "attributes must be at most 64 with 16384 bytes but were 2 with 16385");
            assertThat(Wire.refused(frame, Wire.reader(FrameReader.NARROW)))
                    .hasMessage("ATTRS must be 1 to 16384 but was 16385");
        }
    }

    /** The same where no length stands before the list. */
    @Test
    void hasSixteenKibibytesAtMostUpToTheEndOfAFrame() {
        String most = "c0 00 00 4fa2" + hex(16380) + "00".repeat(16380);
        assertThat(Wire.read(Wire.framed(Wire.hex(most)))).isInstanceOf(Bye.class);
        String more = "c0 00 00 4fa2" + hex(16381) + "00".repeat(16381);
        assertThat(Wire.refused(Wire.framed(Wire.hex(more)), Wire.reader(FrameReader.NARROW)))
                .hasMessage("attributes must have at most 16384 bytes but was 16385");
    }

    private static String hex(int value) {
        return Wire.hex(Wire.varint(value));
    }

    @ParameterizedTest
    @CsvSource({"0, 00", "15, 3c", "16, 4040", "1000, 4fa0", "536870911, c00000007ffffffc"})
    void sendsAnAttributeThatNobodyKnows(int number, String tag) {
        Attributes unknown = Attributes.builder().withUnknown(number).build();
        byte[] bytes = Wire.write(new Hello(1, 1, unknown));
        assertThat(Wire.hex(bytes)).endsWith("a00101" + tag + "00");
        assertThat(unknown).hasToString("{?" + number + "=0}");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 536870912, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void sendsNoNumberThatIsNoTag(int number) {
        assertThatThrownBy(() -> Attributes.builder().withUnknown(number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the number of an attribute must be 0 to 536870911 but was " + number);
    }

    @Test
    void keepsTheHighestTagsThatThereAre() {
        // 2^29-1 as a number and as bytes, critical and not
        Attributes list =
                read(
                        "c00000007ffffffc 07"
                                + "c00000007ffffffd ffffffffffffffff"
                                + "c00000007ffffffe 00"
                                + "c00000007fffffff 01ff");
        List<Object> values = new ArrayList<>();
        list.forEach((attribute, value) -> values.add(value));
        assertThat(values).hasSize(4).startsWith(7L, Varint.MAX);
        assertThat(list.hasUnknownCritical()).isTrue();
    }

    /** Laws of defaults, for whatever a message and an alias may say. */
    @Test
    void addsNothingAndLosesNothingByDefaults() {
        RandomFrames random = new RandomFrames(new SplittableRandom(81));
        for (int i = 0; i < 3000; i++) {
            Attributes own = random.attributes();
            Attributes defaults = random.attributes();
            Attributes joined = own.over(defaults);
            assertThat(joined.hasAll(own)).isTrue();
            assertThat(joined.hasAll(defaults)).isTrue();
            own.forEach(
                    (attribute, value) ->
                            assertThat(joined.get((Attribute<?>) attribute)).isNotNull());
            assertThat(own.without(defaults).over(defaults))
                    .as("what travels says the same as what was meant")
                    .isEqualTo(joined);
            assertThat(own.over(Attributes.NONE)).isEqualTo(own);
            assertThat(Attributes.NONE.over(own)).isEqualTo(own);
        }
    }
}
