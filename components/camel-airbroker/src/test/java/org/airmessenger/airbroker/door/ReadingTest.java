/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airbroker.door.Reading.Pause;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** Reading stops for one reason and goes on when none is left. */
class ReadingTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Reading reading = new Reading(channel);

    @Test
    void goesOnWhenTheLastReasonIsGone() {
        reading.pause();
        reading.set(Pause.UNREAD, true);
        reading.pause(Pause.HELD);
        reading.resume();
        assertThat(channel.config().isAutoRead()).isFalse();
        reading.set(Pause.UNREAD, false);
        assertThat(channel.config().isAutoRead()).isFalse();
        reading.resume(Pause.HELD);
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(reading.isStopped()).isFalse();
    }

    @Test
    void countsAReasonOnce() {
        reading.set(Pause.UNREAD, true);
        reading.set(Pause.UNREAD, true);
        reading.set(Pause.UNREAD, false);
        assertThat(channel.config().isAutoRead()).isTrue();
    }
}
