/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

class PayloadTest {

    @ParameterizedTest
    @CsvSource({"false, 20", "false, 21", "false, 400000", "true, 58", "true, 59", "true, 4096"})
    void saysWhoMadeItBareAndInBase64(boolean json, int bytes) {
        Payload payload = new Payload(7, 123_456, 1_234_567_890_123L);
        ByteBuf out = Unpooled.buffer();
        if (json) {
            Payload.writeJson(out, payload, bytes);
        } else {
            Payload.write(out, payload, bytes);
        }
        assertThat(out.readableBytes()).isEqualTo(bytes);
        byte[] body = new byte[bytes];
        out.readBytes(body);
        assertThat(Payload.read(ByteBuffer.wrap(body))).isEqualTo(payload);
        byte[] text = Base64.getEncoder().encode(body);
        assertThat(Payload.readBase64(text, 0, text.length)).isEqualTo(payload);
        if (json) {
            assertThat(new String(body, StandardCharsets.US_ASCII))
                    .matches("\\{\"b\":\"[A-Za-z0-9+/=]{28}\",\"celsius\":21.5,\"f\":\"x*\"}");
        }
    }
}
