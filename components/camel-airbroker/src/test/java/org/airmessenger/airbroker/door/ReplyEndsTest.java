/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.TimeUnit;

/**
 * When the socket is closed after a DISCONNECT (MQTT 5.0, 3.14.4). Who sends more than it may is
 * still sending: closed at once, it would get a reset, and perhaps never read why.
 */
class ReplyEndsTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();

    private void end(byte code) {
        channel.freezeTime();
        channel.writeAndFlush("DISCONNECT").addListener(Replies.closing(code));
        channel.runPendingTasks();
    }

    @ParameterizedTest
    @ValueSource(bytes = {Replies.RECEIVE_MAXIMUM, Replies.TOO_LARGE})
    void leavesTimeToReadWhyToADeviceThatIsStillSending(byte code) {
        end(code);
        channel.advanceTimeBy(199, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        // what still comes does no harm, and buys no more time
        channel.writeInbound("PUBLISH");
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                Replies.PROTOCOL_ERROR,
                Replies.MALFORMED_PACKET,
                Replies.ADMINISTRATIVE,
                Replies.TAKEN_OVER,
                Replies.SHUTTING_DOWN
            })
    void closesAtOnceOtherwise(byte code) {
        end(code);
        assertThat(channel.isOpen()).isFalse();
    }
}
