/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 2 and 11: lists of attributes, whatever they mean. */
class AttributesTest {

    /** SEND at QoS 0 by alias 0 with these attributes and no payload. */
    private static byte[] send(String attributes) {
        byte[] list = Wire.hex(attributes);
        int length = 3 + list.length;
        return Wire.hex("%02x1400%02x".formatted(length, list.length), attributes);
    }

    private static Attributes read(String attributes) {
        return ((Send) Wire.read(send(attributes))).attributes();
    }

    private static void refuses(String attributes, int code) {
        assertThat(Wire.refusal(send(attributes))).as(attributes).isEqualTo(code);
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
    void refusesTagsThatDoNotAscend() {
        // PRIORITY, then EXPIRES_IN
        refuses("04 01 00 1e", Code.MALFORMED);
        // PRIORITY twice
        refuses("04 01 04 01", Code.MALFORMED);
        // unknown 1000 twice
        refuses("4fa0 01 4fa0 01", Code.MALFORMED);
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
    void refusesATagBeyondAllReason() {
        // 2^31
        refuses("c000000080000000 01", Code.MALFORMED);
    }

    @Test
    void refusesAListThatEndsInTheMiddle() {
        // a tag alone
        refuses("04", Code.MALFORMED);
        // a length alone
        refuses("0a", Code.MALFORMED);
        // fewer bytes than said
        refuses("0a 05 61", Code.MALFORMED);
        // half a varint
        refuses("00 40", Code.MALFORMED);
        // half a tag
        refuses("40", Code.MALFORMED);
    }

    @Test
    void refusesMoreThanSixtyFour() {
        StringBuilder list = new StringBuilder();
        for (int number = 64; number < 64 + Attributes.MAX_ENTRIES; number++) {
            list.append("%04x00".formatted(0x4000 | number << 2));
        }
        byte[] bytes = Wire.hex(list.toString());
        String frame = "40%02x1400%04x".formatted(4 + bytes.length, 0x4000 | bytes.length);
        assertThat(Wire.read(Wire.hex(frame, list.toString()))).isInstanceOf(Send.class);
        list.append("%04x00".formatted(0x4000 | 1000));
        bytes = Wire.hex(list.toString());
        frame = "40%02x1400%04x".formatted(4 + bytes.length, 0x4000 | bytes.length);
        assertThat(Wire.refusal(Wire.hex(frame, list.toString()))).isEqualTo(Code.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        // attribute, hexadecimal, why not
        "EXPIRES_IN 0, 0000",
        "EXPIRES_IN 2^32, 00 c000000100000000",
        "PRIORITY 10, 040a",
        "AGAIN 0, 1800",
        "AGAIN 2, 1802",
        "CONTENT_TYPE empty, 0a00",
        "ID empty, 0e00",
        "ID with a space, 0e 03 612062",
        "ID beyond ASCII, 0e 02 c3a4",
        "ID with a control character, 0e 01 1f",
        "UUID of 15 bytes, 12 0f 000102030405060708090a0b0c0d0e",
        "UUID of 17 bytes, 12 11 000102030405060708090a0b0c0d0e0f10",
        "ORIGIN without a number, 16 11 000102030405060708090a0b0c0d0e0f 01",
        "ORIGIN with epoch 0, 16 12 000102030405060708090a0b0c0d0e0f 00 01",
        "ORIGIN with number 0, 16 12 000102030405060708090a0b0c0d0e0f 01 00",
        "ORIGIN with something behind, 16 13 000102030405060708090a0b0c0d0e0f 01 01 00",
        "TRACE of 24 bytes, 1e 18 000102030405060708090a0b0c0d0e0f1011121314151617",
        "REPLY_TO empty, 2200",
        "CONTENT_ENCODING empty, 2a00",
        "KEY_ID empty, 2e00",
        "DEVICE empty, 3600",
        "TENANT empty, 3a00",
        "DOOR empty, 3e00",
        "DOOR of 33 bytes, 3e 21 616161616161616161616161616161616161616161616161616161616161616161",
        "HOPS empty, 4042 00",
        "HOPS with an empty name, 4042 01 00",
        "HOPS with half a name, 4042 02 0261",
        "USER without a name, 40fe 01 00",
        "USER with half a name, 40fe 02 0361",
        "USER that is no text, 40fe 03 0161ff"
    })
    void refusesAValueThatIsNotWhatItMustBe(String what, String hex) {
        assertThat(Wire.refusal(send(hex.replace(" ", "")))).as(what).isEqualTo(Code.MALFORMED);
    }

    @Test
    void refusesMoreThanOneId() {
        String id = "0e 01 61";
        String uuid = "12 10 000102030405060708090a0b0c0d0e0f";
        String origin = "16 12 000102030405060708090a0b0c0d0e0f 01 01";
        refuses(id + uuid, Code.MALFORMED);
        refuses(id + origin, Code.MALFORMED);
        refuses(uuid + origin, Code.MALFORMED);
        assertThat(SendAttributes.id(read(id))).isEqualTo("a");
        assertThat(SendAttributes.id(read(uuid))).isEqualTo("00010203-0405-0607-0809-0a0b0c0d0e0f");
        assertThat(SendAttributes.id(read(origin)))
                .isEqualTo("000102030405060708090a0b0c0d0e0f-1-1");
        assertThat(SendAttributes.id(Attributes.NONE)).isNull();
    }

    @Test
    void refusesMoreThanThirtyTwoUserProperties() {
        StringBuilder most = new StringBuilder();
        most.append("40fe020161".repeat(32));
        byte[] frame = Wire.hex("40a4", "14", "00", "40a0", most.toString());
        assertThat(Wire.read(frame)).isInstanceOf(Send.class);
        byte[] more = Wire.hex("40a9", "14", "00", "40a5", most + "40fe020161");
        assertThat(Wire.refusal(more)).isEqualTo(Code.MALFORMED);
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
    void refusesWhatPeopleCannotSend() {
        Attributes.Builder builder = Attributes.builder().with(SendAttributes.PRIORITY, 1L);
        assertThatThrownBy(() -> builder.with(SendAttributes.PRIORITY, 2L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PRIORITY must come once");
        assertThatThrownBy(() -> builder.with(SendAttributes.EXPIRES_IN, 0L))
                .hasMessage("EXPIRES_IN must be 1 to 4294967295 but was 0");
        assertThatThrownBy(() -> builder.with(SendAttributes.ID, "with space"))
                .hasMessage("ID must be 1 to 128 visible ASCII characters");
        assertThatThrownBy(() -> builder.with(SendAttributes.CONTENT_TYPE, ""))
                .hasMessage("CONTENT_TYPE must have 1 to 8192 bytes but had 0");
        assertThatThrownBy(() -> builder.with(SendAttributes.CORRELATION, new byte[8193]))
                .hasMessageContaining("CORRELATION must have 0 to 8192 bytes");
        Attributes.Builder large = Attributes.builder();
        large.with(SendAttributes.CONTENT_TYPE, "x".repeat(8192));
        large.with(SendAttributes.CORRELATION, new byte[8192]);
        assertThatThrownBy(large::build).hasMessageContaining("16384");
    }

    @Test
    void refusesWhatOnlyASessionMaySay() {
        Attributes[] only = {
            Attributes.builder().with(SendAttributes.AGAIN, 1L).build(),
            Attributes.builder().with(SendAttributes.EXPIRES_IN, 1L).build(),
            Attributes.builder()
                    .with(SendAttributes.ORIGIN, new Origin(new SessionId(1, 2), 1, 1))
                    .build()
        };
        for (Attributes attributes : only) {
            assertThatThrownBy(() -> SendAttributes.check(attributes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("left to the session");
        }
        Attributes both =
                Attributes.builder()
                        .with(SendAttributes.ID, "a")
                        .with(SendAttributes.UUID, "00010203-0405-0607-0809-0a0b0c0d0e0f")
                        .build();
        assertThatThrownBy(() -> SendAttributes.check(both)).hasMessageContaining("one of ID");
        Attributes tight =
                Attributes.builder()
                        .with(SendAttributes.CONTENT_TYPE, "x".repeat(8192))
                        .with(SendAttributes.CORRELATION, new byte[8150])
                        .build();
        assertThatThrownBy(() -> SendAttributes.check(tight)).hasMessageContaining("16320");
        SendAttributes.check(Attributes.NONE);
    }

    @Test
    void carriesAnIdInTheFewestBytes() {
        assertThat(SendAttributes.idAttribute("order-4711")).isSameAs(SendAttributes.ID);
        assertThat(SendAttributes.idAttribute("0190a5b2-1c3d-7e4f-8a5b-6c7d8e9fa0b1"))
                .isSameAs(SendAttributes.UUID);
        // upper case would not come back
        assertThat(SendAttributes.idAttribute("0190A5B2-1c3d-7e4f-8a5b-6c7d8e9fa0b1"))
                .isSameAs(SendAttributes.ID);
        assertThat(SendAttributes.idAttribute("0190a5b2x1c3d-7e4f-8a5b-6c7d8e9fa0b1"))
                .isSameAs(SendAttributes.ID);
    }
}
