/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.github.luben.zstd.ZstdOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class CompressionStepsTest {

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();
    private static final byte[] TEXT = "{\"celsius\":21.5}".repeat(100).getBytes();

    private final CompressStep compress = new CompressStep();
    private final DecompressStep decompress = new DecompressStep();

    private static Message message(byte[] body, String encoding) {
        Message message = new DefaultMessage(CAMEL);
        message.setBody(body);
        if (encoding != null) {
            message.setHeader(AirHeaders.CONTENT_ENCODING, encoding);
        }
        return message;
    }

    private RefusedException refusal(byte[] body, String encoding) {
        Message message = message(body, encoding);
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> decompress.apply(message));
        assertThat(message.getBody()).as("a refused message is untouched").isSameAs(body);
        return refused;
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "gzip"})
    void whatIsCompressedComesBackByteForByte(String coding) {
        compress.setCoding(coding);
        Message message = message(TEXT, null);
        compress.apply(message);
        assertThat(message.getHeader(AirHeaders.CONTENT_ENCODING)).isEqualTo(coding);
        assertThat((byte[]) message.getBody()).hasSizeLessThan(TEXT.length / 4);
        decompress.apply(message);
        assertThat((byte[]) message.getBody()).isEqualTo(TEXT);
        assertThat(message.getHeader(AirHeaders.CONTENT_ENCODING)).isNull();
    }

    @Test
    void compressesNothingTwiceAndNothingInVain() {
        byte[] noise = new byte[4000];
        new Random(1).nextBytes(noise);
        Message random = message(noise, null);
        compress.apply(random);
        assertThat(random.getBody()).isSameAs(noise);
        assertThat(random.getHeader(AirHeaders.CONTENT_ENCODING)).isNull();

        Message twice = message(TEXT, null);
        compress.apply(twice);
        Object once = twice.getBody();
        compress.apply(twice);
        assertThat(twice.getBody()).isSameAs(once);
    }

    @Test
    void changesEveryMessageOfABatchAndLeavesTheBatchItselfAlone() throws Exception {
        Message large = message(TEXT, null);
        Message small = message("x".getBytes(), null);
        large.setHeader(AirHeaders.ID, "m-1");
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getMessage().setBody(List.of(large, small));
        compress.process(exchange);
        List<?> changed = exchange.getMessage().getBody(List.class);
        Message first = (Message) changed.get(0);
        assertThat(first.getHeader(AirHeaders.CONTENT_ENCODING)).isEqualTo("zstd");
        assertThat(first.getHeader(AirHeaders.ID)).isEqualTo("m-1");
        assertThat(((Message) changed.get(1)).getHeader(AirHeaders.CONTENT_ENCODING)).isNull();
        assertThat(large.getBody()).as("the lane's own message").isSameAs(TEXT);
        assertThat(large.getHeader(AirHeaders.CONTENT_ENCODING)).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void refusesABombBeforeItTakesMemory(Coding coding) {
        decompress.setMaxBytes(100_000);
        byte[] bomb = coding.encode(new byte[50_000_000]);
        long before = allocated();
        RefusedException refused = refusal(bomb, coding.token());
        assertThat(allocated() - before).as("bytes allocated").isLessThan(10_000_000);
        assertThat(refused.refusal()).isEqualTo(Refusal.TOO_LARGE);
        assertThat(refused).hasMessageStartingWith("AIR-8011").hasMessageContaining("100000 bytes");
    }

    @Test
    void refusesABombThatDoesNotTellItsSize() throws IOException {
        decompress.setMaxBytes(10_000_000);
        decompress.setMaxRatio(100);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
            for (int i = 0; i < 100; i++) {
                zstd.write(new byte[50_000]);
            }
        }
        assertThat(refusal(out.toByteArray(), "zstd"))
                .hasMessageStartingWith("AIR-8011")
                .hasMessageContaining("100 times");
    }

    @Test
    void refusesAFrameThatAsksForAHugeWindow() {
        // RFC 8878, 3.1.1: magic, descriptor without size, window descriptor 2^(10+31)
        byte[] frame = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0x00, (byte) 0xF8, 1, 0, 0};
        assertThat(refusal(frame, "zstd").refusal()).isEqualTo(Refusal.UNREADABLE);
    }

    @Test
    void densityIsNoCrimeInASmallBody() {
        decompress.setMaxRatio(2);
        Message message = message(Coding.GZIP.encode(new byte[60_000]), "gzip");
        decompress.apply(message);
        assertThat((byte[]) message.getBody()).hasSize(60_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void refusesEveryBodyThatIsCutOff(Coding coding) {
        byte[] whole = coding.encode(TEXT);
        for (int length = 0; length < whole.length; length++) {
            RefusedException refused = refusal(Arrays.copyOf(whole, length), coding.token());
            assertThat(refused).as(length + " bytes").isNotNull();
            assertThat(refused.getMessage()).matches("AIR-801[23] .*");
        }
        assertThat(refusal(Arrays.copyOf(whole, whole.length - 1), coding.token()))
                .hasMessageStartingWith("AIR-8013");
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void neverThrowsAnythingButARefusalAtDamage(Coding coding) {
        byte[] whole = coding.encode(TEXT);
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            Message message = message(damaged, coding.token());
            try {
                decompress.apply(message);
            } catch (RefusedException expected) {
                assertThat(expected.getMessage()).startsWith("AIR-801");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, zstd", "", "gzip;q=1"})
    void refusesAnEncodingThatItDoesNotKnow(String encoding) {
        assertThat(refusal(TEXT, encoding)).hasMessageStartingWith("AIR-8010");
    }

    @Test
    void knowsTheOtherNamesOfRfc9110() {
        Message gzip = message(Coding.GZIP.encode(TEXT), "X-GZip");
        decompress.apply(gzip);
        assertThat((byte[]) gzip.getBody()).isEqualTo(TEXT);
        Message identity = message(TEXT, "identity");
        decompress.apply(identity);
        assertThat(identity.getBody()).isSameAs(TEXT);
        assertThat(identity.getHeader(AirHeaders.CONTENT_ENCODING)).isNull();
    }

    @Test
    void refusesOptionsOutsideTheirRange() {
        assertThatThrownBy(() -> compress.setCoding("br")).hasMessageStartingWith("AIR-8001");
        assertThatThrownBy(() -> compress.setMinBytes(-1)).hasMessageStartingWith("AIR-8001");
        assertThatThrownBy(() -> decompress.setMaxBytes(0)).hasMessageStartingWith("AIR-8001");
        assertThatThrownBy(() -> decompress.setMaxRatio(0)).hasMessageStartingWith("AIR-8001");
    }

    private static long allocated() {
        var threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
