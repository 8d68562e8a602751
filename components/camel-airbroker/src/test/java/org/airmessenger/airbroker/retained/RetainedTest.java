/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.retained;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.junit.jupiter.api.Test;

import java.util.Random;

/** A retained message on disk and in memory is the one that was kept, whatever is in it. */
class RetainedTest {

    private static CoreMessage message(byte[] body) {
        CoreMessage message = new CoreMessage(7, body.length + 64);
        message.setAddress(SimpleString.of("state/d1"));
        message.setExpiration(99);
        message.putStringProperty("mqtt.content.type", "text/plain");
        message.getBodyBuffer().writeBytes(body);
        return message;
    }

    private static byte[] bodyOf(Retained retained) {
        ActiveMQBuffer buffer = retained.message(8).getReadOnlyBodyBuffer();
        byte[] body = new byte[buffer.readableBytes()];
        buffer.readBytes(body);
        return body;
    }

    @Test
    void isFoundAgainWhetherItCouldBePackedOrNot() {
        byte[] dense = new byte[10_000];
        new Random(3).nextBytes(dense);
        for (byte[] body : new byte[][] {{}, {0}, "now".getBytes(), new byte[500], dense}) {
            Retained kept = Retained.of("d1", message(body));
            Retained found = Retained.decode(kept.encode());
            assertThat(bodyOf(kept)).isEqualTo(body);
            assertThat(bodyOf(found)).isEqualTo(body);
            assertThat(found.owner()).isEqualTo("d1");
            assertThat(found.expiry()).isEqualTo(99);
            assertThat(found.message(8).getStringProperty("mqtt.content.type"))
                    .isEqualTo("text/plain");
        }
    }

    @Test
    void takesLessRoomThanTheBrokersOwnForm() {
        Retained text = Retained.of("d1", message("on".getBytes()));
        assertThat(text.bytes()).hasSizeLessThan(text.length() * 3 / 4);
        byte[] dense = new byte[10_000];
        new Random(3).nextBytes(dense);
        Retained picture = Retained.of("d1", message(dense));
        assertThat(picture.bytes()).hasSizeLessThanOrEqualTo(picture.length());
    }

    @Test
    void readsWhatWasWrittenBeforeAnythingWasPacked() {
        Retained kept = Retained.of(null, message("old".getBytes()));
        ActiveMQBuffer buffer = ActiveMQBuffers.dynamicBuffer(1_024);
        buffer.writeByte((byte) 0);
        buffer.writeNullableString(null);
        buffer.writeLong(99);
        buffer.writeBytes(Packed.unpack(kept.bytes(), kept.length()));
        byte[] form = new byte[buffer.readableBytes()];
        buffer.readBytes(form);
        Retained found = Retained.decode(form);
        assertThat(bodyOf(found)).isEqualTo("old".getBytes());
        assertThat(found.owner()).isNull();
        assertThat(found.bytes()).isEqualTo(kept.bytes());
    }
}
