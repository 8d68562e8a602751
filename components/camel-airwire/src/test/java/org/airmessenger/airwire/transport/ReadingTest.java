/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.Welcome;
import org.airmessenger.airwire.session.Application;
import org.airmessenger.airwire.session.Closing;
import org.airmessenger.airwire.session.Connection;
import org.airmessenger.airwire.session.Incoming;
import org.airmessenger.airwire.session.Limits;
import org.airmessenger.airwire.session.Session;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicLong;

/** When a peer is read, and what is gathered of it meanwhile. */
class ReadingTest {

    /** Greets nobody: what comes stays as it is. */
    private static final class Silent implements Application {

        @Override
        public void greeted(Hello hello) {}

        @Override
        public void ready(boolean resumed, Welcome welcome) {}

        @Override
        public void received(Incoming message) {}

        @Override
        public void closed(Closing closing) {}
    }

    private final AtomicLong gathered = new AtomicLong();
    private WireHandler handler;
    private EmbeddedChannel channel;

    private void acceptor() {
        open((wire, now) -> Connection.accept(Limits.DEVICE, wire, new Silent(), now));
    }

    private void initiator() {
        Session session = new Session("thermo-1", Limits.DEVICE, 10, 1024);
        open(
                (wire, now) ->
                        Connection.initiate(
                                session, Limits.DEVICE, Attributes.NONE, wire, new Silent(), now));
    }

    private void open(WireHandler.Starter starter) {
        handler = new WireHandler(false, starter);
        handler.gathering(gathered::addAndGet);
        channel = new EmbeddedChannel(handler);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void writable(boolean is) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, is);
        channel.runPendingTasks();
    }

    private boolean isRead() {
        return channel.config().isAutoRead();
    }

    @Test
    void whoDoesNotReadIsNotRead() {
        acceptor();
        assertThat(isRead()).isTrue();
        writable(false);
        assertThat(isRead()).isFalse();
        writable(true);
        assertThat(isRead()).isTrue();
    }

    @Test
    void oneReasonToStopDoesNotEndTheOther() {
        acceptor();
        writable(false);
        handler.hold(true);
        writable(true);
        assertThat(isRead()).isFalse();
        writable(false);
        handler.hold(false);
        assertThat(isRead()).isFalse();
        writable(true);
        assertThat(isRead()).isTrue();
    }

    @Test
    void theInitiatorReadsOnSoThatNotBothStop() {
        initiator();
        writable(false);
        assertThat(isRead()).isTrue();
    }

    @Test
    void bytesOfAFrameThatIsNotWholeAreCountedUntilItIsOrTheLineBreaks() {
        acceptor();
        // LEN 3, HELLO, MIN 1, MAX 1 (PROTOCOL.md, 3)
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x03, (byte) 0xa0}));
        assertThat(gathered).hasValue(2);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x01}));
        assertThat(gathered).hasValue(3);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x01}));
        assertThat(gathered).hasValue(0);
    }

    @Test
    void aBrokenLineGivesBackWhatWasGathered() {
        acceptor();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x03, (byte) 0xa0}));
        channel.close();
        assertThat(gathered).hasValue(0);
    }
}
