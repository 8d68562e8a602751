/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.airmessenger.airwire.codec.Ack;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Bind;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Credit;
import org.airmessenger.airwire.codec.Extended;
import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameReader;
import org.airmessenger.airwire.codec.FrameWriter;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.Nack;
import org.airmessenger.airwire.codec.Ping;
import org.airmessenger.airwire.codec.Ranges;
import org.airmessenger.airwire.codec.Send;
import org.airmessenger.airwire.codec.Skip;
import org.airmessenger.airwire.codec.Subscribe;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** A peer that breaks the rules of a session is told by its code, and the connection ends. */
class ViolationTest {

    private Pair pair = new Pair().connected();

    private void fromDevice(Frame... frames) {
        for (Frame frame : frames) {
            FrameWriter.write(frame, pair.device.line.buffer(), FrameReader.NARROW);
        }
        pair.device.line.deliver(Pair.ALL, pair.gateway.connection, pair.now);
        pair.gateway.connection.flush(pair.now);
    }

    private void fromGateway(Frame frame) {
        FrameWriter.write(frame, pair.gateway.line.buffer(), FrameReader.NARROW);
        pair.gateway.line.deliver(Pair.ALL, pair.device.connection, pair.now);
    }

    private void gatewayEndsWith(int code) {
        assertThat(pair.gateway.closings)
                .singleElement()
                .satisfies(
                        closing -> {
                            assertThat(closing.reason()).isEqualTo(Code.name(code));
                            assertThat(closing.byPeer()).isFalse();
                        });
        pair.gateway.line.deliver(Pair.ALL, pair.device.connection, pair.now);
        assertThat(pair.device.closings)
                .singleElement()
                .satisfies(closing -> assertThat(closing.code()).isEqualTo(code));
    }

    private static Send send(long number) {
        return Send.of(number, "t", Attributes.NONE, new byte[4]);
    }

    @Test
    void aNumberBeyondTheWindow() {
        fromDevice(send(65));
        gatewayEndsWith(Code.BAD_SEQUENCE);
    }

    @Test
    void aNumberFarBeyondTheWindow() {
        fromDevice(send(32768));
        gatewayEndsWith(Code.BAD_SEQUENCE);
    }

    @Test
    void numberZero() {
        fromDevice(send(0));
        gatewayEndsWith(Code.BAD_SEQUENCE);
    }

    @Test
    void moreThanTheCreditInMessages() {
        for (int i = 1; i <= 64; i++) {
            fromDevice(send(i));
        }
        assertThat(pair.gateway.closings).isEmpty();
        fromDevice(Send.of(Send.UNNUMBERED, "t", Attributes.NONE, new byte[4]));
        gatewayEndsWith(Code.CREDIT_EXCEEDED);
    }

    @Test
    void moreThanTheCreditInBytes() {
        Limits limits = new Limits(65536, 64, 16, 64, 65536, 60, 0, false, List.of(), false, null);
        pair = new Pair(Pair.LIMITS, limits).connected();
        fromDevice(
                Send.of(1, "t", Attributes.NONE, new byte[40_000]),
                Send.of(2, "t", Attributes.NONE, new byte[40_000]));
        gatewayEndsWith(Code.CREDIT_EXCEEDED);
    }

    @Test
    void anAckOfWhatWasNeverSent() {
        fromDevice(new Ack(1, Ranges.NONE));
        gatewayEndsWith(Code.ACK_INVALID);
    }

    @Test
    void aRangeOfWhatWasNeverSent() {
        pair.gateway.send("c1");
        pair.gateway.connection.flush(pair.now);
        fromDevice(new Ack(0, Ranges.of(0, 2, 3)));
        gatewayEndsWith(Code.ACK_INVALID);
    }

