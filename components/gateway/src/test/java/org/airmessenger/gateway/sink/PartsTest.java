/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.payload.Coding;
import org.airmessenger.gateway.payload.ContentType;
import org.airmessenger.gateway.payload.EventTime;
import org.airmessenger.gateway.payload.Utf8;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** The sink's small parts, against hostile input first. */
class PartsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a follower alone
                "C0AF", // overlong '/'
                "E08080", // overlong
                "EDA080", // a surrogate
                "F4908080", // beyond U+10FFFF
                "F58080",
                "C3",
                "E282",
                "F09F98",
                "C328"
            })
    void takesNoBadUtf8ForText(String hex) {
        assertThat(Utf8.isValid(HexFormat.of().parseHex(hex))).isFalse();
    }

    @Test
    void judgesUtf8AsTheJdkDoes() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(4)];
            random.nextBytes(bytes);
            bytes[0] |= (byte) 0x80;
            assertThat(Utf8.isValid(bytes))
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(jdk(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}x",
                "{} {}",
                "1,2",
                "\"a",
                "\"\n\"",
                "{\"a\":}",
                "nul",
                "'a'",
                "NaN",
                "// c\n1",
                "[1,]",
                "\u0000{}",
                "\uFEFF{}"
            })
    void inlinesNothingButOneJsonValue(String text) {
        assertThat(ContentType.isOneJsonValue(text.getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "\"ü\"", " {\"a\":[1,{\"b\":[]}]} \n", "[[[]]]", "-1.5e3"})
    void inlinesWellFormedJson(String text) {
        assertThat(ContentType.isOneJsonValue(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @Test
    void inlinesNoUtf16AndNoAbyss() {
        assertThat(ContentType.isOneJsonValue("{}".getBytes(StandardCharsets.UTF_16LE))).isFalse();
        assertThat(ContentType.isOneJsonValue("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "application/senml+json, true",
        "Application/JSON; charset=UTF-8, true",
        "application/json; charset=utf-16, false",
        "application/jsonx, false",
        "text/plain, false",
    })
    void knowsJsonByItsMediaType(String type, boolean json) {
        assertThat(ContentType.isJson(type)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, zstd | zstd",
                "zstd;q=0, gzip;q=0.5 | gzip",
                "GZIP | gzip",
                "gzip;q=0.0 | ",
                "br | ",
                "identity | ",
                ";q=,,; | "
            })
    void readsAcceptEncoding(String header, String token) {
        Compression compression = new Compression("auto");
        compression.learn(header, false);

        assertThat(compression.apply(new byte[4096]).coding().token()).isEqualTo(token);
    }

    @Test
    void leavesAloneWhatDoesNotBecomeSmaller() {
        Compression compression = new Compression("auto");
        compression.learn("gzip", false);
        byte[] noise = new byte[4096];
        new Random(1).nextBytes(noise);

        assertThat(compression.apply(noise).coding()).isEqualTo(Coding.NONE);
        assertThat(compression.apply(noise).content()).isSameAs(noise);
        assertThat(compression.apply(new byte[1024]).coding()).isEqualTo(Coding.NONE);
    }

    @Test
    void signsAsDocumented() {
        // echo -n '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef
        byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

        assertThat(new Signature("0123456789abcdef").of(body, 1_700_000_000L))
                .isEqualTo(
                        "t=1700000000,v1=9eb18f493f8ec135d9eb2dad817c369bb4e9cbfa818657897a7437c1cd8c3a23");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | 5000",
                "0 | 0",
                "999999999999999999999 | 3600000",
                "Thu, 01 Jan 1970 00:01:00 GMT | 60000",
                "Wed, 31 Dec 1969 23:00:00 GMT | 0",
                "Fri, 01 Jan 2100 00:00:00 GMT | 3600000",
                "5.5 | 0",
                "٣ | 0",
            })
    void boundsRetryAfter(String value, long millis) {
        assertThat(RetryAfter.millis(value, Instant.EPOCH)).isEqualTo(millis);
    }

    @Test
    void readsAnyCutOfAnAnswerWithoutInventingCompleteness() {
        byte[] answer =
                ("{\"ok\":[{}],\"failed\":[{\"id\":\"a\",\"x\":{\"id\":\"no\"},\"reason\":\"r\"},\"b\",{}],"
                                + "\"z\":1}")
                        .getBytes(StandardCharsets.UTF_8);

        FailedIds whole = FailedIds.in(answer);
        assertThat(whole.complete()).isTrue();
        assertThat(whole.reasons()).containsOnlyKeys("a", "b", "");
        assertThat(whole.reasons()).containsEntry("a", "r");
        for (int length = 1; length < answer.length; length++) {
            assertThat(FailedIds.in(Arrays.copyOf(answer, length)).complete())
                    .as(new String(answer, 0, length, StandardCharsets.UTF_8))
                    .isFalse();
        }
    }

    @Test
    void keepsSixtyFourKibibytesOfAnAnswer() {
        new BoundedBody()
                .create(created -> assertThat(fill(created.result()).length()).isEqualTo(65_537));
    }

    private static Buffer fill(BodyStream<Buffer> stream) {
        for (int i = 0; i < 1000; i++) {
            assertThat(stream.write(Buffer.buffer(new byte[1000])).succeeded()).isTrue();
        }
        stream.end();
        return stream.result().result();
    }

    private static boolean jdk(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void writesTimesAsTheyAreInEverySecondAndBefore1970() {
        for (long millis : new long[] {0, 1, 999, 1_000, 1_001, 1_763_841_599_999L, -1, -1_000}) {
            String text = EventTime.text(millis);
            assertThat(java.time.Instant.parse(text).toEpochMilli()).isEqualTo(millis);
            assertThat(text).hasSize("1970-01-01T00:00:00.000Z".length());
        }
    }
}
