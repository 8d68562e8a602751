/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.FrameType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/**
 * PROTOCOL.md, 2 and 4: which frame may come in which state, of which end. A frame that must not is
 * refused when its second byte is known; every other one is read.
 */
class StatesTest {

    /** The states of both ends, by what they take: one letter per type, in their order. */
    @ParameterizedTest(name = "{0} takes {1}")
    @CsvSource({
        // in the order of the types: PAD SEND ACK NACK SKIP CREDIT BIND SUBSCRIBE
        //                            PING BATCH HELLO WELCOME BYE RESULT TOKEN EXTENDED
        "acceptor in OPEN,         - - - - - - - - - - x - - - - -",
        "initiator in HELLO,       - - - - - - - - - - - x x - - -",
        "acceptor in READY,        - x x x x x x x x x - - x x x x",
        "initiator in READY,       - x x x x x x - x x - - x x - x",
        "acceptor in DRAINING,     - x x x x x x x x x - - x x x x",
        "acceptor without batches, - x x x x x x x x - - - x x x x"
    })
    void takesWhatMayCome(String state, String row) {
        String[] marks = row.strip().split(" +");
        assertThat(marks).hasSize(FrameType.EXTENDED + 1);
        for (int type = FrameType.PAD; type <= FrameType.EXTENDED; type++) {
            boolean isTaken = marks[type].equals("x");
            assertThat(isRefusedAtOnce(state, type))
                    .as("%s, %s", state, FrameType.name(type))
                    .isEqualTo(!isTaken);
        }
    }

    /** Tells LEN 60 and a type, and nothing more: whoever would take it waits. */
    private static boolean isRefusedAtOnce(String state, int type) {
        boolean isBare = state.endsWith("without batches");
        Pair pair = isBare ? new Pair(BARE, BARE) : new Pair(PACKING, PACKING);
        switch (state) {
            case "acceptor in OPEN", "initiator in HELLO" -> pair.connect();
            case "acceptor in DRAINING" -> {
                pair.connected();
                pair.gateway.connection.end(Code.OK, 0, null, pair.now);
            }
            default -> pair.connected();
        }
        boolean isAcceptor = state.startsWith("acceptor");
        Line from = isAcceptor ? pair.device.line : pair.gateway.line;
        Connection to = isAcceptor ? pair.gateway.connection : pair.device.connection;
        from.buffer().clear();
        from.buffer().writeByte(60).writeByte(type << 4);
        from.deliver(Pair.ALL, to, pair.now);
        var closings = isAcceptor ? pair.gateway.closings : pair.device.closings;
        if (closings.isEmpty()) {
            return false;
        }
        // who said goodbye before ends for that reason
        boolean isDraining = state.endsWith("DRAINING");
        assertThat(closings.get(0).code()).isEqualTo(isDraining ? Code.OK : Code.BAD_STATE);
        return true;
    }

    private static final Limits BARE = limits(0);
    private static final Limits PACKING = limits(4096);

    private static Limits limits(int maxBatch) {
        return new Limits(
                4096, 64, 16, 64, 1 << 20, 60, maxBatch, maxBatch > 0, List.of(), false, null);
    }
}