    /** What runs over 64 bits would be a row of numbers that never ends. */
    @Test
    void anAckWhoseRangesRunOver() {
        pair.gateway.send("c1");
        pair.gateway.send("c2");
        pair.settle();
        String most = "ff".repeat(8);
        byte[] ack =
                HexFormat.of().parseHex("24210002" + "02" + "fffffffffffffffd" + most.repeat(3));
        pair.device.line.buffer().writeBytes(ack);
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> pair.device.line.deliver(Pair.ALL, pair.gateway.connection, pair.now));
        gatewayEndsWith(Code.MALFORMED);
    }

    @Test
    void anAckThatGoesBack() {
        pair.gateway.send("c1");
        pair.gateway.send("c2");
        pair.settle();
        fromDevice(new Ack(1, Ranges.NONE));
        gatewayEndsWith(Code.ACK_INVALID);
    }

    @Test
    void aNackOfWhatWasNeverSent() {
        fromDevice(new Nack(1, Code.BUSY, 0, Attributes.NONE));
        gatewayEndsWith(Code.ACK_INVALID);
    }

    @Test
    void aSkipBeyondTheWindow() {
        fromDevice(new Skip(1, 100));
        gatewayEndsWith(Code.BAD_SEQUENCE);
    }

    @Test
    void aFloodOfPings() {
        for (int i = 0; i < 201; i++) {
            fromDevice(new Ping(false, null));
        }
        gatewayEndsWith(Code.CONTROL_FLOOD);
    }

    @Test
    void aFloodOfPingAnswersThatNobodyAskedFor() {
        for (int i = 0; i < 201; i++) {
            fromDevice(new Ping(true, null));
        }
        gatewayEndsWith(Code.CONTROL_FLOOD);
    }

    @Test
    void aFloodOfBindings() {
        for (int i = 0; i < 201; i++) {
            fromDevice(new Bind(0, "t/" + i, Attributes.NONE));
        }
        gatewayEndsWith(Code.CONTROL_FLOOD);
    }

    @Test
    void aFloodOfSubscriptions() {
        for (int i = 0; i < 201; i++) {
            fromDevice(new Subscribe(i, "t/" + i, 1));
        }
        gatewayEndsWith(Code.CONTROL_FLOOD);
    }

    @Test
    void aFloodOfAcksThatSayNothing() {
        for (int i = 0; i < 201; i++) {
            fromDevice(new Ack(0, Ranges.NONE));
        }
        gatewayEndsWith(Code.CONTROL_FLOOD);
    }

    @Test
    void aFloodOfCreditThatSaysNothing() {
        for (int i = 0; i < 201; i++) {
            fromDevice(new Credit(1, 1));
        }
        gatewayEndsWith(Code.CONTROL_FLOOD);
    }

    @Test
    void aFloodOfSkipsOfWhatWasNeverSent() {
        for (int i = 1; i <= 201; i++) {
            fromDevice(new Skip(i, Skip.ONE));
        }
        assertThat(pair.gateway.closings)
                .extracting(Closing::code)
                .containsExactly(Code.CONTROL_FLOOD);
    }

    @Test
    void aThousandRefusalsAreNoFlood() {
        for (int i = 0; i < 1000; i++) {
            pair.device.publish("x" + i);
            pair.settle();
            pair.gateway.refuse(0, Code.NOT_ALLOWED, 0);
            pair.settle();
        }
        assertThat(pair.gateway.closings).isEmpty();
        assertThat(pair.device.closings).isEmpty();
        assertThat(pair.device.outcomes).hasSize(1000);
    }

    @Test
    void aLowerCreditIsIgnored() {
        fromGateway(new Credit(1, 1));
        IntState.publishAndStore(pair, 20);
        assertThat(pair.gateway.store).hasSize(20);
    }

    @Test
    void anUnknownAliasIsRefusedAndBoundAgain() {
        pair.device.publish("a1");
        pair.device.publish("a2");
        pair.settle();
        pair.gateway.session.bindings().forget();
        pair.device.publish("a3");
        pair.settle();
        assertThat(pair.gateway.underWay).hasSize(3);
        assertThat(pair.device.closings).isEmpty();
    }

    @Test
    void anUnknownAliasAtMostOnceIsDroppedAndTold() {
        fromDevice(Send.of(Send.UNNUMBERED, 3, Attributes.NONE, new byte[1]));
        assertThat(pair.gateway.dropped).containsExactly(Code.UNKNOWN_ALIAS);
        assertThat(pair.gateway.closings).isEmpty();
    }

    @Test
    void anAliasBeyondTheLimitIsRefused() {
        fromDevice(new Bind(16, "t", Attributes.NONE));
        assertThat(pair.gateway.line.hex()).isEqualTo("04d2102600");
    }

    @Test
    void anUnknownExtendedFrameIsIgnoredUnlessItIsCritical() {
        fromDevice(new Extended(8192, new byte[3]));
        assertThat(pair.gateway.closings).isEmpty();
        fromDevice(new Extended(8193, new byte[3]));
        gatewayEndsWith(Code.UNSUPPORTED_CRITICAL);
    }

    @Test
    void aFragmentThatNobodyAnnounced() {
        fromDevice(new Send(1, 0, "t", Attributes.NONE, 0, new byte[3]));
        gatewayEndsWith(Code.MALFORMED);
    }

    @Test
    void aSecondHello() {
        fromDevice(new Hello(1, 1, Attributes.NONE));
        gatewayEndsWith(Code.BAD_STATE);
    }

    @Test
    void aSubscriptionFromTheAcceptor() {
        fromGateway(new Subscribe(1, "t", 1));
        assertThat(pair.device.closings).extracting(Closing::code).containsExactly(Code.BAD_STATE);
    }

    @Test
    void aVersionOfALaterDay() {
        pair = new Pair();
        pair.gateway.listen(pair.now);
        pair.device.line = new Line();
        FrameWriter.write(
                new Hello(2, 3, Attributes.NONE), pair.device.line.buffer(), FrameReader.NARROW);
        pair.device.line.deliver(Pair.ALL, pair.gateway.connection, pair.now);
        assertThat(pair.gateway.closings).extracting(Closing::code).containsExactly(Code.VERSION);
        assertThat(pair.gateway.line.hex()).as("no words before the proof").isEqualTo("04c0404300");
    }

    @Test
    void aHelloThatDoesNotCome() {
        pair = new Pair();
        pair.gateway.listen(pair.now);
        pair.gateway.connection.tick(pair.now + 9_999);
        assertThat(pair.gateway.closings).isEmpty();
        pair.gateway.connection.tick(pair.now + 10_000);
        assertThat(pair.gateway.closings).hasSize(1);
        assertThat(pair.gateway.line.isClosed()).isTrue();
    }

    @Test
    void aWelcomeThatDoesNotCome() {
        pair = new Pair();
        pair.device.connect(pair.now);
        pair.device.connection.tick(pair.now + 10_000);
        assertThat(pair.device.closings).hasSize(1);
    }

    @Test
    void whatComesAfterTheEndIsNotRead() {
        fromDevice(send(0));
        gatewayEndsWith(Code.BAD_SEQUENCE);
        pair.gateway.connection.receive(
                Unpooled.wrappedBuffer(new byte[] {1, (byte) 0x80}), pair.now);
        assertThat(pair.gateway.closings).hasSize(1);
    }

    @Test
    void aCriticalAttributeIsRefusedForThatMessageOnly() {
        byte[] frame = {0x07, 0x15, 0x00, 0x01, 0x00, 0x02, 0x21, 0x01};
        pair.device.publish("a0");
        pair.device.publish("a1");
        pair.settle();
        pair.gateway.storeAll();
        pair.settle();
        frame[3] = 3;
        pair.device.line.buffer().writeBytes(frame);
        pair.device.line.deliver(Pair.ALL, pair.gateway.connection, pair.now);
        assertThat(pair.gateway.line.hex()).startsWith("2930000306").endsWith("6b6e6f776e");
        assertThat(pair.gateway.closings).isEmpty();
    }

    /** Publishing in small portions. */
    private static final class IntState {

        static void publishAndStore(Pair pair, int count) {
            for (int i = 0; i < count; i++) {
                pair.device.publish("m" + i);
                pair.settle();
                pair.gateway.storeAll();
                pair.settle();
            }
        }
    }
}
